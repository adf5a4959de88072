import type {
  ActionInput,
  CallerResetOptions,
  EnvironmentSchemas,
  EpisodeState,
  EpisodeView,
  ObservationOf,
  Schema,
  StateOf,
  StepResult,
} from "@openenv/core";
import type { ContractChecks } from "@openenv/core/contract";
import { OpenEnvError } from "@openenv/core/errors";
import { type ClientMessage, fromResultPayload, fromWireView, type ServerMessage } from "@openenv/core/protocol";
import type { ReplyChecks } from "./reply_checks.ts";
import { serverWithoutDrawings } from "./transport/not_renderable.ts";
import { refuseUnknown, toSentAction, toSentOptions, toSentPayload } from "./sent_data.ts";

/** A JSON object: what a client without a contract sends and receives. */
export type JsonRecord = Record<string, unknown>;

/** The schemas of a client without a contract: plain records. */
export interface UntypedSchemas extends EnvironmentSchemas {
  /** Any action. */
  readonly action: Schema<JsonRecord>;
  /** Any observation. */
  readonly observation: Schema<JsonRecord>;
  /** Any state. */
  readonly state: Schema<JsonRecord>;
  /** Any reset options. */
  readonly resetOptions: Schema<JsonRecord>;
}

/** What a client's subclass may do in its own way. */
export interface PayloadHooks<S extends EnvironmentSchemas> {
  /** Converts an action to the `data` of a `step` message. */
  stepPayload(action: ActionInput<S>): JsonRecord;
  /** Converts the `data` of an `observation` message to a result. */
  parseResult(payload: JsonRecord): StepResult<ObservationOf<S>>;
  /** Converts the `data` of a `state` message to a state. */
  parseState(payload: JsonRecord): EpisodeState & StateOf<S>;
}

/** Options of {@linkcode EnvCalls}. */
export interface EnvCallsOptions<S extends EnvironmentSchemas> {
  /** Checks what is sent; absent without a contract. */
  readonly checks: ContractChecks | undefined;
  /** Checks what comes; absent where that needs no check. */
  readonly replyChecks: ReplyChecks | undefined;
  /** What a subclass may do in its own way. */
  readonly hooks: PayloadHooks<S>;
}

/** The messages of `reset`, `step` and `state`, and what their replies mean, for every client alike. */
export class EnvCalls<S extends EnvironmentSchemas> {
  readonly #checks: ContractChecks | undefined;
  readonly #replyChecks: ReplyChecks | undefined;
  readonly #hooks: PayloadHooks<S>;

  /** Creates the calls of one client. */
  constructor({ checks, replyChecks, hooks }: EnvCallsOptions<S>) {
    this.#checks = checks;
    this.#replyChecks = replyChecks;
    this.#hooks = hooks;
  }

  /** Checks reset options; throws `ValidationError`. */
  writeReset(options: CallerResetOptions<S> | undefined): ClientMessage & { readonly type: "reset" } {
    return { type: "reset", data: toSentOptions(this.#checks, (options ?? {}) as JsonRecord) };
  }

  /** Reads the reply to a reset; throws `ValidationError` for an option that the environment does not have. */
  readReset({ data: sent }: { readonly data?: unknown }, reply: ServerMessage): StepResult<ObservationOf<S>> {
    const payload = reply.data as unknown as JsonRecord;
    const result = this.#hooks.parseResult(payload);
    this.#replyChecks?.checkReset(result.observation);
    const { ignored = [], knownOptions } = fromResultPayload(payload);
    const unknown = ignored.filter((key) => Object.hasOwn(sent as JsonRecord, key));
    refuseUnknown(unknown, this.#checks?.reset.knownKeys ?? knownOptions);
    return result;
  }

  /** Checks an action; throws `ValidationError`. */
  writeStep(action: ActionInput<S>): ClientMessage {
    const checked = toSentAction(this.#checks, action);
    const data = this.#hooks.stepPayload(checked);
    if (data !== checked) toSentPayload(data);
    return { type: "step", data };
  }

  /** Reads the reply to a step. */
  readStep(reply: ServerMessage): StepResult<ObservationOf<S>> {
    const result = this.#hooks.parseResult(reply.data as unknown as JsonRecord);
    this.#replyChecks?.checkStep(result.observation);
    return result;
  }

  /** Reads the reply to a request for the state. */
  readState(reply: ServerMessage): EpisodeState & StateOf<S> {
    const state = this.#hooks.parseState(reply.data as unknown as JsonRecord);
    this.#replyChecks?.checkState(state);
    return state;
  }

  /** Reads the reply to a request for a drawing. */
  readView(reply: ServerMessage): EpisodeView {
    return fromWireView(reply.data);
  }

  /** Returns the error of a request for a drawing: a server that does not know the message has none. */
  toRenderError(thrown: unknown): unknown {
    const isUnknown = thrown instanceof OpenEnvError && thrown.code === "UNKNOWN_TYPE";
    return isUnknown ? serverWithoutDrawings(thrown) : thrown;
  }
}
