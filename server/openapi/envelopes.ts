import type { AnyContract } from "@openenv/core";
import type { WireSchemas } from "@openenv/core/contract";
import { type JsonSchema, toJsonSchema } from "@openenv/core/schema";
import { Components, objectOf, refer } from "./components.ts";
import { VALIDATION_SCHEMAS } from "./responses.ts";
import { TASK_SCHEMAS } from "./task_operations.ts";

const TEXT: JsonSchema = { type: "string" };
const OPTIONAL_TEXT: JsonSchema = { type: ["string", "null"] };
const OBJECT: JsonSchema = { type: "object", additionalProperties: true };
/** The longest texts of an envelope, in characters. */
const MAX_TEXT = 255;

/** The component schemas of a contract. */
export interface Envelopes {
  /** All of them. */
  readonly components: Components;
  /** A reference to the state, whose name is the contract's own. */
  readonly state: JsonSchema;
}

/** Describes the bodies of requests and answers, under the names that the reference uses. */
export function describeEnvelopes(contract: AnyContract, wire: WireSchemas): Envelopes {
  const components = new Components();
  const add = (schema: JsonSchema, name: string) => components.add(String(schema.title ?? name), schema);
  const action = add(wire.action, "Action");
  const observation = add(wire.observation, "Observation");
  const state = add(wire.state, "State");
  components.add("ResetRequest", describeResetRequest(contract));
  components.add("ResetResponse", describeResult(observation, { session_id: SESSION_ID }));
  components.add("StepRequest", describeStepRequest(action));
  components.add("StepResponse", describeResult(observation, {}));
  for (const [name, schema] of Object.entries(TASK_SCHEMAS)) components.add(name, schema);
  Object.assign(components.schemas, FIXED_SCHEMAS, VALIDATION_SCHEMAS);
  return { components, state };
}

const SESSION_ID: JsonSchema = { ...TEXT, description: "What the header `OpenEnv-Session` of later requests names." };

const TASK_OPTIONS: Readonly<Record<string, JsonSchema>> = {
  split: optional(TEXT, "The split of the task; the first one for training if left out."),
  index: optional({ type: "integer", minimum: 0 }, "The task's place in its split; the seed decides if left out."),
  task_id: optional(TEXT, "The task's id, instead of its place."),
};

function describeResetRequest(contract: AnyContract): JsonSchema {
  const own = contract.resetOptions === undefined ? {} : toJsonSchema(contract.resetOptions, "input", "resetOptions");
  const { required, $defs } = own;
  const last = Math.min(contract.maxSteps ?? Infinity, Number.MAX_SAFE_INTEGER);
  return {
    type: "object",
    description: "Every key is optional unless the environment asks for it; keys that nobody knows are accepted, and " +
      "named in the answer as `ignored`.",
    properties: {
      seed: optional({ type: "integer", minimum: 0 }, "The same seed begins the same episode; drawn if left out."),
      episode_id: optional({ ...TEXT, maxLength: MAX_TEXT }, "The episode's name; made if left out."),
      max_steps: optional({ type: "integer", minimum: 1, maximum: last }, "When the episode is truncated."),
      ...(contract.tasks === undefined ? {} : TASK_OPTIONS),
      ...own.properties,
    },
    ...(required === undefined ? {} : { required }),
    ...($defs === undefined ? {} : { $defs }),
    additionalProperties: true,
  };
}

function describeStepRequest(action: JsonSchema): JsonSchema {
  return {
    ...objectOf({ action }, {
      timeout_s: optional(
        { type: "number", exclusiveMinimum: 0 },
        "How long the step may take, in seconds; the server has a ceiling for it.",
      ),
      request_id: optional({ ...TEXT, maxLength: MAX_TEXT }, "Accepted for the sake of other clients; not looked at."),
    }),
    additionalProperties: true,
  };
}

function describeResult(observation: JsonSchema, more: Readonly<Record<string, JsonSchema>>): JsonSchema {
  return {
    ...objectOf({
      observation,
      reward: { type: ["number", "null"] },
      done: { type: "boolean", description: "`terminated` or `truncated`." },
      metadata: { ...OBJECT, type: ["object", "null"], description: "The observation's; `null` if it is empty." },
      terminated: { type: "boolean", description: "The episode came to its own end." },
      truncated: { type: "boolean", description: "The episode was cut short." },
      ...more,
    }, {
      ignored: {
        type: "array",
        items: TEXT,
        description: "Unknown keys of the request; absent if there are none.",
      },
      known_options: {
        type: "array",
        items: TEXT,
        description: "All options of a reset; absent unless some of the request were unknown.",
      },
    }),
    additionalProperties: true,
  };
}

function optional(schema: JsonSchema, description: string): JsonSchema {
  return { ...schema, type: [String(schema.type), "null"], description };
}

const RPC_ID: JsonSchema = { type: ["string", "integer", "null"] };

/** The component schemas that all environments share. */
const FIXED_SCHEMAS: Readonly<Record<string, JsonSchema>> = {
  HealthStatus: { type: "string", enum: ["healthy", "unhealthy", "degraded"] },
  HealthResponse: objectOf({ status: refer("HealthStatus") }, {
    stuck_workers: { type: "integer", minimum: 1, description: "Workers in a loop that nothing can end." },
    reason: { ...TEXT, description: "Why the server takes no more sessions." },
  }),
  EnvironmentMetadata: objectOf({
    name: TEXT,
    description: TEXT,
    version: { ...TEXT, description: "The contract's version." },
    max_sessions: { type: "integer", minimum: 1 },
    active_sessions: { type: "integer", minimum: 0 },
    closing_sockets: {
      type: "integer",
      minimum: 0,
      description: "Sockets that are being closed, or were refused a session, and are not gone yet.",
    },
    unread_bytes: { type: "integer", minimum: 0, description: "What waits for clients that do not read." },
    schema_hash: { ...TEXT, description: "Two servers of one hash take and give the same." },
  }, {
    readme_content: OPTIONAL_TEXT,
    author: OPTIONAL_TEXT,
    documentation_url: OPTIONAL_TEXT,
    stuck_workers: { type: "integer", minimum: 1, description: "Workers in a loop that nothing can end." },
  }),
  SchemaResponse: {
    ...objectOf({ action: OBJECT, observation: OBJECT, state: OBJECT, reset_observation: OBJECT }),
    description: "JSON Schemas, draft 2020-12.",
  },
  EpisodeView: objectOf({}, {
    rendering: objectOf({}, {
      text: { ...TEXT, description: "For a fixed-width font; it may have ANSI colours." },
      svg: TEXT,
      png: { ...TEXT, contentEncoding: "base64", contentMediaType: "image/png" },
      table: objectOf({ rows: { type: "array", items: { type: "array" } } }, {
        columns: { type: "array", items: TEXT },
      }),
    }),
    actions: { type: "array", items: objectOf({ label: TEXT, action: {} }) },
    parts: {
      type: "object",
      additionalProperties: { type: ["number", "null"] },
      description: "The scores of the rubric's parts in the last step; null for a part that was not called.",
    },
  }),
  CloseResponse: objectOf({ session_id: TEXT, closed: { type: "boolean" } }, {
    closing: { const: true, description: "A socket has joined the session; it is closed when the socket ends." },
  }),
  JsonRpcRequest: {
    ...objectOf({ jsonrpc: { const: "2.0" }, method: TEXT }, { params: OBJECT, id: RPC_ID }),
    additionalProperties: false,
  },
  JsonRpcResponse: {
    ...objectOf({ jsonrpc: { const: "2.0" }, id: RPC_ID }, {
      result: {},
      error: objectOf({ code: { type: "integer" }, message: TEXT }, { data: {} }),
    }),
    oneOf: [{ required: ["result"] }, { required: ["error"] }],
  },
};
