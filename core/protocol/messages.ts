import type { WireError } from "../errors/errors.ts";

/** The header that carries a session's id, both ways. */
export const SESSION_HEADER = "OpenEnv-Session";

/** What a client sends: one JSON object a frame, with no other keys than these. */
export type ClientMessage =
  | { readonly type: "reset"; readonly data: Readonly<Record<string, unknown>> }
  | { readonly type: "step"; readonly data: unknown }
  | { readonly type: "state" }
  | { readonly type: "close" };

/** A result as it travels: flat, with `info` under the name `metadata`, inside the observation and beside it. */
export interface ResultPayload {
  /** The observation's own keys, `metadata` in front of them. */
  readonly observation: Readonly<Record<string, unknown>>;
  /** The reward; `null` if there is none. */
  readonly reward: number | null;
  /** `true` if the episode is over. */
  readonly done: boolean;
  /** An addition of ours: `true` if the episode ended by the rules of the world. */
  readonly terminated?: boolean;
  /** An addition of ours: `true` if the episode was cut off. */
  readonly truncated?: boolean;
  /** The info once more, left out when it is empty. */
  readonly metadata?: Readonly<Record<string, unknown>>;
}

/** What a server sends: exactly one for each message but `close`, in order. */
export type ServerMessage =
  | { readonly type: "observation"; readonly data: ResultPayload }
  | { readonly type: "state"; readonly data: Readonly<Record<string, unknown>> }
  | { readonly type: "error"; readonly data: WireError };
