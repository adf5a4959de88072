import type { EnvironmentFactory, ResetOptions, WithOwnOptions } from "../environment.ts";
import { compileContract } from "./contract_checks.ts";
import { DefinitionError } from "../errors/error_classes.ts";
import { nameOfValue } from "../schema/check_json.ts";
import type { Schema } from "../schema/schema.ts";
import type { AnyTaskProvider } from "../tasks/task.ts";

/** What {@linkcode defineEnvironment} takes: the schemas and rules of an environment. */
export interface ContractOptions<
  AI = unknown,
  AO = AI,
  O = unknown,
  S = Record<string, unknown>,
  RI = Record<never, never>,
  RO = RI,
> {
  /** The environment's name: letters, digits, `_`, `-`, beginning with a letter. */
  readonly name: string;
  /** The contract's version. Default: `"1.0.0"`. */
  readonly version?: string;
  /** One sentence for catalogues and pages. Default: empty. */
  readonly description?: string;
  /** What an agent may do: an object, `metadata` is not among its keys unless the environment means it. */
  readonly action: Schema<AI, AO>;
  /** What the agent sees: an object without transforms and without the reserved key `metadata`. */
  readonly observation: Schema<unknown, O>;
  /** The environment's own part of the state: an object without transforms. Default: anything JSON can carry. */
  readonly state?: Schema<unknown, S>;
  /** What `reset` takes beside the options that every environment takes: an object. Default: nothing. */
  readonly resetOptions?: Schema<RI, RO>;
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

/**
 * The contract of an environment: all that a client needs to know, and nothing of the world's code.
 *
 * The type parameters are the action as callers write it and as the environment gets it, the observation, the state,
 * and the reset options as callers write them and as the environment gets them.
 */
export interface Contract<
  AI = unknown,
  AO = AI,
  O = unknown,
  S = Record<string, unknown>,
  RI = Record<never, never>,
  RO = RI,
> extends ContractOptions<AI, AO, O, S, RI, RO> {
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
  implement(factory: EnvironmentFactory<AO, O, S, RO>): Implementation<AI, AO, O, S, RI, RO>;
}

/** A contract of any types. */
// deno-lint-ignore no-explicit-any -- the parameters are contravariant, so that `unknown` would fit nothing
export type AnyContract = Contract<any, any, any, any, any, any>;

/** An environment ready to be hosted: a contract and the factory of its instances. */
export interface Implementation<
  AI = unknown,
  AO = AI,
  O = unknown,
  S = Record<string, unknown>,
  RI = Record<never, never>,
  RO = RI,
> {
  /** What it promises. */
  readonly contract: Contract<AI, AO, O, S, RI, RO>;
  /** Makes one instance for one session. */
  readonly factory: EnvironmentFactory<AO, O, S, RO>;
}

/** An implementation of any types. */
// deno-lint-ignore no-explicit-any -- as in AnyContract
export type AnyImplementation = Implementation<any, any, any, any, any, any>;

/**
 * Defines an environment's contract; `.implement(factory)` on it gives the environment.
 *
 * The types of actions, observations, state and reset options are inferred from the schemas. There are two stages so
 * that a client can import the contract without the world's code.
 *
 * @param options The schemas and rules.
 * @returns The contract.
 * @throws `DefinitionError` if a schema has no JSON Schema, is no object, transforms an observation or a state, or
 * declares a reserved name, if a number is out of range, and if `tasks` is no provider.
 *
 * @example
 * ```ts
 * import { defineEnvironment } from "@openenv/core";
 * import { z } from "zod";
 *
 * const counter = defineEnvironment({
 *   name: "counter",
 *   action: z.object({ by: z.int().default(1) }),
 *   observation: z.object({ count: z.int() }),
 * });
 *
 * export default counter.implement(() => {
 *   let count = 0;
 *   return {
 *     reset: () => ({ observation: { count: count = 0 } }),
 *     step: ({ by }) => ({ observation: { count: count += by }, reward: by }),
 *   };
 * });
 * ```
 */
export function defineEnvironment<
  AI,
  AO,
  O,
  S = Record<string, unknown>,
  RI = Record<never, never>,
  RO = RI,
>(options: ContractOptions<AI, AO, O, S, RI, RO>): Contract<AI, AO, O, S, RI, RO> {
  checkOptions(options);
  checkTasks(options);
  const contract: Contract<AI, AO, O, S, RI, RO> = {
    ...options,
    version: options.version ?? "1.0.0",
    description: options.description ?? "",
    requiresReset: options.requiresReset ?? true,
    allowStepAfterDone: options.allowStepAfterDone ?? false,
    implement(factory) {
      if (typeof factory !== "function") {
        throw new DefinitionError(`Cannot implement ${options.name}: the factory is not a function`, {
          part: "factory",
        });
      }
      return Object.freeze({ contract, factory });
    },
  };
  compileContract(contract as AnyContract);
  return Object.freeze(contract);
}

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

/** The options a caller of `reset` may give under a contract: its own and the common ones. */
export type CallerResetOptions<RI> = WithOwnOptions<RI, ResetOptions>;

function checkOptions(options: { name: string; maxSteps?: number; maxSessions?: number }): void {
  if (typeof options?.name !== "string" || !/^[A-Za-z][\w-]*$/.test(options.name)) {
    throw new DefinitionError(`Cannot define environment: name "${options?.name}" is not a name`, { part: "name" });
  }
  for (const part of ["maxSteps", "maxSessions"] as const) {
    const value = options[part];
    if (value !== undefined && (!Number.isSafeInteger(value) || value < 1)) {
      throw new DefinitionError(`Cannot define ${options.name}: ${part} ${value} is not a positive integer`, { part });
    }
  }
}

const TASK_METHODS = ["numTasks", "getTaskRange", "listTasks", "findTask"] as const;

function checkTasks({ name, tasks }: { name: string; tasks?: AnyTaskProvider }): void {
  if (tasks === undefined) return;
  const fail = (state: string) => {
    throw new DefinitionError(`Cannot define ${name}: ${state}`, { part: "tasks" });
  };
  if (typeof tasks !== "object" || tasks === null) fail(`tasks is ${nameOfValue(tasks)}, expected a provider of tasks`);
  for (const method of ["splits", "getTask"] as const) {
    if (typeof tasks[method] !== "function") fail(`tasks has no method ${method}`);
  }
  for (const method of TASK_METHODS) {
    if (tasks[method] !== undefined && typeof tasks[method] !== "function") fail(`tasks.${method} is not a method`);
  }
}
