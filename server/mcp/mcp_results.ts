import { type AnyTool, type ContentBlock, OpenEnvError, type ToolObservation, type ToolResult } from "@openenv/core";
import type { CallToolResult, Tool } from "@modelcontextprotocol/server";
import { JSON_WITH_SOURCES } from "./json_with_sources.ts";

/** The errors whose texts an agent may read. Others may tell of rewards. */
const READABLE: ReadonlySet<string> = new Set([
  "CAPACITY_REACHED",
  "EPISODE_OVER",
  "NOT_RESET",
  "SESSION_BROKEN",
  "SESSION_ERROR",
  "SESSION_EXPIRED",
  "TIMEOUT",
  "TOO_LARGE",
  "VALIDATION_ERROR",
]);

/**
 * The dialect of input schemas. It is not named in output schemas, which clients compile: some know another one only, and
 * refuse the name.
 */
const DIALECT = "https://json-schema.org/draft/2020-12/schema";

/** Describes a tool as the Model Context Protocol does. */
export function toMcpTool({ name, title, description, inputSchema, outputSchema, annotations }: AnyTool): Tool {
  return {
    name,
    ...(title !== undefined && { title }),
    description,
    inputSchema: { $schema: DIALECT, ...inputSchema as Tool["inputSchema"] },
    ...(outputSchema !== undefined && { outputSchema: outputSchema as Tool["outputSchema"] }),
    ...(annotations !== undefined && { annotations }),
  };
}

/**
 * Converts the observation of a call: an agent sees the tool's result, or why there is none.
 *
 * @param write Writes a result as JSON, with a point in every float; `undefined` if it holds none.
 */
export function toMcpResult({ result, error }: ToolObservation, write: WriteResult): CallToolResult {
  if (error || !result) return toFailure(error?.message ?? "The tool has no result");
  const { content, structured_content: structured } = result;
  const written = structured === null ? undefined : write({ structured_content: structured });
  const sent = written === undefined ? structured : parseKeepingNumbers(written).structured_content;
  return {
    content: content.map(withoutNulls) as CallToolResult["content"],
    ...(sent !== null && { structuredContent: sent as CallToolResult["structuredContent"] }),
  };
}

type WriteResult = (result: Readonly<Record<string, unknown>>) => string | undefined;

/** Parses JSON to values that `JSON.stringify`, by which the SDK writes, gives back with each number as it was spelled. */
function parseKeepingNumbers(text: string): Record<string, unknown> {
  return JSON_WITH_SOURCES.parse(
    text,
    (_key, value, { source }) => typeof value === "number" ? JSON_WITH_SOURCES.rawJSON(source!) : value,
  );
}

/** Converts an error that ended a call; `undefined` for one whose text the agent must not read. */
export function toReadableFailure(thrown: unknown): CallToolResult | undefined {
  if (!(thrown instanceof OpenEnvError) || !READABLE.has(thrown.code)) return undefined;
  return toFailure(`${thrown.code}: ${thrown.message}`);
}

/** Makes the result of a call that failed. */
export function toFailure(text: string): CallToolResult {
  return { content: [{ type: "text", text }], isError: true };
}

/** Removes the keys that a block lacks, which the reference's library sends as null. */
function withoutNulls({ annotations, meta: _, ...block }: ToolResult["content"][number]): Partial<ContentBlock> {
  return annotations === null ? block : { ...block, annotations } as Partial<ContentBlock>;
}
