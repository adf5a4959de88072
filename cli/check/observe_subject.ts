import type { Subject, SubjectSession } from "@openenv/testing";
import type { CallName } from "./check_job.ts";

/** Told before each call of a session, which it is, and what is sent. */
export type CallListener = (session: number, call: CallName, value?: unknown) => void;

/** The same subject, with somebody told of every call before it is made: who does not return has been announced. */
export function observeSubject(subject: Subject, tell: CallListener): Subject {
  let opened = 0;
  return {
    ...subject,
    async open() {
      const number = ++opened;
      tell(number, "open");
      return observeSession(await subject.open(), (call, value) => tell(number, call, value));
    },
  };
}

function observeSession(session: SubjectSession, tell: (call: CallName, value?: unknown) => void): SubjectSession {
  return {
    reset(options) {
      tell("reset", options);
      return session.reset(options);
    },
    step(action) {
      tell("step", action);
      return session.step(action);
    },
    state() {
      tell("state");
      return session.state();
    },
    close() {
      tell("close");
      return session.close();
    },
  };
}
