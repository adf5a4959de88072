import type { JsonSchema } from "../schema/json_schema.ts";
import { type AnyTool, type ToolMode, toolsIn } from "./tool.ts";

/** A tool as `list_tools` describes it. */
export interface ListedTool {
  /** Its name. */
  readonly name: string;
  /** The description. */
  readonly description: string;
  /** The JSON Schema of its arguments. */
  readonly input_schema: JsonSchema;
}

/** Describes the tools of a mode, as the observation of `list_tools` has them. */
export function listTools(tools: readonly AnyTool[], mode: ToolMode): ListedTool[] {
  return toolsIn(tools, mode).map(({ name, description, inputSchema }) => ({
    name,
    description,
    input_schema: inputSchema,
  }));
}
