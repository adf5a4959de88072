import { type CallToolAction, type MaybePromise, type PolicyFactory, Random } from "@openenv/core";
import { checksOf } from "@openenv/core/contract";
import { formatPath } from "@openenv/core/errors";
import { isRecord, type JsonSchema } from "@openenv/core/schema";
import type { ListedTool } from "@openenv/core/tools";
import { findSchemaFault, findSchemaProblem } from "../json/schema_problem.ts";
import type { Subject } from "../subjects/subject.ts";
import { sampleValue } from "./sample_value.ts";
import { SMALL_DEPTH, undrawable, UndrawableSchemaError } from "./sampling.ts";

/** Options for {@linkcode createRandomPolicy} and {@linkcode createDoNothingPolicy}. */
export interface SampleOptions {
  /** Checks an action that fits the schema, where more is asked than that. Default: accepts every action. */
  readonly accepts?: (action: unknown) => MaybePromise<boolean>;
  /** The tools, if actions are calls of tools: each call is sampled from the schema of its tool. Default: none. */
  readonly tools?: readonly Pick<ListedTool, "name" | "input_schema">[];
}

/** How often to sample an action before giving up. */
const ATTEMPTS = 100;
/** How many of these attempts sample a small action, if one is wanted. */
const SMALL_ATTEMPTS = 20;

/**
 * Makes a policy that plays at random: it samples actions from their JSON Schema, by the episode's seed.
 *
 * Numbers are uniform within their bounds, choices equally likely; texts are short, and each optional key is there every
 * other time. The policy checks each action before it plays it. If actions are calls of tools, each tool is equally
 * likely.
 *
 * @param schema The JSON Schema of actions.
 * @param options What else an action must be.
 * @returns The policy; in play it throws `UndrawableSchemaError` if it finds no action that fits.
 *
 * @example
 * ```ts
 * import { Random } from "@openenv/core";
 * import { createRandomPolicy } from "@openenv/testing";
 * import assert from "node:assert/strict";
 *
 * const makePolicy = createRandomPolicy({ type: "object", properties: { n: { enum: [1, 2] } }, required: ["n"] });
 * const policy = await makePolicy({ random: new Random(7), seed: 7, state: () => Promise.resolve({}) });
 * const result = { observation: {}, reward: null, terminated: false, truncated: false, done: false, info: {} };
 * const action = await policy(result) as { n: number };
 * assert.ok([1, 2].includes(action.n));
 * ```
 */
export function createRandomPolicy(schema: JsonSchema, options: SampleOptions = {}): PolicyFactory {
  const { tools } = options;
  if (tools !== undefined) return ({ random }) => () => sampleCall(random.shuffle(tools), random);
  const own = withoutMetadata(schema);
  return ({ random }) => () => sampleAction(own, random, options);
}

/**
 * Makes a policy that does next to nothing: it plays the smallest valid action, again and again. Among tools it calls the
 * one with the fewest required arguments.
 *
 * @param schema The JSON Schema of actions.
 * @param options What else an action must be.
 * @returns The policy; in play it throws `UndrawableSchemaError` if it finds no action that fits.
 *
 * @example
 * ```ts
 * import { Random } from "@openenv/core";
 * import { createDoNothingPolicy } from "@openenv/testing";
 * import assert from "node:assert/strict";
 *
 * const number = { type: "integer", minimum: 3 };
 * const makePolicy = createDoNothingPolicy({ type: "object", properties: { n: number }, required: ["n"] });
 * const policy = await makePolicy({ random: new Random(7), seed: 7, state: () => Promise.resolve({}) });
 * const result = { observation: {}, reward: null, terminated: false, truncated: false, done: false, info: {} };
 * assert.deepEqual(await policy(result), { n: 3 });
 * ```
 */
export function createDoNothingPolicy(schema: JsonSchema, options: SampleOptions = {}): PolicyFactory {
  const own = withoutMetadata(schema);
  const tools = options.tools?.toSorted((one, other) => countRequired(one) - countRequired(other));
  return async () => {
    const random = new Random(0);
    const action = tools
      ? await sampleCall(tools, random, SMALL_DEPTH)
      : await sampleAction(own, random, options, SMALL_DEPTH);
    return () => action;
  };
}

/**
 * Returns the schema and the options to sample actions for a subject. A contract has a schema that says more than that of
 * the wire, and a parser that may know more than the schema says.
 */
export function samplingOf(subject: Subject | undefined): [schema: JsonSchema, options: SampleOptions] {
  if (subject?.tools !== undefined) return [subject.schemas.action, { tools: subject.tools }];
  const inside = subject?.inside;
  if (inside === undefined) return [subject?.schemas.action ?? {}, {}];
  return [checksOf(inside.contract).action.jsonSchema, { accepts: (action) => inside.accepts(action) }];
}

/**
 * Samples the arguments of a tool.
 *
 * @param schema The JSON Schema of the arguments.
 * @param random The generator of random numbers.
 * @param depth The depth to begin at; from `SMALL_DEPTH` on there are as few arguments as possible. Default: 0.
 * @throws `UndrawableSchemaError` if it finds none that fit.
 */
export async function sampleArguments(
  schema: JsonSchema,
  random: Random,
  depth: number = 0,
): Promise<Record<string, unknown>> {
  return await sampleAction(schema, random, {}, depth) as Record<string, unknown>;
}

/** Samples a call of the first tool whose arguments can be sampled. */
async function sampleCall(
  tools: NonNullable<SampleOptions["tools"]>,
  random: Random,
  depth?: number,
): Promise<CallToolAction> {
  let failure = undrawable({ path: [] }, "there are no tools");
  for (const { name, input_schema } of tools) {
    try {
      return { type: "call_tool", tool_name: name, arguments: await sampleArguments(input_schema, random, depth) };
    } catch (thrown) {
      if (!(thrown instanceof UndrawableSchemaError)) throw thrown;
      failure = thrown;
    }
  }
  throw failure;
}

function countRequired({ input_schema }: Pick<ListedTool, "input_schema">): number {
  return input_schema?.required?.length ?? 0;
}

/** Samples until an action fits, each time with longer repetitions; the first attempts begin at the given depth. */
async function sampleAction(
  schema: JsonSchema,
  random: Random,
  { accepts }: SampleOptions,
  depth = 0,
): Promise<unknown> {
  let failure = afterAttempts("no drawn action is accepted");
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const from = attempt < SMALL_ATTEMPTS ? depth : 0;
    try {
      const spread = 3 + Math.floor(attempt / 4);
      const action = sampleValue(schema, { random, root: schema, spread, depth: from, path: [] });
      const problem = findProblem(action, schema);
      if (problem === undefined && (await accepts?.(action) ?? true)) return action;
      if (problem !== undefined) failure = afterAttempts(problem);
    } catch (thrown) {
      if (!(thrown instanceof UndrawableSchemaError)) throw thrown;
      failure = thrown;
    }
  }
  throw failure;
}

function findProblem(action: unknown, schema: JsonSchema): string | undefined {
  const fault = findSchemaFault(schema);
  if (fault !== undefined) throw undrawable({ path: [] }, `its schema cannot be used: ${fault.message}`);
  const problem = findSchemaProblem(action, schema);
  return problem && `${formatPath(problem.path, "action")} ${problem.message}`;
}

function afterAttempts(problem: string): UndrawableSchemaError {
  return undrawable({ path: [] }, `${ATTEMPTS} attempts brought none that fits, the last problem was: ${problem}`);
}

/** Removes the key of the wire's schema that every action may have, and that means nothing to the environment. */
function withoutMetadata(schema: JsonSchema): JsonSchema {
  const { metadata, ...properties } = schema.properties ?? {};
  const isCommon = isRecord(metadata) && metadata.type === "object" && !schema.required?.includes("metadata");
  return isCommon ? { ...schema, properties } : schema;
}
