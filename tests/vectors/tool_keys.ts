/**
 * The keys of tools that are not compared: those of the reference's library, and those that our server adds.
 *
 * @module
 */

import { isRecord } from "./compare_values.ts";

/** A value without what the reference's library says about itself: `meta` of tools and of results. */
export function withoutLibraryKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutLibraryKeys);
  if (!isRecord(value)) return value;
  const isAbout = "inputSchema" in value || "structured_content" in value;
  const kept = Object.entries(value).filter(([key]) => !(isAbout && key === "meta"));
  return Object.fromEntries(kept.map(([key, part]) => [key, key === "content" ? part : withoutLibraryKeys(part)]));
}

/** The answer to `tools/list` without the schemas in the other style, which our server adds; and where those differ. */
export function withoutOtherStyle(value: unknown): { readonly value: unknown; readonly differences: string[] } {
  const tools = isRecord(value) && isRecord(value.result) ? value.result.tools : undefined;
  if (!isRecord(value) || !Array.isArray(tools)) return { value, differences: [] };
  const differences = tools.flatMap(({ name, inputSchema, input_schema, outputSchema, output_schema }) => [
    ...JSON.stringify(inputSchema) === JSON.stringify(input_schema) ? [] : [`${name}: input_schema is another`],
    ...JSON.stringify(outputSchema) === JSON.stringify(output_schema) ? [] : [`${name}: output_schema is another`],
  ]);
  const kept = tools.map(({ input_schema: _, output_schema: __, ...tool }) => tool);
  return { value: { ...value, result: { ...value.result as object, tools: kept } }, differences };
}
