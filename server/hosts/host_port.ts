import type { HostNotice, HostRequest } from "./messages.ts";

/** Why a side is ended from here. */
export type KillReason = "deadline" | "protocol" | "abandoned";

/** A connection to a side where environments run: a worker or a process. */
export interface HostPort {
  /** Called with each message of that side. */
  onMessage: ((message: unknown) => void) | undefined;
  /** Sends a message; throws if the side has ended. */
  send(message: HostRequest | HostNotice): void;
  /** Resolves with the reason when the side has ended. */
  readonly ended: Promise<string>;
  /** The id of its process; `undefined` before it has been started, and for a worker. */
  readonly pid?: number;
  /** `true` if {@linkcode HostPort.kill} ends even a synchronous loop. */
  readonly isKillable: boolean;
  /** Ends the side at once, whatever it does. */
  kill(by: KillReason): void;
  /** Ends the side in good order. */
  close(): Promise<void>;
}
