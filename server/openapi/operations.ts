import { parseAction } from "@openenv/core/contract";
import { exampleValue, isRecord, type JsonSchema, toJsonSchema } from "@openenv/core/schema";
import type { ServerContext } from "../server_context.ts";
import { refer } from "./components.ts";

/** Examples of a body, by name. */
export type Examples = Readonly<Record<string, { readonly summary: string; readonly value: unknown }>>;

/** The description of one route. */
export interface Operation {
  /** The operation's name in generated clients. */
  readonly operationId: string;
  /** The group that it belongs to. */
  readonly tag: keyof typeof TAGS;
  /** A title. */
  readonly summary: string;
  /** A few sentences about it. */
  readonly description: string;
  /** The variable segments of the path, by name. */
  readonly path?: Readonly<Record<string, { readonly description: string; readonly schema: JsonSchema }>>;
  /** Whether the header `OpenEnv-Session` may or must name a session; absent if it is not read. */
  readonly session?: "optional" | "required";
  /** The body of the request. */
  readonly request?: { readonly schema: JsonSchema; readonly required: boolean; readonly examples: Examples };
  /** The body of the answer. */
  readonly answer: { readonly schema: JsonSchema; readonly description: string; readonly example: unknown };
  /** `true` if the answer has the header `OpenEnv-Session`. */
  readonly returnsSession?: boolean;
  /** `true` if the document links the answer to the operations that take its session. */
  readonly hasLinks?: boolean;
  /** The codes of its errors, besides those of all operations. */
  readonly errors: readonly string[];
}

/** The groups of operations, with their descriptions. */
export const TAGS = {
  "Environment Control": "Driving episodes, one session each.",
  "State Management": "Where an episode stands.",
  "Environment Info": "What this server hosts.",
  "Task API": "The tasks that episodes are about.",
  "Schema": "What travels.",
  "Health": "Whether this server runs.",
  "JSON-RPC": "Sessions that a WebSocket can join, and tools.",
} as const;

const SESSION_ID = "0a4cd2a5-7f3e-4b43-9c2f-5a1d7a4b9d10";

const SESSION_ERRORS = ["SESSION_LOST", "SESSION_EXPIRED", "SESSION_ERROR", "REPLY_NOT_KEPT"] as const;
const BODY_ERRORS = ["VALIDATION_ERROR", "TOO_LARGE", "TIMEOUT"] as const;
const ENVIRONMENT_ERRORS = ["EXECUTION_ERROR", "INVALID_OBSERVATION", "TIMEOUT"] as const;

/** Describes the operations, except for those about tasks; the key is method and path, as in the table of routes. */
export function describeOperations(context: ServerContext, state: JsonSchema): Readonly<Record<string, Operation>> {
  return {
    "POST /reset": describeReset(context),
    "POST /step": describeStep(context),
    "GET /state": describeState(context, state),
    "DELETE /session": CLOSE,
    "GET /metadata": {
      operationId: "metadata",
      tag: "Environment Info",
      summary: "What is hosted, and how full the server is",
      description: "Builds no environment.",
      answer: {
        schema: refer("EnvironmentMetadata"),
        description: "What is hosted.",
        example: {
          ...context.metadata,
          active_sessions: 0,
          closing_sockets: 0,
          unread_bytes: 0,
          schema_hash: "0".repeat(64),
        },
      },
      errors: [],
    },
    "GET /web/render": RENDER,
    "GET /schema": SCHEMA,
    "GET /health": HEALTH,
    "POST /mcp": JSON_RPC,
  };
}

function describeReset({ contract, checks, schemas }: ServerContext): Operation {
  const own = contract.resetOptions === undefined
    ? {}
    : exampleObject(toJsonSchema(contract.resetOptions, "input", "resetOptions"));
  const options = { seed: 7, ...own };
  return {
    operationId: "reset",
    tag: "Environment Control",
    summary: "Begin an episode",
    description: "Without the header `OpenEnv-Session` a session is opened, and its id is in the answer's header and " +
      "body; with it, that session begins anew. A session that nobody uses is closed after a while.",
    session: "optional",
    request: {
      schema: refer("ResetRequest"),
      required: Object.keys(own).length > 0,
      examples: acceptedExample("A seeded episode", options, () => checks.reset.parse(options)),
    },
    answer: {
      schema: refer("ResetResponse"),
      description: "The first observation.",
      example: { ...exampleResult(schemas.observation), session_id: SESSION_ID },
    },
    returnsSession: true,
    hasLinks: true,
    errors: [
      ...BODY_ERRORS,
      "OPTION_REFUSED",
      ...SESSION_ERRORS,
      "CAPACITY_REACHED",
      "FACTORY_ERROR",
      ...ENVIRONMENT_ERRORS,
      "INVALID_REWARD",
    ],
  };
}

function describeStep({ checks, schemas }: ServerContext): Operation {
  const action = exampleValue(schemas.action);
  return {
    operationId: "step",
    tag: "Environment Control",
    summary: "Execute one action",
    description: "The action is checked before the session is looked for.",
    session: "required",
    request: {
      schema: refer("StepRequest"),
      required: true,
      examples: acceptedExample("One action", { action }, () => parseAction(checks, action)),
    },
    answer: {
      schema: refer("StepResponse"),
      description: "What came of it.",
      example: exampleResult(schemas.observation),
    },
    returnsSession: true,
    errors: [
      ...BODY_ERRORS,
      "SESSION_REQUIRED",
      ...SESSION_ERRORS,
      "NOT_RESET",
      "EPISODE_OVER",
      "SESSION_BROKEN",
      ...ENVIRONMENT_ERRORS,
      "INVALID_REWARD",
    ],
  };
}

function describeState({ schemas }: ServerContext, schema: JsonSchema): Operation {
  const example = { episode_id: "episode-1", step_count: 0, seed: 7, ...exampleObject(schemas.state) };
  return {
    operationId: "state",
    tag: "State Management",
    summary: "Read the state of an episode",
    description: "The environment's own keys stand beside those that every environment has.",
    session: "required",
    answer: { schema, description: "The state.", example },
    returnsSession: true,
    errors: ["SESSION_REQUIRED", ...SESSION_ERRORS, "SESSION_BROKEN", ...ENVIRONMENT_ERRORS],
  };
}

const CLOSE: Operation = {
  operationId: "closeSession",
  tag: "Environment Control",
  summary: "Close a session",
  description: "Its slot is free at once, unless a WebSocket has joined it.",
  session: "required",
  answer: {
    schema: refer("CloseResponse"),
    description: "The session is closed, or will be.",
    example: { session_id: SESSION_ID, closed: true },
  },
  errors: ["SESSION_REQUIRED", ...SESSION_ERRORS],
};

const RENDER: Operation = {
  operationId: "render",
  tag: "State Management",
  summary: "Draw an episode, for people",
  description:
    "The environment's own drawing, its one-click actions, and the scores of its rubric's parts. It is not " +
    "for the agent.",
  session: "required",
  answer: {
    schema: refer("EpisodeView"),
    description: "What there is to show.",
    example: { rendering: { text: "A . G" }, actions: [{ label: "Finish", action: {} }], parts: { goal: 0.5 } },
  },
  returnsSession: true,
  errors: [
    "SESSION_REQUIRED",
    ...SESSION_ERRORS,
    "NOT_RESET",
    "NOT_RENDERABLE",
    "SESSION_BROKEN",
    "EXECUTION_ERROR",
    "INVALID_RENDERING",
    "TIMEOUT",
  ],
};

const OBJECT: JsonSchema = { type: "object" };

const SCHEMA: Operation = {
  operationId: "schema",
  tag: "Schema",
  summary: "The JSON Schemas of what travels",
  description: "Of an action, of what `step` and `reset` observe, and of the state.",
  answer: {
    schema: refer("SchemaResponse"),
    description: "The schemas.",
    // Real schemas refer to their own parts, which readers of this document would look for in the document.
    example: { action: OBJECT, observation: OBJECT, state: OBJECT, reset_observation: OBJECT },
  },
  errors: [],
};

const HEALTH: Operation = {
  operationId: "health",
  tag: "Health",
  summary: "Whether the server runs",
  description: "Builds no environment, so it answers even if none can be built. A server that drains answers 503, " +
    "except with `?live`, which asks whether the process should go on.",
  answer: { schema: refer("HealthResponse"), description: "It runs.", example: { status: "healthy" } },
  errors: [],
};

const JSON_RPC: Operation = {
  operationId: "jsonRpc",
  tag: "JSON-RPC",
  summary: "Answer one JSON-RPC 2.0 request",
  description: "Sessions and tools, as programs of the Python package call them. A failed request is answered with " +
    "status 200 and an `error`, as JSON-RPC has it. The path also speaks the Model Context Protocol.",
  request: {
    schema: refer("JsonRpcRequest"),
    required: true,
    examples: {
      create: {
        summary: "Open a session, which /ws?session_id= joins",
        value: { jsonrpc: "2.0", id: 1, method: "openenv/session/create", params: {} },
      },
      close: {
        summary: "Close it",
        value: { jsonrpc: "2.0", id: 2, method: "openenv/session/close", params: { session_id: SESSION_ID } },
      },
    },
  },
  answer: {
    schema: refer("JsonRpcResponse"),
    description: "The result, or the error.",
    example: { jsonrpc: "2.0", id: 1, result: { session_id: SESSION_ID } },
  },
  errors: ["REPLY_NOT_KEPT", "TOO_LARGE", "TIMEOUT"],
};

function exampleResult(observation: JsonSchema): Readonly<Record<string, unknown>> {
  return {
    observation: { metadata: {}, ...exampleObject(observation) },
    reward: null,
    done: false,
    metadata: null,
    terminated: false,
    truncated: false,
  };
}

/** Makes an object with the required keys of a schema. */
function exampleObject(schema: JsonSchema): Record<string, unknown> {
  const value = exampleValue(schema);
  return isRecord(value) ? value : {};
}

/** Makes an example of a body, or none if the server would refuse it. */
function acceptedExample(summary: string, value: unknown, parse: () => unknown): Examples {
  try {
    parse();
    return { example: { summary, value } };
  } catch {
    return {};
  }
}
