import { type ActionInput, type ActionOutput, type AnyContract, defineEnvironment } from "@openenv/core";
import { checksOf, parseAction } from "@openenv/core/contract";
import { ConnectionFailedError, messageOf } from "@openenv/core/errors";
import { isRecord, type JsonSchema } from "@openenv/core/schema";
import { AutoEnv } from "./auto_env.ts";
import type { RegistryOptions } from "./resolve/registries.ts";
import { parseTarget } from "./resolve/target_name.ts";

/** The actions of one environment. */
export interface ActionType<Input = Readonly<Record<string, unknown>>, Action = Record<string, unknown>> {
  /** Their JSON Schema, as they travel. */
  readonly schema: JsonSchema;
  /** Makes an action: checks it, and fills in defaults. Throws `ValidationError`, which says what is wrong. */
  readonly create: (action: Input) => Action;
}

/**
 * Finds the actions of environments by their names. None of an environment's code is loaded.
 *
 * @example
 * ```ts
 * import { AutoAction } from "@openenv/registry";
 * import assert from "node:assert/strict";
 *
 * const GridWorldAction = await AutoAction.fromEnv("grid_world");
 * assert.deepEqual(GridWorldAction.create({ action: "UP" }), { action: "UP" });
 * assert.throws(() => GridWorldAction.create({ action: "UPWARDS" }), { code: "VALIDATION_ERROR" });
 * ```
 */
export class AutoAction {
  /**
   * Reads the schema of an environment's actions: from the registries, or from a server.
   *
   * @param name A name, a Space, or the URL of a server.
   * @param options Where to look.
   * @throws `EnvironmentNotFoundError`, `AmbiguousNameError`, `InvalidRegistryError`, `ConnectionFailedError`
   */
  static async fromEnv(name: string | URL, options?: RegistryOptions): Promise<ActionType>;
  /**
   * Returns the actions of a contract, typed.
   *
   * @param name The name of the environment.
   * @param options The contract.
   */
  static async fromEnv<C extends AnyContract>(
    name: string | URL,
    options: { readonly contract: C },
  ): Promise<ActionType<ActionInput<C>, ActionOutput<C>>>;
  static async fromEnv(
    name: string | URL,
    options: RegistryOptions & { readonly contract?: AnyContract } = {},
  ): Promise<ActionType<never, unknown>> {
    const { contract } = options;
    const target = parseTarget(name);
    if (contract !== undefined) return toActionType(contract, checksOf(contract).action.jsonSchema);
    const isServer = target.kind === "server" || target.kind === "space";
    const schema = isServer
      ? await fetchSchema(target.url)
      : (await AutoEnv.info(String(name), options)).schemas.action;
    const { z } = await import("zod");
    const action = z.fromJSONSchema(schema as Parameters<typeof z.fromJSONSchema>[0]);
    return toActionType(defineEnvironment({ name: "actions", action, observation: z.object({}) }), schema);
  }
}

function toActionType(contract: AnyContract, schema: JsonSchema): ActionType<unknown, unknown> {
  const checks = checksOf(contract);
  return { schema, create: (action) => parseAction(checks, action) };
}

async function fetchSchema(url: string): Promise<JsonSchema> {
  const base = url.replace(/^ws/, "http").replace(/\/+$/, "");
  try {
    const response = await fetch(`${base}/schema`, { signal: AbortSignal.timeout(10_000) });
    const schemas: unknown = await response.json();
    if (isRecord(schemas) && isRecord(schemas.action)) return schemas.action;
    throw new Error(`the answer ${response.status} has no schema of an action`);
  } catch (cause) {
    throw new ConnectionFailedError(`Cannot read the schemas of ${base}: ${messageOf(cause)}`, { url: base }, {
      cause,
    });
  }
}
