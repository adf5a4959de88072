import type { Log } from "../context.ts";
import type { MaybePromise } from "../result.ts";
import { messageOf } from "../errors/errors.ts";
import type { Deadlines } from "../async/deadlines.ts";
import type { HostedEnvironment } from "./environment_host.ts";
import { isPromiseLike } from "../async/is_promise_like.ts";
import type { SessionLimits } from "./session_settings.ts";

/** Options of {@linkcode closeInstance}. */
export interface CloseInstanceOptions {
  /** The session's id, for the log. */
  readonly id: string;
  /** Enforces the limit. */
  readonly deadlines: Deadlines;
  /** The time limit for closing. */
  readonly limits: SessionLimits;
  /** Logger for errors: no caller waits for the end of an environment. */
  readonly log: Log;
  /** Called with what closing threw. Default: it is logged. */
  readonly onFailure?: (thrown: unknown) => void;
  /** Called when the environment has closed, however long that takes. */
  readonly onEnd: () => void;
}

/** Closes an environment instance, and stops waiting for it after a while. Never rejects. */
export async function closeInstance(hosted: HostedEnvironment, options: CloseInstanceOptions): Promise<void> {
  const { id, deadlines, limits, log, onEnd } = options;
  const { onFailure = (thrown) => log(`Cannot close the environment of session ${id}: ${messageOf(thrown)}`) } =
    options;
  try {
    const closing = end(hosted, onEnd);
    if (!isPromiseLike(closing)) return;
    const ended = closing.then(() => true);
    if (!await deadlines.within(ended, limits.closeMs)) throw new Error(`no result within ${limits.closeMs} ms`);
  } catch (thrown) {
    onFailure(thrown);
  }
}

function end(hosted: HostedEnvironment, onEnd: () => void): MaybePromise<void> {
  let closing: MaybePromise<void>;
  try {
    closing = hosted.close();
  } catch (thrown) {
    onEnd();
    throw thrown;
  }
  if (isPromiseLike(closing)) return Promise.resolve(closing).finally(onEnd);
  onEnd();
}
