import type { ToolCallData } from "../errors/tool_errors.ts";
import { isRecord, type JsonSchema } from "../schema/json_schema.ts";
import type { Schema, SchemaIssue, SchemaResult } from "../schema/schema.ts";
import type { ToolResult } from "./tool_content.ts";

/** Calls a tool through `step`. */
export interface CallToolAction {
  /** The kind; may be left out. */
  readonly type?: "call_tool";
  /** The tool. */
  readonly tool_name: string;
  /** Its arguments. Default: none. */
  readonly arguments?: Readonly<Record<string, unknown>>;
}

/** Lists the tools through `step`. */
export interface ListToolsAction {
  /** The kind. */
  readonly type: "list_tools";
}

/** The kinds of failure that a tool call can have. */
export type ToolErrorType = ToolCallData["error_type"];

/** Why a tool call failed. */
export interface ToolFailure {
  /** The kind of failure. */
  readonly error_type: ToolErrorType;
  /** The message. */
  readonly message: string;
}

/** The observation of a step in a tool environment; that of a reset has keys of its own. */
export interface ToolObservation {
  /** The tool that was called. */
  readonly tool_name?: string;
  /** The result; `null` if the call failed. */
  readonly result?: ToolResult | null;
  /** Why the call failed; `null` if it did not. */
  readonly error?: ToolFailure | null;
  /** The keys of a reset's observation. */
  readonly [key: string]: unknown;
}

const ACTION_SCHEMA: JsonSchema = {
  type: "object",
  title: "CallToolAction",
  description: "Calls a tool.",
  properties: {
    type: { const: "call_tool", default: "call_tool", type: "string" },
    tool_name: { type: "string" },
    arguments: { type: "object", additionalProperties: true },
  },
  required: ["tool_name"],
  additionalProperties: false,
};

const OBSERVATION_SCHEMA: JsonSchema = {
  type: "object",
  title: "CallToolObservation",
  description: "The result of a tool call.",
  properties: {
    tool_name: { type: "string" },
    result: {},
    error: {
      anyOf: [
        {
          type: "object",
          properties: {
            error_type: {
              type: "string",
              enum: ["execution_error", "invalid_args", "transport_error", "tool_not_found", "timeout"],
            },
            message: { type: "string" },
          },
          required: ["error_type", "message"],
          additionalProperties: false,
        },
        { type: "null" },
      ],
    },
  },
  additionalProperties: true,
};

/**
 * The schema of the actions of a tool environment. It describes `call_tool`, by whose title programs know a tool
 * environment; `list_tools` is accepted too.
 */
export const ToolAction: Schema<CallToolAction | ListToolsAction, Required<CallToolAction>> = createSchema(
  ACTION_SCHEMA,
  (value) => {
    if (!isRecord(value)) return refuse([], "object", value);
    const { type = "call_tool", tool_name, arguments: args = {} } = value;
    const unknown = Object.keys(value).filter((key) =>
      key !== "type" && (type === "list_tools" || (key !== "tool_name" && key !== "arguments"))
    );
    if (unknown.length > 0) return { issues: [{ message: "Unrecognized key", path: [], ...unrecognized(unknown) }] };
    if (type === "list_tools") return { value: value as unknown as Required<CallToolAction> };
    if (type !== "call_tool") return { issues: [{ message: "Invalid input", path: ["type"], ...wrongType() }] };
    if (typeof tool_name !== "string") return refuse(["tool_name"], "string", tool_name);
    if (!isRecord(args)) return refuse(["arguments"], "record", args);
    return { value: { type, tool_name, arguments: args } };
  },
);

/** The schema of the observations of a tool environment; a reset's may have any keys. */
export const ToolObservation: Schema<ToolObservation> = createSchema(
  OBSERVATION_SCHEMA,
  (value) => isRecord(value) ? { value } : refuse([], "object", value),
);

/** `true` for the action that lists the tools. */
export function isListTools(action: unknown): action is ListToolsAction {
  return isRecord(action) && action.type === "list_tools";
}

function createSchema<In, Out>(json: JsonSchema, validate: (value: unknown) => SchemaResult<Out>): Schema<In, Out> {
  const describe = () => ({ ...json });
  return {
    "~standard": { version: 1, vendor: "openenv", validate, jsonSchema: { input: describe, output: describe } },
  };
}

function refuse(
  path: readonly string[],
  expected: string,
  input: unknown,
): { readonly issues: readonly SchemaIssue[] } {
  const issue = { code: "invalid_type", expected, input, message: `Invalid input: expected ${expected}`, path };
  return { issues: [issue] };
}

function unrecognized(keys: readonly string[]): { readonly code: string; readonly keys: readonly string[] } {
  return { code: "unrecognized_keys", keys };
}

function wrongType(): { readonly code: string; readonly values: readonly string[] } {
  return { code: "invalid_value", values: ["call_tool"] };
}
