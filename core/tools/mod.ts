/**
 * Tools, and environments whose actions are tool calls.
 *
 * ```ts
 * import { defineTool, defineToolEnvironment } from "@openenv/core/tools";
 * import { z } from "zod";
 *
 * const scale = defineTool({
 *   name: "scale",
 *   description: "Multiplies a value.",
 *   input: z.object({ value: z.number(), factor: z.number() }),
 *   run: ({ value, factor }) => value * factor,
 * });
 * export default defineToolEnvironment({ name: "scales", tools: [scale] });
 * ```
 *
 * @module
 */
export { ToolError } from "./call_tool.ts";
export { type ListedTool, listTools } from "./list_tools.ts";
export {
  type AnyTool,
  defineTool,
  type InputOf,
  type OutputOf,
  type Tool,
  type ToolAnnotations,
  type ToolContext,
  type ToolFunction,
  type ToolMode,
  type ToolOptions,
  type ToolSignature,
  toolsIn,
} from "./tool.ts";
export {
  type ContentAnnotations,
  type ContentBlock,
  type MediaBlock,
  type ResourceBlock,
  type ResourceLinkBlock,
  type TextBlock,
  ToolContent,
  toolContent,
  type ToolResult,
} from "./tool_content.ts";
export {
  defineToolEnvironment,
  type ToolEnvironmentOptions,
  type ToolSchemas,
  type ToolSchemasOf,
} from "./tool_environment.ts";
export {
  type CallToolAction,
  isListTools,
  type ListToolsAction,
  ToolAction,
  type ToolErrorType,
  type ToolFailure,
  ToolObservation,
} from "./tool_schemas.ts";
