import { isRecord, isWrapped, type JsonSchema } from "../schema/json_schema.ts";
import { compileWriter } from "./value_writer.ts";
import { writeEach } from "./write_members.ts";

/** Writes the results of one tool, with a point in every float of its output. */
export interface ToolWriter {
  /** Writes what the tool returned. */
  output(value: unknown): string | undefined;
  /** Writes the result of a call. */
  result(result: Readonly<Record<string, unknown>>): string;
  /** Writes the members of the observation of a call, without the braces. */
  observation(observation: Readonly<Record<string, unknown>>): string;
}

/**
 * Compiles the writer of a tool's results from its output schema.
 *
 * @param outputSchema The schema of an object; that of a wrapped output has the property `result`.
 * @returns The writer; `undefined` if the output holds no floats.
 */
export function compileToolWriter(outputSchema: JsonSchema | undefined): ToolWriter | undefined {
  const structured = outputSchema === undefined ? undefined : compileWriter(outputSchema);
  if (structured === undefined) return undefined;
  const data = isWrapped(outputSchema!)
    ? compileWriter(outputSchema!, outputSchema!.properties!.result as JsonSchema)
    : structured;
  const output = (value: unknown) => data!.write(value);
  const write = (key: string, value: unknown) =>
    key === "structured_content" ? structured.write(value) : key === "data" ? output(value) : JSON.stringify(value);
  const result = (value: Readonly<Record<string, unknown>>) => `{${writeEach(value, write)}}`;
  const observation = (value: Readonly<Record<string, unknown>>) =>
    writeEach(value, (key, part) => key === "result" && isRecord(part) ? result(part) : JSON.stringify(part));
  return { output, result, observation };
}
