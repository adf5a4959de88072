import type { AnyContract } from "../contract/contract.ts";
import { toJsonSchema } from "../schema/json_schema.ts";
import type { Schema } from "../schema/schema.ts";
import { compileToolWriter, type ToolWriter } from "./tool_writer.ts";
import { compileWriter } from "./value_writer.ts";
import { writeFloat } from "./write_floats.ts";
import { writeMembers } from "./write_members.ts";

/** Writes the results and states of one contract as JSON, with a point in every float, as in `1.0`. */
export interface ContractWriter {
  /** Writes an observation as an object; `metadata`, given as text, comes first in it. */
  observation(observation: Readonly<Record<string, unknown>>, metadata: string): string;
  /** Writes the result of a call; `undefined` if `JSON.stringify` will do, since the tool's output holds no floats. */
  toolResult(tool: string, result: Readonly<Record<string, unknown>>): string | undefined;
  /** Writes a state. */
  state(state: Readonly<Record<string, unknown>>): string;
}

const writers = new WeakMap<AnyContract, ContractWriter>();

/** Returns the writer of a contract, compiled on first use. */
export function writerOf(contract: AnyContract): ContractWriter {
  const known = writers.get(contract);
  if (known !== undefined) return known;
  const { observation, state } = contract;
  const tools = compileTools(contract);
  const writeOwn = compileMembers(observation, "observation");
  const made = createWriter(
    tools.size === 0 ? writeOwn : (value) => (tools.get(value.tool_name)?.observation ?? writeOwn)(value),
    state === undefined ? writeMembers : compileMembers(state, "state"),
    tools,
  );
  writers.set(contract, made);
  return made;
}

/** Writes the results and states of any contract: without its schemas, only the reward is known to be a float. */
export const PLAIN_WRITER: ContractWriter = createWriter(writeMembers, writeMembers);

/** Writes a reward, which is always a float, or `null`. */
export function writeReward(reward: number | null): string {
  return reward === null ? "null" : writeFloat(reward);
}

/** The writers of tools whose outputs hold floats, by name. */
type ToolWriters = ReadonlyMap<unknown, ToolWriter>;

/** Writes the members of an object, without the braces. */
type MembersWriter = (value: Readonly<Record<string, unknown>>) => string;

function createWriter(
  writeObservation: MembersWriter,
  writeState: MembersWriter,
  tools: ToolWriters = new Map(),
): ContractWriter {
  return {
    observation: (observation, metadata) => {
      const own = writeObservation(observation);
      return own === "" ? `{"metadata":${metadata}}` : `{"metadata":${metadata},${own}}`;
    },
    toolResult: (tool, result) => tools.get(tool)?.result(result),
    state: (state) => `{${writeState(state)}}`,
  };
}

function compileTools({ tools = [] }: AnyContract): ToolWriters {
  const writers = new Map<unknown, ToolWriter>();
  for (const { name, outputSchema } of tools) {
    const writer = compileToolWriter(outputSchema);
    if (writer !== undefined) writers.set(name, writer);
  }
  return writers;
}

function compileMembers(schema: Schema, part: string): MembersWriter {
  const writer = compileWriter(toJsonSchema(schema, "output", part));
  return writer === undefined ? writeMembers : (value) => writer.write(value)!.slice(1, -1);
}
