import { isRecord, isWrapped, type JsonSchema } from "../schema/json_schema.ts";
import { compileWriter } from "./value_writer.ts";
import { writeEach } from "./write_members.ts";

/** Writes the results of one tool, with a point in every float of its output. */
export interface ToolWriter {
  /** Writes what the tool returned. */
  output(value: unknown): string | undefined;
  /** Writes the result of a call. */
  result(result: Readonly<Record<string, unknown>>): string;
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
  return { output, result: (result) => `{${writeEach(result, write)}}` };
}

/** The tools of a contract, as far as their results are written by their schemas. */
export type ToolWriters = ReadonlyMap<unknown, ToolWriter>;

/** Writes the members of a tool environment's observation. */
export function writeToolObservation(observation: Readonly<Record<string, unknown>>, writers: ToolWriters): string {
  const writer = writers.get(observation.tool_name);
  if (writer === undefined) return JSON.stringify(observation).slice(1, -1);
  return writeEach(
    observation,
    (key, value) => key === "result" && isRecord(value) ? writer.result(value) : JSON.stringify(value),
  );
}
