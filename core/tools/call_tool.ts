import { isPromiseLike } from "../async/is_promise_like.ts";
import { withinTime } from "../async/within_time.ts";
import type { EpisodeContext, Progress } from "../context.ts";
import { FREE_FORM } from "../contract/contract_checks.ts";
import { DeadlineError, ValidationError } from "../errors/error_classes.ts";
import { messageOf } from "../errors/errors.ts";
import { formatPath } from "../errors/format_path.ts";
import { InputParser } from "../pydantic/input_parser.ts";
import { compileToolWriter } from "../protocol/tool_writer.ts";
import type { MaybePromise, StepReturn } from "../result.ts";
import { compileValueCheck } from "../schema/check_value.ts";
import { isWrapped, toJsonSchema } from "../schema/json_schema.ts";
import { type OutputCheck, toOutput } from "../schema/output_check.ts";
import { compileTensors } from "../schema/tensor_paths.ts";
import type { AnyTool, ToolContext } from "./tool.ts";
import { ToolContent, toToolResult } from "./tool_content.ts";
import type { ToolErrorType, ToolObservation } from "./tool_schemas.ts";

/** The limit of a tool call, in milliseconds, unless the environment or the caller says otherwise. */
const DEFAULT_LIMIT_MS = 30_000;

/**
 * A failure that the caller of a tool should read about: the call has an error with this message, and nothing is
 * logged. Any other error that a tool throws is logged with its stack.
 */
export class ToolError extends Error {
  /** Makes the failure. */
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "ToolError";
  }
}

/** A tool with the compiled checks of its arguments and its result. */
export interface CompiledTool {
  /** The tool. */
  readonly tool: AnyTool;
  /** Parses the arguments. */
  readonly parser: InputParser<unknown>;
  /** Checks the result. */
  readonly output: OutputCheck;
  /** `true` if a result is sent as `{ result: value }`. */
  readonly wraps: boolean;
  /** Writes a result as text. */
  readonly toText: (value: unknown) => string;
}

/** Compiles the checks of tools; throws `DefinitionError` for a schema that can't be used. */
export function compileTools(tools: readonly AnyTool[]): ReadonlyMap<string, CompiledTool> {
  return new Map(tools.map((tool) => {
    const { name, input, outputSchema } = tool;
    const parser = new InputParser<unknown>(input, `arguments of tool '${name}'`);
    const wraps = outputSchema !== undefined && isWrapped(outputSchema);
    const writer = compileToolWriter(outputSchema);
    const toText = (value: unknown) => writer?.output(value) ?? JSON.stringify(value);
    return [name, { tool, parser, output: compileOutput(tool), wraps, toText }];
  }));
}

function compileOutput({ name, output }: AnyTool): OutputCheck {
  if (output === undefined) return FREE_FORM;
  const part = `output of tool ${name}`;
  const schema = toJsonSchema(output, "output", part);
  const convert = compileTensors(schema, { part, strict: true });
  return { schema: output, check: compileValueCheck(schema, { strict: true }), convert };
}

/** The setting of a call: everything but the tool's name and the arguments. */
export interface CallSetting {
  /** The environment's tools. */
  readonly tools: ReadonlyMap<string, CompiledTool>;
  /** The world of the episode. */
  readonly world: unknown;
  /** The context of the step. */
  readonly context: EpisodeContext;
  /** The tool of an earlier call that overran its limit and has not ended. */
  readonly overrun: string | undefined;
  /** The limit of a call, in milliseconds. */
  readonly limitMs: number | undefined;
  /** Called when a call overruns its limit, or is cancelled, with what it still does. */
  readonly onOverrun: (running: Promise<unknown>) => void;
}

/** Calls a tool. What goes wrong in the call is part of the observation; only the end of the session is thrown. */
export function callTool(
  name: string,
  args: Readonly<Record<string, unknown>>,
  setting: CallSetting,
): MaybePromise<StepReturn<ToolObservation>> {
  const { context, overrun, world } = setting;
  const found = setting.tools.get(name);
  const run = found?.tool.functions[context.mode];
  if (found === undefined || run === undefined) return failed(name, "tool_not_found", `Unknown tool: '${name}'`);
  if (overrun !== undefined) {
    const state = `tool '${overrun}' of an earlier call has not ended`;
    return failed(name, "execution_error", `Cannot call tool '${name}': ${state}`);
  }
  let parsed: unknown;
  try {
    parsed = found.parser.parse(args);
  } catch (thrown) {
    return failed(name, "invalid_args", describeArguments(name, thrown));
  }
  const call = new ToolCall(context, world);
  try {
    const returned = run(parsed as never, call);
    if (!isPromiseLike(returned)) return succeeded(found, returned, call);
    return finishLater(found, Promise.resolve(returned), call, setting);
  } catch (thrown) {
    return threw(name, thrown, context);
  }
}

async function finishLater(
  found: CompiledTool,
  running: Promise<unknown>,
  call: ToolCall,
  { context, limitMs = DEFAULT_LIMIT_MS, onOverrun }: CallSetting,
): Promise<StepReturn<ToolObservation>> {
  const { name } = found.tool;
  const timeoutMs = Math.min(context.requestedTimeoutMs ?? limitMs, context.timeoutMs);
  let [isSettled, isGivenUp] = [false, false];
  const settled = running.finally(() => isSettled = true);
  const outcome = settled.then((value) => succeeded(found, value, call), (thrown) => {
    // An error after that is only a consequence of the abort.
    if (isGivenUp) throw thrown;
    return threw(name, thrown, context);
  });
  try {
    return await withinTime(() => outcome, { action: `call tool '${name}'`, timeoutMs, signal: context.signal });
  } catch (thrown) {
    isGivenUp = true;
    if (!isSettled) {
      call.abort(thrown);
      onOverrun(running);
    }
    if (!(thrown instanceof DeadlineError) || context.signal.aborted) throw thrown;
    return failed(name, "timeout", `Tool '${name}' timed out after ${timeoutMs / 1000} seconds`);
  }
}

function succeeded(found: CompiledTool, value: unknown, call: ToolCall): StepReturn<ToolObservation> {
  const { name } = found.tool;
  let sent = value;
  if (!(value instanceof ToolContent)) {
    const { value: output, problem } = toOutput(found.output, value ?? null);
    if (problem !== undefined) {
      const place = formatPath(problem.path, "result");
      call.log(`Tool ${name} returned a result that cannot be sent: ${place} ${problem.message}`);
      return failed(name, "execution_error", `Tool '${name}' returned a wrong result: ${place} ${problem.message}`);
    }
    sent = output;
  }
  return {
    observation: { tool_name: name, result: toToolResult(sent, found), error: null },
    ...call.outcome,
  };
}

function threw(name: string, thrown: unknown, context: EpisodeContext): StepReturn<ToolObservation> {
  if (thrown instanceof ToolError) return failed(name, "execution_error", thrown.message);
  context.log(`Tool ${name} threw`, thrown);
  return failed(name, "execution_error", `Error calling tool '${name}': ${messageOf(thrown)}`);
}

function failed(name: string, type: ToolErrorType, message: string): StepReturn<ToolObservation> {
  return { observation: { tool_name: name, result: null, error: { error_type: type, message } } };
}

/** Names each wrong argument and what is wrong with it. */
function describeArguments(name: string, thrown: unknown): string {
  if (!(thrown instanceof ValidationError)) return `Invalid arguments for tool '${name}': ${messageOf(thrown)}`;
  const faults = thrown.data.errors.map(({ loc, msg }) => `${formatPath([...loc], "").replace(/^\./, "")}: ${msg}`);
  return `Invalid arguments for tool '${name}': ${faults.join("; ")}`;
}

/** The context of one call. Its methods may be taken off it, as destructuring does. */
class ToolCall implements ToolContext<unknown> {
  readonly world: unknown;
  readonly #context: EpisodeContext;
  #controller: AbortController | undefined;
  #reward: number | undefined;
  #end: "terminated" | "truncated" | undefined;

  constructor(context: EpisodeContext, world: unknown) {
    this.#context = context;
    this.world = world;
  }

  /** The reward and the end of the episode, as far as the tool has set them. */
  get outcome(): Pick<StepReturn, "reward" | "terminated" | "truncated"> {
    return {
      ...(this.#reward === undefined ? {} : { reward: this.#reward }),
      ...(this.#end === undefined ? {} : { [this.#end]: true }),
    };
  }

  get random() {
    return this.#context.random;
  }

  get signal(): AbortSignal {
    this.#controller ??= new AbortController();
    return AbortSignal.any([this.#context.signal, this.#controller.signal]);
  }

  get deadline(): number {
    return this.#context.deadline;
  }

  get episodeId(): string {
    return this.#context.episodeId;
  }

  get stepCount(): number {
    return this.#context.stepCount;
  }

  get task() {
    return this.#context.task;
  }

  readonly setReward = (reward: number): void => {
    this.#reward = reward;
  };

  readonly endEpisode = (end: "terminated" | "truncated" = "terminated"): void => {
    this.#end = end;
  };

  readonly progress = (progress: Progress): void => this.#context.progress(progress);

  readonly log = (...data: unknown[]): void => this.#context.log(...data);

  /** Tells a tool that its caller no longer waits. */
  abort(reason: unknown): void {
    this.#controller?.abort(reason);
  }
}
