import type { EnvironmentFactory, ResetOptions, WithOwnOptions } from "../environment.ts";
import type { EnvironmentSchemas, ResetInput } from "../schema/environment_schemas.ts";
import type { AnyTaskProvider } from "../tasks/task.ts";

/** The rules of an environment: all of a contract except its schemas. */
export interface EnvironmentRules {
  /** The environment's name: letters, digits, `_`, `-`, beginning with a letter. */
  readonly name: string;
  /** The contract's version. Default: `"1.0.0"`. */
  readonly version?: string;
  /** One sentence for catalogues and pages. Default: empty. */
  readonly description?: string;
  /**
   * The tasks of the environment. Each episode has one: a reset chooses it by `split` and `index` or by `task_id`, or
   * else the seed decides. `@openenv/core/tasks` creates providers from rows. Default: none.
   */
  readonly tasks?: AnyTaskProvider;
  /** `false` gives an episode no task if its reset names none. Default: `true`, the seed decides. */
  readonly drawsTask?: boolean;
  /** The number of steps after which every episode is truncated; a reset may ask for fewer. Default: no limit. */
  readonly maxSteps?: number;
  /**
   * The maximum number of sessions on one server; a server configured for more refuses to start. Default: no maximum.
   */
  readonly maxSessions?: number;
  /**
   * `true` for an environment that can't have two instances at once, because they would share a port or a file. A second
   * instance waits for the end of the first, up to the limit for creating one, and is refused with `CAPACITY_REACHED` then.
   * Default: `false`.
   */
  readonly exclusive?: boolean;
  /** `false` lets the first step start an episode without a reset, as for tools. Default: `true`. */
  readonly requiresReset?: boolean;
  /** `true` passes steps after the end of an episode on to the environment. Default: `false`. */
  readonly allowStepAfterDone?: boolean;
}

/** Options of {@linkcode defineEnvironment}: the schemas and rules of an environment. */
export interface ContractOptions extends EnvironmentSchemas, EnvironmentRules {}

/**
 * The contract of an environment: everything that a client needs to know, without the environment's code.
 *
 * @typeParam S The schemas by name, as in `Contract<{ action: typeof Action; observation: typeof Observation }>`.
 */
// deno-lint-ignore no-explicit-any -- a contract of any types
export interface Contract<S extends EnvironmentSchemas = any> extends EnvironmentRules {
  /** The schema of actions: an object. It declares `metadata` only if the environment uses that key itself. */
  readonly action: S["action"];
  /** The schema of observations: an object without transforms and without the reserved key `metadata`. */
  readonly observation: S["observation"];
  /** The schema of the environment's own state: an object without transforms. Default: anything that JSON can carry. */
  readonly state?: "state" extends keyof S ? S["state"] : undefined;
  /** The schema of the environment's own reset options, which join the common ones: an object. Default: none. */
  readonly resetOptions?: "resetOptions" extends keyof S ? S["resetOptions"] : undefined;
  /** The tools, if actions are tool calls. */
  readonly tools?: "tools" extends keyof S ? S["tools"] : undefined;
  /** `true` if no tool call depends on an earlier one, so that a call needs no session. Default: `false`. */
  readonly stateless?: boolean;
  /** The contract's version. */
  readonly version: string;
  /** One sentence for catalogues and pages. */
  readonly description: string;
  /** `false` if the first step may start an episode. */
  readonly requiresReset: boolean;
  /** `true` if steps after the end reach the environment. */
  readonly allowStepAfterDone: boolean;
  /**
   * Adds the implementation to the contract.
   *
   * @param factory Creates one instance. It is called once per session, and again after an instance was abandoned.
   * @returns The environment: a server hosts it, a client runs it in process, and a module exports it as its default.
   */
  implement(factory: EnvironmentFactory<Contract<S>>): Implementation<Contract<S>>;
}

/** A contract of any types. */
// deno-lint-ignore no-explicit-any -- the parameters are contravariant, so that `unknown` would fit nothing
export type AnyContract = Contract<any>;

/**
 * An environment that is ready to be hosted: a contract and the factory of its instances.
 *
 * @typeParam C The contract's type, `typeof contract`.
 */
export interface Implementation<C extends AnyContract = AnyContract> {
  /** The contract. */
  readonly contract: C;
  /** Creates one instance for one session. */
  readonly factory: EnvironmentFactory<C>;
}

/** An implementation of any types. */
// deno-lint-ignore no-explicit-any -- as in AnyContract
export type AnyImplementation = Implementation<any>;

/** The options that callers of `reset` may pass under a contract: its own and the common ones. */
export type CallerResetOptions<S extends EnvironmentSchemas> = WithOwnOptions<ResetInput<S>, ResetOptions>;

/**
 * Returns `true` if a value has the shape of what `contract.implement` returns.
 *
 * @example
 * ```ts
 * import { isImplementation } from "@openenv/core";
 * import assert from "node:assert/strict";
 *
 * assert.equal(isImplementation({ fetch() {} }), false);
 * ```
 */
export function isImplementation(value: unknown): value is AnyImplementation {
  const candidate = value as Partial<AnyImplementation> | null | undefined;
  return typeof candidate?.factory === "function" && typeof candidate.contract?.implement === "function";
}
