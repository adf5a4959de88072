import type { EnvironmentFactory, ResetOptions, WithOwnOptions } from "../environment.ts";
import type { EnvironmentSchemas, ResetInput } from "../schema/environment_schemas.ts";
import type { AnyTaskProvider } from "../tasks/task.ts";

/** The rules of an environment: all of a contract but its schemas. */
export interface EnvironmentRules {
  /** The environment's name: letters, digits, `_`, `-`, beginning with a letter. */
  readonly name: string;
  /** The contract's version. Default: `"1.0.0"`. */
  readonly version?: string;
  /** One sentence for catalogues and pages. Default: empty. */
  readonly description?: string;
  /**
   * The tasks that episodes are about: each episode has one, which a reset names by `split` and `index` or by
   * `task_id`, or else the seed decides. `@openenv/core/tasks` makes providers of rows. Default: none.
   */
  readonly tasks?: AnyTaskProvider;
  /** The number of steps after which every episode is truncated; a reset may ask for fewer. Default: no limit. */
  readonly maxSteps?: number;
  /** The most sessions one server may hold; a server asked for more refuses to start. Default: no ceiling. */
  readonly maxSessions?: number;
  /** `false` lets the first step open an episode without a reset, as tools do. Default: `true`. */
  readonly requiresReset?: boolean;
  /** `true` passes steps after the end of an episode on to the environment. Default: `false`. */
  readonly allowStepAfterDone?: boolean;
}

/** Options of {@linkcode defineEnvironment}: the schemas and rules of an environment. */
export interface ContractOptions extends EnvironmentSchemas, EnvironmentRules {}

/**
 * The contract of an environment: all that a client needs to know, and nothing of the world's code.
 *
 * @typeParam S The schemas by name, as in `Contract<{ action: typeof Action; observation: typeof Observation }>`.
 */
// deno-lint-ignore no-explicit-any -- a contract of any types
export interface Contract<S extends EnvironmentSchemas = any> extends EnvironmentRules {
  /** What an agent may do: an object. `metadata` is not among its keys unless the environment means it. */
  readonly action: S["action"];
  /** What the agent sees: an object without transforms and without the reserved key `metadata`. */
  readonly observation: S["observation"];
  /** The environment's own part of the state: an object without transforms. Default: anything JSON can carry. */
  readonly state?: "state" extends keyof S ? S["state"] : undefined;
  /** The options of `reset` beside those that every environment takes: an object. Default: none. */
  readonly resetOptions?: "resetOptions" extends keyof S ? S["resetOptions"] : undefined;
  /** The contract's version. */
  readonly version: string;
  /** One sentence for catalogues and pages. */
  readonly description: string;
  /** `false` if the first step may open an episode. */
  readonly requiresReset: boolean;
  /** `true` if steps after the end reach the environment. */
  readonly allowStepAfterDone: boolean;
  /**
   * Joins the contract to a world.
   *
   * @param factory Makes one instance; called once per session, and again after an instance was given up.
   * @returns The environment: what a server hosts, a client runs in process, and a module exports as its default.
   */
  implement(factory: EnvironmentFactory<Contract<S>>): Implementation<Contract<S>>;
}

/** A contract of any types. */
// deno-lint-ignore no-explicit-any -- the parameters are contravariant, so that `unknown` would fit nothing
export type AnyContract = Contract<any>;

/**
 * An environment ready to be hosted: a contract and the factory of its instances.
 *
 * @typeParam C The contract's type, `typeof contract`.
 */
export interface Implementation<C extends AnyContract = AnyContract> {
  /** The contract. */
  readonly contract: C;
  /** Makes one instance for one session. */
  readonly factory: EnvironmentFactory<C>;
}

/** An implementation of any types. */
// deno-lint-ignore no-explicit-any -- as in AnyContract
export type AnyImplementation = Implementation<any>;

/** The options a caller of `reset` may give under a contract: its own and the common ones. */
export type CallerResetOptions<S extends EnvironmentSchemas> = WithOwnOptions<ResetInput<S>, ResetOptions>;

/**
 * `true` if a value is what `contract.implement` returns, told by its shape.
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
