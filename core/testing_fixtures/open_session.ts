import type { AnyImplementation } from "../contract/contract.ts";
import { InlineHost } from "../session/inline_host.ts";
import { Session } from "../session/session.ts";
import { DEFAULT_SESSION_LIMITS, type SessionLimits } from "../session/session_settings.ts";
import { ManualClock } from "./manual_clock.ts";

/** A session of an inline environment, and what a test needs to observe it. */
export interface OpenSession {
  readonly session: Session;
  readonly clock: ManualClock;
  /** The logged lines. */
  readonly lines: string[];
  /** How often the session reported that it was closed. */
  closings(): number;
}

/** The limits of the tests' sessions; all are different. */
export const TEST_LIMITS: SessionLimits = {
  ...DEFAULT_SESSION_LIMITS,
  createMs: 60,
  resetMs: 300,
  stepMs: 200,
  renderMs: 100,
  closeMs: 10,
};

/** Creates a session, which is not open yet. */
export function makeSession(implementation: AnyImplementation, limits: SessionLimits = TEST_LIMITS): OpenSession {
  const clock = new ManualClock();
  const lines: string[] = [];
  const log = (...data: unknown[]) => void lines.push(data.join(" "));
  let closings = 0;
  const session = new Session({
    id: "s1",
    host: new InlineHost(implementation, { log }),
    deadlines: clock.deadlines,
    limits,
    log,
    onClose: () => closings++,
  });
  return { session, clock, lines, closings: () => closings };
}

/** Creates a session and opens it. */
export async function openSession(implementation: AnyImplementation, limits?: SessionLimits): Promise<OpenSession> {
  const made = makeSession(implementation, limits);
  await made.session.open();
  return made;
}
