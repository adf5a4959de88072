import type { AnyTool } from "../tools/tool.ts";
import type { AnyContract } from "./contract.ts";
import { isRecord, type JsonSchema, resolveReference, tidyJsonSchema, toJsonSchema } from "../schema/json_schema.ts";

/** The JSON Schemas of a contract on the wire. The keys that all environments share come first. */
export interface WireSchemas {
  /** An action, as `step` accepts it. */
  readonly action: JsonSchema;
  /** An observation, with `done`, `reward` and `metadata`. */
  readonly observation: JsonSchema;
  /** The state. */
  readonly state: JsonSchema;
  /** The observation that `reset` returns. */
  readonly reset_observation: JsonSchema;
}

const METADATA: JsonSchema = { additionalProperties: true, title: "Metadata", type: "object" };

const ACTION_KEYS = { metadata: METADATA };
const OBSERVATION_KEYS = {
  done: { default: false, title: "Done", type: "boolean" },
  reward: {
    anyOf: [{ type: "boolean" }, { type: "integer" }, { type: "number" }, { type: "null" }],
    default: null,
    title: "Reward",
  },
  metadata: METADATA,
};
const STATE_KEYS = {
  episode_id: { anyOf: [{ type: "string" }, { type: "null" }], default: null, title: "Episode Id" },
  step_count: { default: 0, minimum: 0, title: "Step Count", type: "integer" },
  seed: { title: "Seed", type: "integer" },
};
/** The additional state keys of a contract with tasks. */
const TASK_STATE_KEYS = {
  task_id: { title: "Task Id", type: "string" },
  split: { title: "Split", type: "string" },
  index: { minimum: 0, title: "Index", type: "integer" },
};

/** Describes a contract as on the wire, in the style of Pydantic, which clients of the reference expect. */
export function toWireSchemas(contract: AnyContract): WireSchemas {
  const name = toPascalCase(contract.name.replace(/_env$/i, ""));
  const observation = describe(toJsonSchema(contract.observation, "output", "observation"), {
    title: `${name}Observation`,
    base: OBSERVATION_KEYS,
    closed: true,
  });
  const state = contract.state === undefined
    ? { type: "object", properties: {} }
    : toJsonSchema(contract.state, "output", "state");
  const stateKeys = contract.tasks === undefined ? STATE_KEYS : { ...STATE_KEYS, ...TASK_STATE_KEYS };
  return {
    action: describe(toJsonSchema(contract.action, "input", "action"), {
      title: `${name}Action`,
      base: ACTION_KEYS,
      closed: true,
    }),
    observation,
    state: describe(state, { title: `${name}State`, base: stateKeys, closed: false }),
    reset_observation: observation,
  };
}

/** Returns the SHA-256 hash of a contract's schemas, in hexadecimal. Contracts with the same hash are compatible. */
export async function hashContract(contract: AnyContract): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(toHashedText(contract)));
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Writes a contract's schemas as the text that {@linkcode hashContract} hashes. */
export function toHashedText(contract: AnyContract): string {
  const { action, observation, state } = toWireSchemas(contract);
  const reset = contract.resetOptions && toJsonSchema(contract.resetOptions, "input", "resetOptions");
  const tools = contract.tools?.map(({ name, inputSchema, outputSchema }: AnyTool) => ({
    name,
    inputSchema,
    outputSchema,
  }));
  return JSON.stringify(sortKeys({ action, observation, state, reset: reset ?? null, tools }));
}

interface Description {
  readonly title: string;
  readonly base: Readonly<Record<string, JsonSchema>>;
  readonly closed: boolean;
}

/** An author's own title is kept: programs detect tool environments by it. */
function describe(root: JsonSchema, { title: usual, base, closed }: Description): JsonSchema {
  const clean = tidyJsonSchema(root);
  const object = resolveReference(clean, clean);
  const title = typeof object.title === "string" ? object.title : usual;
  const { $schema: _, ...rest } = clean;
  if (object.properties === undefined) return { title, ...describeMembers(rest, clean, { base, closed }) };
  const { $defs } = clean;
  const required = object.required ?? [];
  return {
    additionalProperties: openness(object, closed),
    properties: { ...base, ...withTitles(object.properties) },
    ...(required.length > 0 ? { required } : {}),
    ...(object.description === undefined ? {} : { description: object.description }),
    title,
    type: "object",
    ...($defs === undefined ? {} : { $defs }),
  };
}

/** Adds the keys that all environments share to each member of a union. */
function describeMembers(node: JsonSchema, root: JsonSchema, keys: Omit<Description, "title">): JsonSchema {
  const schema = resolveReference(node, root);
  const { anyOf, oneOf, properties } = schema;
  const describeAll = (members: readonly JsonSchema[]) => members.map((member) => describeMembers(member, root, keys));
  if (anyOf !== undefined) return { ...schema, anyOf: describeAll(anyOf) };
  if (oneOf !== undefined) return { ...schema, oneOf: describeAll(oneOf) };
  if (properties === undefined) return schema;
  return {
    ...schema,
    additionalProperties: openness(schema, keys.closed),
    properties: { ...keys.base, ...properties },
  };
}

/** An author's word on undeclared keys counts, if the schema has any. */
function openness({ additionalProperties }: JsonSchema, closed: boolean): boolean | JsonSchema {
  return isRecord(additionalProperties) || additionalProperties === true ? additionalProperties : !closed;
}

function withTitles(properties: Readonly<Record<string, JsonSchema>>): Record<string, JsonSchema> {
  return Object.fromEntries(
    Object.entries(properties).map(([key, part]) => [key, "$ref" in part ? part : { title: toTitle(key), ...part }]),
  );
}

function toTitle(key: string): string {
  return key.split("_").filter((word) => word !== "").map(capitalize).join(" ");
}

function toPascalCase(name: string): string {
  return name.split(/[_-]/).map(capitalize).join("");
}

function capitalize(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (!isRecord(value)) return value;
  return Object.fromEntries(Object.keys(value).sort().map((key) => [key, sortKeys(value[key])]));
}
