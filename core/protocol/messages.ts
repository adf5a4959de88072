import type { WireError } from "../errors/errors.ts";
import type { WireView } from "./wire_view.ts";

/** The header that carries a session's id, in both directions. */
export const SESSION_HEADER = "OpenEnv-Session";
/** The header of a request that carries its id: a server answers a repeated id without executing anything again. */
export const REQUEST_ID_HEADER = "OpenEnv-Request-Id";

/** The value of {@linkcode SESSION_HEADER} that asks for a session of its own, also where callers share one. */
export const NEW_SESSION = "new";

/** The messages of a client: one JSON object per frame, with no keys other than these. */
export type ClientMessage =
  | { readonly type: "reset"; readonly data: Readonly<Record<string, unknown>> }
  | { readonly type: "step"; readonly data: unknown }
  | { readonly type: "state" }
  | { readonly type: "render" }
  | { readonly type: "mcp"; readonly data: Readonly<Record<string, unknown>> }
  | { readonly type: "close" };

/** A result on the wire: flat, with `info` as `metadata`, inside the observation and beside it. */
export interface ResultPayload {
  /** The observation's own keys, preceded by `metadata`. */
  readonly observation: Readonly<Record<string, unknown>>;
  /** The reward; `null` if there is none. */
  readonly reward: number | null;
  /** `true` if the episode is over. */
  readonly done: boolean;
  /** An addition of this project: `true` if the episode ended by the environment's own rules. */
  readonly terminated?: boolean;
  /** An addition of this project: `true` if the episode was cut off. */
  readonly truncated?: boolean;
  /** An addition of this project: the names of unknown options; absent if there are none. */
  readonly ignored?: readonly string[];
  /** An addition of this project: the names of all reset options; absent unless some were unknown. */
  readonly known_options?: readonly string[];
  /** The info once more; left out when empty. */
  readonly metadata?: Readonly<Record<string, unknown>>;
}

/** The messages of a server: exactly one for each message except `close`, in order. */
export type ServerMessage =
  | { readonly type: "observation"; readonly data: ResultPayload }
  | { readonly type: "state"; readonly data: Readonly<Record<string, unknown>> }
  | { readonly type: "mcp"; readonly data: Readonly<Record<string, unknown>> }
  | { readonly type: "view"; readonly data: WireView }
  | { readonly type: "error"; readonly data: WireError };
