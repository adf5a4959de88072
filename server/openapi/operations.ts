import type { JsonSchema } from "@openenv/core/schema";
import { refer } from "./components.ts";
import type { Examples } from "./responses.ts";
import { describeTaskOperations } from "./task_operations.ts";

/** What one route takes and gives, as far as it is its own. */
export interface Operation {
  /** Its name in generated clients. */
  readonly operationId: string;
  /** The group it belongs to. */
  readonly tag: Tag;
  /** What it does, in a few words. */
  readonly summary: string;
  /** What is to be known of it. */
  readonly description: string;
  /** What the path takes, by the names of its variable segments. */
  readonly path?: Readonly<Record<string, { readonly schema: JsonSchema; readonly description: string }>>;
  /** Whether the header `OpenEnv-Session` names a session; absent if it is not read. */
  readonly session?: "optional" | "required";
  /** The body that it takes. */
  readonly request?: { readonly schema: JsonSchema; readonly required: boolean; readonly examples: Examples };
  /** The body that it gives. */
  readonly answer: { readonly schema: JsonSchema; readonly description: string; readonly example: unknown };
  /** `true` if the answer has the header `OpenEnv-Session`. */
  readonly namesSession?: boolean;
  /** `true` if the session that the answer names can be used in other operations. */
  readonly leadsOn?: boolean;
  /** The codes of the errors that it may give, beside those of every operation. */
  readonly errors: readonly string[];
}

/** The groups of operations, with what they are. */
export const TAGS = {
  "Environment Control": "Driving episodes, one session each.",
  "State Management": "Where an episode stands.",
  "Environment Info": "What this server hosts.",
  "Task API": "The tasks that episodes are about.",
  "Schema": "What travels.",
  "Health": "Whether this server runs.",
  "JSON-RPC": "Sessions that a WebSocket can join, and tools.",
} as const;

type Tag = keyof typeof TAGS;

/** What an {@linkcode Operation} is made of: the parts that depend on the contract. */
export interface OperationParts {
  /** The environment's name. */
  readonly name: string;
  /** The state's schema. */
  readonly state: JsonSchema;
  /** A body of `POST /reset`. */
  readonly reset: Examples;
  /** `true` if the environment asks for an option. */
  readonly resetNeedsBody: boolean;
  /** A body of `POST /step`; empty if none is known to be accepted. */
  readonly step: Examples;
  /** An answer to `POST /step`. */
  readonly result: Readonly<Record<string, unknown>>;
  /** A state. */
  readonly stateExample: unknown;
  /** An answer to `GET /metadata`. */
  readonly metadata: unknown;
}

/** The real ones refer to their own parts, which readers of this document would look for in it. */
const SCHEMAS = {
  action: { type: "object" },
  observation: { type: "object" },
  state: { type: "object" },
  reset_observation: { type: "object" },
};

const SESSION_ID = "0a4cd2a5-7f3e-4b43-9c2f-5a1d7a4b9d10";

const OF_A_SESSION = ["SESSION_LOST", "SESSION_EXPIRED", "SESSION_ERROR"] as const;
const OF_A_BODY = ["VALIDATION_ERROR", "TOO_LARGE", "TIMEOUT"] as const;
const OF_THE_ENVIRONMENT = ["EXECUTION_ERROR", "INVALID_OBSERVATION", "TIMEOUT"] as const;

/** Describes the operations; the key is method and path, as in the table of routes. */
export function describeOperations(parts: OperationParts): Readonly<Record<string, Operation>> {
  return {
    "POST /reset": describeReset(parts),
    "POST /step": describeStep(parts),
    "GET /state": describeState(parts),
    "DELETE /session": CLOSE,
    "GET /metadata": {
      operationId: "metadata",
      tag: "Environment Info",
      summary: "What is hosted, and how full the server is",
      description: "Builds no environment.",
      answer: { schema: refer("EnvironmentMetadata"), description: "What is hosted.", example: parts.metadata },
      errors: [],
    },
    "GET /schema": {
      operationId: "schema",
      tag: "Schema",
      summary: "The JSON Schemas of what travels",
      description: "Of an action, of what `step` and `reset` observe, and of the state.",
      answer: { schema: refer("SchemaResponse"), description: "The schemas.", example: SCHEMAS },
      errors: [],
    },
    "GET /health": HEALTH,
    "POST /mcp": MCP,
    ...describeTaskOperations(parts.name),
  };
}

function describeReset({ reset, resetNeedsBody, result }: OperationParts): Operation {
  return {
    operationId: "reset",
    tag: "Environment Control",
    summary: "Begin an episode",
    description: "Without the header `OpenEnv-Session` a session is opened, and its id is in the answer's header and " +
      "body; with it, that session begins anew. A session that nobody uses is closed after a while.",
    session: "optional",
    request: { schema: refer("ResetRequest"), required: resetNeedsBody, examples: reset },
    answer: {
      schema: refer("ResetResponse"),
      description: "The first observation.",
      example: { ...result, session_id: SESSION_ID },
    },
    namesSession: true,
    leadsOn: true,
    errors: [
      ...OF_A_BODY,
      ...OF_A_SESSION,
      "CAPACITY_REACHED",
      "FACTORY_ERROR",
      ...OF_THE_ENVIRONMENT,
      "INVALID_REWARD",
    ],
  };
}

function describeStep({ step, result }: OperationParts): Operation {
  return {
    operationId: "step",
    tag: "Environment Control",
    summary: "Execute one action",
    description: "The action is checked before the session is looked for.",
    session: "required",
    request: { schema: refer("StepRequest"), required: true, examples: step },
    answer: { schema: refer("StepResponse"), description: "What came of it.", example: result },
    namesSession: true,
    errors: [
      ...OF_A_BODY,
      "SESSION_REQUIRED",
      ...OF_A_SESSION,
      "NOT_RESET",
      "EPISODE_OVER",
      "SESSION_BROKEN",
      ...OF_THE_ENVIRONMENT,
      "INVALID_REWARD",
    ],
  };
}

function describeState({ state, stateExample }: OperationParts): Operation {
  return {
    operationId: "state",
    tag: "State Management",
    summary: "Read the state of an episode",
    description: "The environment's own keys stand beside those that every environment has.",
    session: "required",
    answer: { schema: state, description: "The state.", example: stateExample },
    namesSession: true,
    errors: ["SESSION_REQUIRED", ...OF_A_SESSION, "SESSION_BROKEN", ...OF_THE_ENVIRONMENT],
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
  errors: ["SESSION_REQUIRED", ...OF_A_SESSION],
};

const HEALTH: Operation = {
  operationId: "health",
  tag: "Health",
  summary: "Whether the server runs",
  description: "Builds no environment, so it answers even if none can be built.",
  answer: { schema: refer("HealthResponse"), description: "It runs.", example: { status: "healthy" } },
  errors: [],
};

const MCP: Operation = {
  operationId: "jsonRpc",
  tag: "JSON-RPC",
  summary: "Answer one JSON-RPC 2.0 request",
  description: "A failed request is answered with status 200 and an `error`, as JSON-RPC has it.",
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
  errors: ["TOO_LARGE", "TIMEOUT"],
};
