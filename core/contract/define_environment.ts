import { DefinitionError } from "../errors/error_classes.ts";
import { nameOfValue } from "../schema/check_json.ts";
import type { EnvironmentSchemas } from "../schema/environment_schemas.ts";
import type { AnyTool } from "../tools/tool.ts";
import type { AnyTaskProvider } from "../tasks/task.ts";
import type { Contract, EnvironmentRules } from "./contract.ts";
import { compileContract } from "./contract_checks.ts";

const TASK_METHODS = ["numTasks", "getTaskRange", "listTasks", "findTask"] as const;

/**
 * Defines an environment's contract. Call `.implement(factory)` on it to get the environment.
 *
 * The types of actions, observations, state and reset options are inferred from the schemas. There are two stages so
 * that a client can import the contract without the environment's code.
 *
 * @param options The schemas and rules.
 * @returns The contract.
 * @throws `DefinitionError` if a schema has no JSON Schema, is not an object, transforms an observation or a state, or
 * declares a reserved name; if a number is out of range; and if `tasks` is not a provider.
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
  A extends EnvironmentSchemas["action"],
  O extends EnvironmentSchemas["observation"],
  S extends EnvironmentSchemas["state"] = undefined,
  R extends EnvironmentSchemas["resetOptions"] = undefined,
>(
  options: EnvironmentRules & {
    readonly action: A;
    readonly observation: O;
    readonly state?: S;
    readonly resetOptions?: R;
    readonly tools?: readonly AnyTool[];
    readonly stateless?: boolean;
  },
): Contract<{ action: A; observation: O; state: S; resetOptions: R }> {
  checkRules(options);
  checkTasks(options);
  const contract: Contract<{ action: A; observation: O; state: S; resetOptions: R }> = {
    ...options as Omit<typeof options, "tools" | "stateless">,
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
  compileContract(contract);
  return Object.freeze(contract);
}

function checkRules(options: EnvironmentRules): void {
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
