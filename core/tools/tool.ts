import type { EpisodeContext, Progress } from "../context.ts";
import { DefinitionError } from "../errors/error_classes.ts";
import type { MaybePromise } from "../result.ts";
import { isRecord, type JsonSchema, tidyJsonSchema, toJsonSchema } from "../schema/json_schema.ts";
import type { Schema } from "../schema/schema.ts";
import type { ToolContent } from "./tool_content.ts";

/** The mode of a server: driving episodes, or offering tools. */
export type ToolMode = "simulation" | "production";

/** Hints about a tool's behaviour, as the Model Context Protocol defines them. A client must not rely on them. */
export interface ToolAnnotations {
  /** A name for people. */
  readonly title?: string;
  /** `true` if the tool changes nothing. */
  readonly readOnlyHint?: boolean;
  /** `true` if the tool may destroy something. */
  readonly destructiveHint?: boolean;
  /** `true` if calling the tool again with the same arguments has no further effect. */
  readonly idempotentHint?: boolean;
  /** `true` if the tool reaches beyond the environment. */
  readonly openWorldHint?: boolean;
}

/**
 * The context of one tool call.
 *
 * @typeParam World The world that `start` of the environment made.
 */
export interface ToolContext<World = undefined>
  extends Pick<EpisodeContext, "random" | "signal" | "deadline" | "episodeId" | "stepCount" | "task" | "log"> {
  /** The world of this episode. */
  readonly world: World;
  /** Sets the reward of this call, a finite number. Default: the rubric's score; `null` without a rubric. */
  setReward(reward: number): void;
  /** Ends the episode with this call: `terminated` by the rules of the world, `truncated` from outside. */
  endEpisode(end?: "terminated" | "truncated"): void;
  /** Reports progress to a caller that listens for it. */
  progress(progress: Progress): void;
}

/** Called with the parsed arguments of a tool call; returns plain data, or `toolContent(...)`. */
export type ToolFunction<World = undefined, In = unknown, Out = unknown> = (
  args: In,
  context: ToolContext<World>,
) => MaybePromise<Out | ToolContent>;

/** Options of {@linkcode defineTool}. */
export interface ToolOptions<Name extends string, I extends Schema, O extends Schema | undefined, World, Out> {
  /** The tool's name: 1 to 64 letters, digits, `_`, `-` and `.`; not `reset`, `step`, `state` or `close`. */
  readonly name: Name;
  /** A name for people. Default: none. */
  readonly title?: string;
  /** A description of the tool, for the model that chooses among tools. */
  readonly description: string;
  /** The arguments: an object. */
  readonly input: I;
  /** The result. Default: anything that JSON can carry. */
  readonly output?: O;
  /** Hints about the tool's behaviour. Default: none. */
  readonly annotations?: ToolAnnotations;
  /** Called for each call of the tool, in both modes. */
  readonly run?: ToolFunction<World, OutputOf<I>, Out>;
  /** Different functions for the modes of a server; the tool does not exist in a mode without one. */
  readonly modes?: Readonly<Partial<Record<ToolMode, ToolFunction<World, OutputOf<I>, Out>>>>;
}

/** The output of a schema. */
export type OutputOf<S> = S extends Schema<infer _In, infer Out> ? Out : never;
/** The input of a schema. */
export type InputOf<S> = S extends Schema<infer In, infer _Out> ? In : never;

/**
 * A tool of an environment.
 *
 * @typeParam World The world that its calls work on.
 * @typeParam Name Its name.
 * @typeParam In The arguments as a caller writes them.
 * @typeParam Out The result.
 */
export interface Tool<World = undefined, Name extends string = string, In = unknown, Out = unknown> {
  /** The tool's name. */
  readonly name: Name;
  /** A name for people. */
  readonly title?: string;
  /** The description. */
  readonly description: string;
  /** The arguments. */
  readonly input: Schema<In, unknown>;
  /** The result; `undefined` if it may be anything. */
  readonly output: Schema<unknown, Out> | undefined;
  /** Hints about the tool's behaviour. */
  readonly annotations?: ToolAnnotations;
  /** The JSON Schema of the arguments. */
  readonly inputSchema: JsonSchema;
  /** The JSON Schema of the structured result, an object; `undefined` without `output`. */
  readonly outputSchema: JsonSchema | undefined;
  /** The functions, by mode. */
  readonly functions: Readonly<Partial<Record<ToolMode, ToolFunction<World, never, Out>>>>;
}

/**
 * A tool as a client knows it: its name, arguments and result, and nothing of the world that it works on. A contract that
 * is published names its tools by it.
 *
 * @typeParam Name Its name.
 * @typeParam In The arguments as a caller writes them.
 * @typeParam Out The result.
 */
// deno-lint-ignore no-explicit-any -- the parameter is contravariant
export type ToolSignature<Name extends string, In, Out> = Tool<any, Name, In, Out>;

/** A tool of any types. */
// deno-lint-ignore no-explicit-any -- the parameters are contravariant
export type AnyTool = Tool<any, string, any, any>;

/** Names that mean something else to programs that drive environments. */
const RESERVED_NAMES: ReadonlySet<string> = new Set(["reset", "step", "state", "close"]);

/**
 * Defines a tool.
 *
 * `run` gets the parsed arguments, and the world as `context.world`. The world's type is the one you give the parameter:
 * `run({ query }, { world }: ToolContext<Shop>)`. Throw a `ToolError` for a failure that the caller should read about.
 *
 * @param options Name, description, schemas and the function.
 * @returns The tool, for `defineToolEnvironment`.
 * @throws `DefinitionError` for a name that is reserved or no name, a missing description, an input that is no object,
 * and without `run` or `modes`.
 *
 * @example
 * ```ts
 * import { defineTool } from "@openenv/core";
 * import assert from "node:assert/strict";
 * import { z } from "zod";
 *
 * const scale = defineTool({
 *   name: "scale",
 *   description: "Multiplies a value.",
 *   input: z.object({ value: z.number(), factor: z.number().default(2) }),
 *   run: ({ value, factor }) => value * factor,
 * });
 * assert.equal(scale.name, "scale");
 * ```
 */
export function defineTool<
  const Name extends string,
  I extends Schema,
  O extends Schema | undefined = undefined,
  World = undefined,
  Out = O extends Schema<infer _In, infer T> ? T : unknown,
>(options: ToolOptions<Name, I, O, World, Out>): Tool<World, Name, InputOf<I>, Out> {
  const { name, title, description, input, output, annotations, run, modes } = options;
  assertName(name);
  if (typeof description !== "string" || description.trim() === "") throw invalid(name, "it has no description");
  if ((run === undefined) === (modes === undefined)) throw invalid(name, "it needs either run or modes");
  const functions = modes ?? { simulation: run!, production: run! };
  if (Object.keys(functions).length === 0 || Object.values(functions).some((each) => typeof each !== "function")) {
    throw invalid(name, "run is not a function");
  }
  const inputSchema = describe(input, "input", `input of tool ${name}`);
  if (inputSchema.type !== "object") throw invalid(name, "its input is not an object");
  return Object.freeze({
    name,
    ...(title === undefined ? {} : { title }),
    description,
    input: input as Schema<InputOf<I>, unknown>,
    output: output as Schema<unknown, Out> | undefined,
    ...(annotations === undefined ? {} : { annotations }),
    inputSchema: closed(inputSchema),
    outputSchema: output && wrapped(describe(output, "output", `output of tool ${name}`)),
    functions: functions as Tool<World, Name, InputOf<I>, Out>["functions"],
  });
}

/** The tools that exist in a mode. */
export function toolsIn(tools: readonly AnyTool[], mode: ToolMode): AnyTool[] {
  return tools.filter(({ functions }) => functions[mode] !== undefined);
}

function assertName(name: unknown): void {
  if (typeof name !== "string" || !/^[\w.-]{1,64}$/.test(name)) {
    throw new DefinitionError(`Cannot define tool: name "${name}" is not a name`, { part: "tools" });
  }
  if (RESERVED_NAMES.has(name)) throw invalid(name, "the name is reserved");
}

function invalid(name: string, state: string): DefinitionError {
  return new DefinitionError(`Cannot define tool ${name}: ${state}`, { part: "tools" });
}

function describe(schema: Schema, io: "input" | "output", what: string): JsonSchema {
  const { $schema: _, ...rest } = tidyJsonSchema(toJsonSchema(schema, io, what));
  const { additionalProperties: more } = rest;
  return isRecord(more) && Object.keys(more).length === 0 ? { ...rest, additionalProperties: true } : rest;
}

/** Unknown arguments are refused, so the schema says so. */
function closed(schema: JsonSchema): JsonSchema {
  return isRecord(schema.additionalProperties) || schema.additionalProperties === true
    ? schema
    : { additionalProperties: false, properties: {}, ...schema };
}

/** Structured results are objects: any other value is sent as `{ result: value }`. */
function wrapped(schema: JsonSchema): JsonSchema {
  if (schema.type === "object") return schema;
  return { type: "object", properties: { result: schema }, required: ["result"], "x-fastmcp-wrap-result": true };
}
