import { CallContext, type StepOptions } from "../context.ts";
import type { AnyContract } from "../contract/contract.ts";
import { checksOf, type ContractChecks, parseAction } from "../contract/contract_checks.ts";
import type { Environment } from "../environment.ts";
import {
  EpisodeOverError,
  ExecutionError,
  InvalidOptionError,
  NotResetError,
  OptionRefusedError,
} from "../errors/error_classes.ts";
import { messageOf } from "../errors/errors.ts";
import { drawSeed } from "../random.ts";
import type { MaybePromise, StepResult, StepReturn } from "../result.ts";
import { mismatch } from "../schema/check_json.ts";
import { NotRenderableError } from "../errors/rendering_errors.ts";
import type { EpisodeView, Rendering, WebAction } from "../rendering.ts";
import { isRecord } from "../schema/json_schema.ts";
import { chain } from "../async/chain.ts";
import { listTools } from "../tools/list_tools.ts";
import type { AnyTool } from "../tools/tool.ts";
import { isListTools } from "../tools/tool_schemas.ts";
import type { ParsedReset } from "../contract/reset_parser.ts";
import { checkInfo, checkOutput, invalid, invalidReward, passObservation, readOnce } from "./check_result.ts";
import { readRendering, readWebActions } from "./check_view.ts";
import type { HostedEnvironment, HostOptions } from "./environment_host.ts";
import { chooseTask, toTaskState } from "./episode_task.ts";
import { Evaluation } from "./evaluation.ts";
import { isPromiseLike } from "../async/is_promise_like.ts";
import { isSampled, resolveObservationChecks } from "./session_settings.ts";

const NO_INFO: Readonly<Record<string, unknown>> = Object.freeze({});

/**
 * Runs one instance of an environment. This is the only place that handles the order of calls, validation, rewards,
 * observation checks and the bookkeeping of an episode, so that all ways to reach an environment behave the same.
 *
 * A step goes: reset done, episode not over; parse the action; count the step and execute it; mark the end; check the
 * reward, or get it from the rubric; apply the transform; read the observation and the info once, and check that reading.
 * With a synchronous environment and a synchronous rubric all of it is synchronous.
 */
export class Runner implements HostedEnvironment {
  readonly #instance: Environment;
  readonly #contract: AnyContract;
  readonly #checks: ContractChecks;
  readonly #context: CallContext;
  readonly #evaluation: Evaluation;
  readonly #samples: boolean;
  readonly #output: { readonly copies: boolean };
  #evaluates: boolean;
  readonly #finishStep: (returned: StepReturn<unknown>) => MaybePromise<StepResult>;
  #open = false;
  #over = false;
  #maxSteps = Infinity;
  #resetFailed = false;
  #finishedSteps = 0;

  /** Wraps a new instance; throws `InvalidRubricError` if the instance's rubric is unusable. */
  constructor(contract: AnyContract, instance: Environment, options: HostOptions) {
    this.#contract = contract;
    this.#instance = instance;
    this.#checks = checksOf(contract);
    this.#samples = resolveObservationChecks(options.checkObservations) === "sampled";
    this.#output = { copies: options.copy ?? true };
    this.#context = new CallContext(options.log, options.mode);
    this.#evaluation = new Evaluation(instance, this.#context, options.includeRubricScores ?? false);
    this.#evaluates = this.#evaluation.update();
    this.#finishStep = (returned) => this.#finish(returned);
  }

  /** The id of the episode; `undefined` before the first one. */
  get episodeId(): string | undefined {
    return this.#context.episodeId || undefined;
  }

  /** Starts an episode. If it fails after the options and the task are known, the instance has no episode. */
  reset(data: Readonly<Record<string, unknown>>, timeoutMs: number): MaybePromise<StepResult> {
    const parsed = this.#checks.reset.parse(data);
    this.#context.beginCall(timeoutMs);
    const chosen = chooseTask(this.#contract, parsed);
    return isPromiseLike(chosen) ? chosen.then((late) => this.#beginLate(late)) : this.#begin(chosen);
  }

  /** Executes one action. */
  step(action: unknown, timeoutMs: number, call?: StepOptions): MaybePromise<StepResult> {
    const { tools } = this.#contract;
    if (call?.withinEpisode && !this.#open) throw notReset("environment has not been reset");
    if (tools !== undefined) {
      if (isListTools(action)) return this.#listTools(action, tools);
      // The world of tool calls is made by a reset, so the first call performs one.
      if (!this.#open && this.#opensByItself) {
        return chain(this.reset({}, timeoutMs), () => this.step(action, timeoutMs, call));
      }
    }
    if (!this.#open) this.#openWithoutReset();
    if ((this.#over || this.#context.stepCount >= this.#maxSteps) && !this.#contract.allowStepAfterDone) {
      throw new EpisodeOverError("Cannot step session: the episode is over", {});
    }
    const context = this.#context;
    context.beginCall(timeoutMs, call);
    const parsed = parseAction(this.#checks, action, context);
    context.stepCount++;
    if (this.#evaluates) this.#evaluation.begin(parsed);
    let returned: MaybePromise<StepReturn<unknown>>;
    try {
      returned = this.#instance.step(parsed, context);
    } catch (thrown) {
      return failExecution(thrown);
    }
    return isPromiseLike(returned)
      ? Promise.resolve(returned).then(this.#finishStep, failExecution)
      : this.#finish(returned);
  }

  /** Returns the state: `episode_id`, `step_count`, `seed`, and the environment's own keys, which take precedence. */
  state(timeoutMs: number): MaybePromise<Record<string, unknown>> {
    const isBeforeWorld = this.#contract.tools !== undefined && !this.#open;
    if (this.#instance.state === undefined || isBeforeWorld) return this.#episodeState();
    this.#context.beginCall(timeoutMs);
    const own = this.#call(() => this.#instance.state!());
    return isPromiseLike(own)
      ? Promise.resolve(own).then((state) => this.#finishState(state), failExecution)
      : this.#finishState(own);
  }

  /** Draws the episode: the instance's own drawing, its one-click actions, and the scores of its rubric's parts. */
  render(timeoutMs: number): MaybePromise<EpisodeView> {
    const parts = this.#evaluation.parts();
    const instance = this.#instance;
    const { name } = this.#contract;
    if (instance.render === undefined && instance.webActions === undefined && parts === undefined) {
      throw new NotRenderableError(`Cannot render session: ${name} has no render, no webActions and no rubric`, {});
    }
    if (!this.#open) {
      const state = this.#resetFailed ? "its last reset failed" : "environment has not been reset";
      throw new NotResetError(`Cannot render session: ${state}`, {});
    }
    this.#context.beginCall(timeoutMs);
    return chain(this.#draw(), (rendering) =>
      chain(this.#listActions(), (actions) => ({
        ...(rendering === undefined ? {} : { rendering }),
        ...(actions === undefined ? {} : { actions }),
        ...(parts === undefined ? {} : { parts }),
      })));
  }

  /** Aborts the signal of the call in flight. */
  abort(reason: unknown): void {
    this.#context.abort(reason);
  }

  /** Lets the instance release its resources. */
  close(): MaybePromise<void> {
    this.#evaluation.release();
    return this.#instance.close?.();
  }

  /** Does not reset if the task came too late: no caller waits for it, and a reset could do harm. */
  #beginLate(parsed: ParsedReset): MaybePromise<StepResult> {
    this.#context.throwIfAborted();
    return this.#begin(parsed);
  }

  #begin(parsed: ParsedReset): MaybePromise<StepResult> {
    this.#open = false;
    this.#resetFailed = true;
    this.#maxSteps = parsed.maxSteps;
    this.#context.beginEpisode(parsed.seed, parsed.episodeId, parsed.task, parsed.requestedSeed);
    const forgetting = this.#evaluation.reset();
    return isPromiseLike(forgetting) ? forgetting.then(() => this.#reset(parsed)) : this.#reset(parsed);
  }

  #reset(parsed: ParsedReset): MaybePromise<StepResult> {
    const fail = (thrown: unknown) => failReset(thrown, parsed);
    const returned = this.#call(() => this.#instance.reset(parsed.options as never, this.#context), fail);
    const finish = (result: StepReturn<unknown>) => this.#finishReset(result, parsed.ignored);
    return isPromiseLike(returned) ? Promise.resolve(returned).then(finish, fail) : finish(returned);
  }

  #call<T>(method: () => MaybePromise<T>, fail: (thrown: unknown) => never = failExecution): MaybePromise<T> {
    try {
      return method();
    } catch (thrown) {
      return fail(thrown);
    }
  }

  #draw(): MaybePromise<Rendering | undefined> {
    if (this.#instance.render === undefined) return undefined;
    const drawn = this.#call(() => this.#instance.render!());
    return isPromiseLike(drawn) ? Promise.resolve(drawn).then(readRendering, failExecution) : readRendering(drawn);
  }

  #listActions(): MaybePromise<readonly WebAction[] | undefined> {
    if (this.#instance.webActions === undefined) return undefined;
    const read = (listed: unknown) => readWebActions(listed, (action) => parseAction(this.#checks, action));
    const listed = this.#call(() => this.#instance.webActions!());
    return isPromiseLike(listed) ? Promise.resolve(listed).then(read, failExecution) : read(listed);
  }

  get #opensByItself(): boolean {
    return !this.#contract.requiresReset && !this.#resetFailed;
  }

  /** Lists the tools, which is possible at any time; within an episode it counts as a step. */
  #listTools(action: unknown, tools: readonly AnyTool[]): StepResult {
    parseAction(this.#checks, action);
    if (this.#open) this.#context.stepCount++;
    const observation = { tools: listTools(tools, this.#context.mode) };
    const done = this.#over;
    return { observation, reward: null, terminated: done, truncated: false, done, info: NO_INFO };
  }

  #openWithoutReset(): void {
    if (!this.#opensByItself) {
      throw notReset(this.#resetFailed ? "its last reset failed" : "environment has not been reset");
    }
    this.#context.beginEpisode(drawSeed(), crypto.randomUUID());
    this.#maxSteps = this.#contract.maxSteps ?? Infinity;
    this.#open = true;
    this.#over = false;
  }

  #finishReset(returned: StepReturn<unknown>, ignored: readonly string[]): StepResult {
    this.#over = false;
    const result = this.#check(this.#evaluation.transform(this.#shape(readReturn(returned))), true);
    this.#evaluates = this.#evaluation.update();
    this.#open = true;
    this.#resetFailed = false;
    return ignored.length === 0 ? result : { ...result, ignored, knownOptions: this.#checks.reset.knownKeys };
  }

  #finish(returned: StepReturn<unknown>): MaybePromise<StepResult> {
    const read = readReturn(returned);
    const result = this.#shape(read);
    if (!this.#evaluates) return this.#checkStep(result);
    const completed = this.#evaluation.complete(this.#keep(result), read.reward === undefined);
    return isPromiseLike(completed) ? completed.then((late) => this.#checkStep(late)) : this.#checkStep(completed);
  }

  /** Builds a result from the environment's return value; the end of the episode is marked before anything can fail. */
  #shape(returned: StepReturn<unknown>): StepResult {
    const { observation, info, done: claimed } = returned;
    const cutOff = returned.truncated ?? false;
    const terminated = returned.terminated ?? (claimed === true && !cutOff);
    const ended = terminated || cutOff;
    const truncated = cutOff || (!terminated && this.#context.stepCount >= this.#maxSteps);
    if (ended || truncated) this.#over = true;
    const reward = returned.reward ?? null;
    if (reward !== null && !(typeof reward === "number" && Number.isFinite(reward))) throw invalidReward(reward);
    if (typeof terminated !== "boolean" || typeof cutOff !== "boolean" || (claimed ?? ended) !== ended) {
      throw invalid(
        { path: [], message: "has terminated, truncated and done that are no booleans or disagree" },
        "result",
      );
    }
    return {
      observation: observation as Record<string, unknown>,
      reward,
      terminated,
      truncated,
      done: terminated || truncated,
      info: info === undefined ? NO_INFO : info,
    };
  }

  /** Copies a result for a rubric, which may be asynchronous and may keep it. */
  #keep(result: StepResult): StepResult {
    if (!this.#output.copies) return result;
    const { observation, info } = result;
    return {
      ...result,
      observation: readOnce(observation, "observation"),
      info: info === NO_INFO ? info : readOnce(info, "info"),
    };
  }

  #checkStep(result: StepResult): StepResult {
    return this.#check(result, !this.#samples || isSampled(this.#finishedSteps++));
  }

  /** Checks a result and converts its tensors to lists; a transform may have ended the episode. */
  #check(result: StepResult, isChecked: boolean): StepResult {
    if (result.done) this.#over = true;
    const { observation: seen, reward, terminated, truncated, done, info: told } = result;
    const { copies } = this.#output;
    const check = this.#checks.observation;
    const observation = isChecked
      ? checkOutput(check, seen, "observation", this.#output)
      : passObservation(check, seen, copies);
    const info = told === NO_INFO ? told : checkInfo(copies ? readOnce(told, "info") : told);
    return { observation, reward, terminated, truncated, done, info };
  }

  #episodeState(): Record<string, unknown> {
    const { episodeId, stepCount, seed, task } = this.#context;
    if (!this.#open && !this.#resetFailed) return { episode_id: null, step_count: 0 };
    return { episode_id: episodeId, step_count: stepCount, seed, ...toTaskState(task) };
  }

  #finishState(own: unknown): Record<string, unknown> {
    if (!isRecord(own)) throw invalid(mismatch(own, "an object"), "state");
    return { ...this.#episodeState(), ...checkOutput(this.#checks.state, own, "state", this.#output) };
  }
}

/** Reads each part of the return value of an environment once, since any of them may be a getter. */
function readReturn(returned: StepReturn<unknown>): StepReturn<unknown> {
  try {
    if (isRecord(returned)) {
      const { observation, reward, terminated, truncated, done, info } = returned as StepReturn<unknown>;
      return { observation, reward, terminated, truncated, done, info };
    }
  } catch (thrown) {
    return failExecution(thrown);
  }
  throw invalid(mismatch(returned, "{ observation, ... }"), "result");
}

function notReset(state: string): NotResetError {
  return new NotResetError(`Cannot step session: ${state}`, {});
}

/** An environment refuses one of its options with `InvalidOptionError`; anything else that it threw is its failure. */
function failReset(thrown: unknown, { options }: ParsedReset): never {
  const option = thrown instanceof InvalidOptionError ? thrown.data.option : undefined;
  if (option === undefined || !Object.hasOwn(options, option.split(/[.[]/, 1)[0]!)) return failExecution(thrown);
  throw new OptionRefusedError(messageOf(thrown), { option }, { cause: thrown });
}

/** Labels anything that an environment threw; the wire error has the text of the thrown error. */
function failExecution(thrown: unknown): never {
  throw new ExecutionError(messageOf(thrown), {}, { cause: thrown });
}
