import type { ContractDescription } from "@openenv/core/contract";
import type { StepResult } from "@openenv/core";
import type { WireError } from "@openenv/core/errors";
import type { TaskRequest, TaskVerb, WireView } from "@openenv/core/protocol";
import type { ObservationChecks } from "@openenv/core/session/settings";

/** The options of a host that reach its environments. */
export interface RemoteHostOptions {
  /** See `AppOptions.includeRubricScores`. */
  readonly includeRubricScores?: boolean;
  /** See `AppOptions.checkObservations`. */
  readonly checkObservations?: ObservationChecks;
  /** The server's mode. */
  readonly mode?: "simulation" | "production";
}

/** A request of the server to the side where environments run; `call` pairs it with its answer. */
export type HostRequest =
  & { readonly call: number }
  & (
    | { readonly do: "load"; readonly module: string; readonly options: RemoteHostOptions }
    | { readonly do: "create"; readonly instance: number }
    | { readonly do: "reset"; readonly instance: number; readonly data: unknown; readonly timeoutMs: number }
    | {
      readonly do: "step";
      readonly instance: number;
      readonly data: unknown;
      readonly timeoutMs: number;
      readonly askedMs?: number;
      readonly reports: boolean;
      readonly withinEpisode?: boolean;
      readonly cancels: boolean;
    }
    | { readonly do: "state"; readonly instance: number; readonly timeoutMs: number }
    | { readonly do: "render"; readonly instance: number; readonly timeoutMs: number }
    | { readonly do: "close"; readonly instance: number }
    | { readonly do: "ask"; readonly question: unknown }
    | {
      readonly do: "task";
      readonly verb: TaskVerb;
      readonly request: TaskRequest;
      readonly maxBytes: number;
      readonly timeoutMs: number;
    }
  );

/** A notice of the server: it has no answer. */
export type HostNotice =
  | { readonly do: "abort"; readonly instance: number; readonly reason: WireError }
  | { readonly do: "cancel"; readonly call: number }
  | { readonly do: "ping" };

/** An error as it crosses the boundary, with the stack of what the author's code threw. */
export interface RemoteError {
  /** The error of the wire. */
  readonly wire: WireError;
  /** The class of the author's error, its message and its stack; absent if there is none. */
  readonly cause?: { readonly name: string; readonly message: string; readonly stack?: string };
}

/** A message of the side where environments run. */
export type HostReply =
  | { readonly call: number; readonly ok: HostAnswer }
  | { readonly call: number; readonly error: RemoteError }
  | { readonly call: number; readonly progress: unknown }
  | { readonly log: string }
  | { readonly pong: true };

/** The answer to a request. */
export type HostAnswer = ContractDescription | StepResult | WireView | Record<string, unknown> | string | null;
