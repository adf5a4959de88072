import { type PolicyFactory, Random } from "@openenv/core";
import { formatPath } from "@openenv/core/errors";
import { isRecord, type JsonSchema } from "@openenv/core/schema";
import { type Drawing, SMALL_DEPTH } from "./draw/drawing.ts";
import { drawValue } from "./draw/draw_value.ts";
import { findSchemaProblem } from "./json_schema/find_schema_problem.ts";
import { UndrawableSchemaError } from "./testing_errors.ts";

/** What {@linkcode createRandomPolicy} and {@linkcode createDoNothingPolicy} take. */
export interface DrawOptions {
  /** `true` for an action that is accepted, where more is asked than the schema says. Default: all that fit it are. */
  readonly accepts?: (action: unknown) => boolean;
}

/** How often an action is drawn before it is given up. */
const ATTEMPTS = 100;
/** How many of these draw a small one, if that is what is wanted. */
const SMALL_ATTEMPTS = 20;

/**
 * Makes a policy that plays at random: it draws actions from their JSON Schema, by the episode's seed.
 *
 * Numbers are uniform within their bounds, choices equally likely; texts are short, and optional keys are there every
 * other time. Each action is checked before it is played.
 *
 * @param schema The JSON Schema of actions.
 * @param options What an action has to be beside fitting the schema.
 * @returns The policy; in play it throws `UndrawableSchemaError` if no action that fits is found.
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
export function createRandomPolicy(schema: JsonSchema, options: DrawOptions = {}): PolicyFactory {
  const own = withoutMetadata(schema);
  return ({ random }) => () => drawAction(own, random, options);
}

/**
 * Makes a policy that does next to nothing: it plays the smallest valid action, again and again.
 *
 * @param schema The JSON Schema of actions.
 * @param options What an action has to be beside fitting the schema.
 * @returns The policy; in play it throws `UndrawableSchemaError` if no action that fits is found.
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
export function createDoNothingPolicy(schema: JsonSchema, options: DrawOptions = {}): PolicyFactory {
  const own = withoutMetadata(schema);
  return () => {
    const action = drawAction(own, new Random(0), options, SMALL_DEPTH);
    return () => action;
  };
}

/** Draws until an action fits, each time with longer repetitions; the first ones from the given depth on. */
function drawAction(schema: JsonSchema, random: Random, { accepts }: DrawOptions, depth = 0): unknown {
  let failure = cannotDraw("no drawn action is accepted");
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const from = attempt < SMALL_ATTEMPTS ? depth : 0;
    const drawing: Drawing = { random, root: schema, spread: 3 + Math.floor(attempt / 4), depth: from, path: [] };
    try {
      const action = drawValue(schema, drawing);
      const problem = findSchemaProblem(action, schema);
      if (problem === undefined && (accepts?.(action) ?? true)) return action;
      if (problem !== undefined) failure = cannotDraw(`${formatPath(problem.path, "action")} ${problem.message}`);
    } catch (thrown) {
      if (!(thrown instanceof UndrawableSchemaError)) throw thrown;
      failure = thrown;
    }
  }
  throw failure;
}

function cannotDraw(refusal: string): UndrawableSchemaError {
  const text = `Cannot draw action: ${ATTEMPTS} attempts brought none that fits, the last problem was: ${refusal}`;
  return new UndrawableSchemaError(text, { path: [] });
}

/** The schema of the wire has a key that every action may have, and that means nothing to the environment. */
function withoutMetadata(schema: JsonSchema): JsonSchema {
  const { metadata, ...properties } = schema.properties ?? {};
  const isCommon = isRecord(metadata) && metadata.type === "object" && !schema.required?.includes("metadata");
  return isCommon ? { ...schema, properties } : schema;
}
