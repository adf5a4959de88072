import type { OpenEnvError } from "../errors/error_classes.ts";
import type { Waiting } from "../async/deadlines.ts";

/** What a session does. */
export type Verb = "create" | "reset" | "step" | "state" | "close";

/** A call whose result is not there yet. */
export interface PendingCall extends Waiting {
  readonly verb: Verb;
  /** Settles with the environment's own promise, whatever the caller was told. */
  readonly settled: Promise<unknown>;
  /** Answers the caller with an error. */
  fail(error: OpenEnvError): void;
}
