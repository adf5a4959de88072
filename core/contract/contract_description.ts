import type { JsonSchema } from "../schema/json_schema.ts";
import { toJsonSchema } from "../schema/json_schema.ts";
import type { Schema, SchemaResult } from "../schema/schema.ts";
import type { AnyTaskProvider } from "../tasks/task.ts";
import type { AnyTool, ToolMode } from "../tools/tool.ts";
import type { AnyContract } from "./contract.ts";
import { compileContract } from "./contract_checks.ts";

/** Both sides of a schema, as JSON Schema. */
export interface SchemaDescription {
  /** The input. */
  readonly input: JsonSchema;
  /** The output. */
  readonly output: JsonSchema;
}

/** A tool as plain data. */
export interface ToolData {
  /** The name. */
  readonly name: string;
  /** A name for people. */
  readonly title?: string;
  /** The description. */
  readonly description: string;
  /** Hints about its behaviour. */
  readonly annotations?: AnyTool["annotations"];
  /** The JSON Schema of its arguments. */
  readonly inputSchema: JsonSchema;
  /** The JSON Schema of its result. */
  readonly outputSchema?: JsonSchema;
  /** The modes in which it exists. */
  readonly modes: readonly ToolMode[];
}

/** A contract as plain data: what crosses the boundary of a worker or a process. */
export interface ContractDescription {
  /** The environment's name. */
  readonly name: string;
  /** The contract's version. */
  readonly version: string;
  /** One sentence for catalogues and pages. */
  readonly description: string;
  /** The action. */
  readonly action: SchemaDescription;
  /** The observation. */
  readonly observation: SchemaDescription;
  /** The environment's own part of the state. */
  readonly state?: SchemaDescription;
  /** The environment's own reset options. */
  readonly resetOptions?: SchemaDescription;
  /** `true` if the environment has tasks. */
  readonly hasTasks: boolean;
  /** The tools, if actions are tool calls. */
  readonly tools?: readonly ToolData[];
  /** The other rules. */
  readonly rules: Readonly<Record<string, unknown>>;
}

/** Describes a contract as plain data. */
export function describeContract(contract: AnyContract): ContractDescription {
  const { name, version, description, action, observation, state, resetOptions, tasks, tools, implement: _, ...rules } =
    contract;
  return {
    name,
    version,
    description,
    action: describeSchema(action, "action"),
    observation: describeSchema(observation, "observation"),
    ...(state === undefined ? {} : { state: describeSchema(state, "state") }),
    ...(resetOptions === undefined ? {} : { resetOptions: describeSchema(resetOptions, "resetOptions") }),
    hasTasks: tasks !== undefined,
    ...(tools === undefined ? {} : { tools: tools.map(describeTool) }),
    rules,
  };
}

/**
 * Makes a contract from its description. Its schemas describe, and leave the validation to the other side of the
 * boundary, where the environment is; so do its tasks and its tools.
 */
export function contractFrom(description: ContractDescription): AnyContract {
  const { action, observation, state, resetOptions, hasTasks, tools, rules, ...names } = description;
  const contract: AnyContract = {
    ...rules as Pick<AnyContract, "requiresReset" | "allowStepAfterDone">,
    ...names,
    action: schemaFrom(action),
    observation: schemaFrom(observation),
    ...(state === undefined ? {} : { state: schemaFrom(state) }),
    ...(resetOptions === undefined ? {} : { resetOptions: schemaFrom(resetOptions) }),
    ...(hasTasks ? { tasks: ELSEWHERE } : {}),
    ...(tools === undefined ? {} : { tools: tools.map(toolFrom) }),
    implement: elsewhere,
  };
  compileContract(contract);
  return Object.freeze(contract);
}

function describeSchema(schema: Schema, what: string): SchemaDescription {
  const input = toJsonSchema(schema, "input", what);
  try {
    return { input, output: toJsonSchema(schema, "output", what) };
  } catch {
    // The output of a transform has no JSON Schema; nothing reads it.
    return { input, output: input };
  }
}

function describeTool(
  { name, title, description, annotations, inputSchema, outputSchema, functions }: AnyTool,
): ToolData {
  return {
    name,
    ...(title === undefined ? {} : { title }),
    description,
    ...(annotations === undefined ? {} : { annotations }),
    inputSchema,
    ...(outputSchema === undefined ? {} : { outputSchema }),
    modes: Object.keys(functions) as ToolMode[],
  };
}

function schemaFrom({ input, output }: SchemaDescription): Schema {
  return {
    "~standard": {
      version: 1,
      vendor: "openenv",
      validate: (value): SchemaResult<unknown> => ({ value }),
      jsonSchema: { input: () => ({ ...input }), output: () => ({ ...output }) },
    },
  };
}

function toolFrom({ modes, inputSchema, outputSchema, ...rest }: ToolData): AnyTool {
  const input = schemaFrom({ input: inputSchema, output: inputSchema });
  const output = outputSchema && schemaFrom({ input: outputSchema, output: outputSchema });
  const functions = Object.fromEntries(modes.map((mode) => [mode, elsewhere]));
  return { ...rest, input, output, inputSchema, outputSchema, functions };
}

function elsewhere(): never {
  throw new Error("the environment runs on the other side of a boundary");
}

const ELSEWHERE: AnyTaskProvider = { splits: elsewhere, getTask: elsewhere };
