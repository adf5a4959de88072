import type { EpisodeContext } from "../context.ts";
import type { Contract, EnvironmentRules, Implementation } from "../contract/contract.ts";
import { defineEnvironment } from "../contract/define_environment.ts";
import type { Environment, ResolvedResetOptions, WithOwnOptions } from "../environment.ts";
import { DefinitionError } from "../errors/error_classes.ts";
import type { Rendering, WebAction } from "../rendering.ts";
import type { MaybePromise, StepReturn } from "../result.ts";
import type { Rubric } from "../rubrics/rubric.ts";
import type { EnvironmentSchemas, ResetOutput, StateOf } from "../schema/environment_schemas.ts";
import type { AnyTool } from "./tool.ts";
import { type CallToolAction, ToolAction, ToolObservation } from "./tool_schemas.ts";
import { callTool, type CompiledTool, compileTools } from "./call_tool.ts";

/** The schemas of a tool environment, by name, and its tools. */
export interface ToolSchemas extends EnvironmentSchemas {
  /** Tool calls. */
  readonly action: typeof ToolAction;
  /** Their results. */
  readonly observation: typeof ToolObservation;
  /** The tools. */
  readonly tools: readonly AnyTool[];
}

/** Options of {@linkcode defineToolEnvironment}. */
export interface ToolEnvironmentOptions<
  World,
  T extends readonly AnyTool[],
  S extends EnvironmentSchemas["state"],
  R extends EnvironmentSchemas["resetOptions"],
> extends EnvironmentRules {
  /** The tools, each with a name of its own. */
  readonly tools: T;
  /** The environment's own part of the state. Default: anything JSON can carry. */
  readonly state?: S;
  /** The environment's own reset options. Default: none. */
  readonly resetOptions?: R;
  /** How long a call may take, in milliseconds, unless its caller asks for another limit. Default: 30,000. */
  readonly toolTimeoutMs?: number;
  /** Called at the beginning of each episode; makes the world that its tool calls work on. Default: no world. */
  readonly start?: (
    options: WithOwnOptions<
      ResetOutput<{ action: typeof ToolAction; observation: typeof ToolObservation; resetOptions: R }>,
      ResolvedResetOptions
    >,
    context: EpisodeContext,
  ) => MaybePromise<World>;
  /** Called after `start`; returns what `reset` answers. Default: an empty observation. */
  readonly welcome?: (world: World, context: EpisodeContext) => MaybePromise<StepReturn<Record<string, unknown>>>;
  /** Called for `state`; returns the environment's own part of it. Default: nothing. */
  readonly readState?: (
    world: World,
  ) => MaybePromise<StateOf<{ action: typeof ToolAction; observation: typeof ToolObservation; state: S }>>;
  /** Called once for each session; makes the rubric that scores calls which set no reward. Default: no rubric. */
  readonly rubric?: (world: () => World | undefined) => Rubric<CallToolAction, ToolObservation>;
  /** Called to draw the world for people; see `Environment.render`. Default: no drawing. */
  readonly render?: (world: World) => MaybePromise<Rendering>;
  /** Called to list one-click actions; see `Environment.webActions`. Default: none. */
  readonly webActions?: (world: World) => MaybePromise<readonly WebAction<CallToolAction>[]>;
  /** Called when a world is no longer needed: before the next episode begins, and at the end of the session. */
  readonly end?: (world: World) => MaybePromise<void>;
}

/** The schemas of the environment that {@linkcode defineToolEnvironment} makes. */
export interface ToolSchemasOf<
  T extends readonly AnyTool[],
  S extends EnvironmentSchemas["state"] = undefined,
  R extends EnvironmentSchemas["resetOptions"] = undefined,
> extends ToolSchemas {
  /** The tools. */
  readonly tools: T;
  /** The environment's own part of the state. */
  readonly state: S;
  /** The environment's own reset options. */
  readonly resetOptions: R;
}

/**
 * Defines an environment whose actions are tool calls.
 *
 * It is used in four ways: rewarded, through `step`; by programs of the Python package, through their JSON-RPC dialect;
 * by any client of the Model Context Protocol; and by an agent on a session that a trainer controls. `contract` on it is
 * what a typed client takes. No reset is required: the first call begins an episode, unless you set `requiresReset`.
 *
 * @param options The tools, and the world that they work on.
 * @returns The environment.
 * @throws `DefinitionError` for two tools of one name, and as `defineEnvironment`.
 *
 * @example
 * ```ts
 * import { defineTool, defineToolEnvironment, type ToolContext } from "@openenv/core";
 * import { z } from "zod";
 *
 * interface Counter {
 *   count: number;
 * }
 * const add = defineTool({
 *   name: "add",
 *   description: "Adds to the counter.",
 *   input: z.object({ by: z.int().default(1) }),
 *   run({ by }, { world, setReward }: ToolContext<Counter>) {
 *     setReward(by);
 *     return world.count += by;
 *   },
 * });
 *
 * export default defineToolEnvironment({ name: "counter", tools: [add], start: (): Counter => ({ count: 0 }) });
 * ```
 */
export function defineToolEnvironment<
  World = undefined,
  const T extends readonly AnyTool[] = readonly AnyTool[],
  S extends EnvironmentSchemas["state"] = undefined,
  R extends EnvironmentSchemas["resetOptions"] = undefined,
>(options: ToolEnvironmentOptions<World, T, S, R>): Implementation<Contract<ToolSchemasOf<T, S, R>>> {
  const { tools, start, welcome, readState, rubric, render, webActions, end, toolTimeoutMs, ...rules } = options;
  const compiled = compileTools(checkTools(options));
  const contract = defineEnvironment({
    requiresReset: false,
    ...rules,
    stateless: start === undefined && rules.tasks === undefined && rules.requiresReset !== true,
    action: ToolAction,
    observation: ToolObservation,
    tools,
  }) as unknown as Contract<ToolSchemasOf<T, S, R>>;
  const parts = { start, welcome, readState, rubric, render, webActions, end, toolTimeoutMs } as ToolWorldParts;
  return contract.implement(() => new ToolWorld(compiled, parts) as never);
}

function checkTools(
  { name, tools }: { readonly name: string; readonly tools: readonly AnyTool[] },
): readonly AnyTool[] {
  const fail = (state: string) => new DefinitionError(`Cannot define ${name}: ${state}`, { part: "tools" });
  if (!Array.isArray(tools) || tools.length === 0) throw fail("it has no tools");
  if (tools.some((tool) => typeof tool?.functions !== "object")) throw fail("a tool was not made by defineTool");
  const names = tools.map((tool) => tool.name);
  const repeated = names.find((each, index) => names.indexOf(each) !== index);
  if (repeated !== undefined) throw fail(`two tools are called ${repeated}`);
  return tools;
}

type ToolWorldParts = Pick<
  ToolEnvironmentOptions<unknown, readonly AnyTool[], undefined, undefined>,
  "start" | "welcome" | "readState" | "rubric" | "render" | "webActions" | "end" | "toolTimeoutMs"
>;

/** One instance: the world of an episode, and the calls on it. */
class ToolWorld implements Environment {
  readonly rubric?: Rubric<CallToolAction, ToolObservation>;
  readonly state?: () => MaybePromise<unknown>;
  readonly render?: () => MaybePromise<Rendering>;
  readonly webActions?: () => MaybePromise<readonly WebAction<CallToolAction>[]>;
  readonly #tools: ReadonlyMap<string, CompiledTool>;
  readonly #parts: ToolWorldParts;
  #world: { readonly value: unknown } | undefined;
  /** A call that overran its limit and has not ended. */
  #overrun: { readonly tool: string } | undefined;

  constructor(tools: ReadonlyMap<string, CompiledTool>, parts: ToolWorldParts) {
    this.#tools = tools;
    this.#parts = parts;
    const { rubric, readState, render, webActions } = parts;
    if (rubric !== undefined) this.rubric = rubric(() => this.#world?.value);
    if (render !== undefined) this.render = () => render(this.#world?.value);
    if (webActions !== undefined) this.webActions = () => webActions(this.#world?.value);
    if (readState !== undefined) this.state = () => this.#world === undefined ? {} : readState(this.#world.value);
  }

  async reset(options: unknown, context: EpisodeContext): Promise<StepReturn<Record<string, unknown>>> {
    await this.#endWorld();
    this.#overrun = undefined;
    const value = await this.#parts.start?.(options as never, context);
    this.#world = { value };
    return await this.#parts.welcome?.(value, context) ?? { observation: {} };
  }

  step(
    { tool_name, arguments: args }: Required<CallToolAction>,
    context: EpisodeContext,
  ): MaybePromise<StepReturn<ToolObservation>> {
    return callTool(tool_name, args, {
      tools: this.#tools,
      world: this.#world?.value,
      context,
      overrun: this.#overrun?.tool,
      limitMs: this.#parts.toolTimeoutMs,
      onOverrun: (running) => {
        const overrun = this.#overrun = { tool: tool_name };
        const ended = () => {
          if (this.#overrun === overrun) this.#overrun = undefined;
        };
        running.then(ended, ended);
      },
    });
  }

  async close(): Promise<void> {
    await this.#endWorld();
  }

  async #endWorld(): Promise<void> {
    const world = this.#world;
    this.#world = undefined;
    if (world !== undefined) await this.#parts.end?.(world.value);
  }
}
