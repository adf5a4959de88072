import { CallContext, type Log } from "../context.ts";
import type { AnyContract } from "../contract.ts";
import { checksOf, type ContractChecks, type OutputCheck } from "../schema/contract_checks.ts";
import type { Environment } from "../environment.ts";
import {
  EpisodeOverError,
  ExecutionError,
  InvalidObservationError,
  InvalidRewardError,
  NotResetError,
  OpenEnvError,
  ValidationError,
} from "../error_classes.ts";
import { messageOf } from "../errors.ts";
import { drawSeed } from "../random.ts";
import type { MaybePromise, StepResult, StepReturn } from "../result.ts";
import { checkJson, formatPath, nameOfValue, type Path, type Problem } from "../schema/check_json.ts";
import { isRecord } from "../schema/json_schema.ts";
import { notADictionary } from "../schema/validation_items.ts";
import type { HostedEnvironment } from "./environment_host.ts";
import { isPromiseLike } from "./is_promise_like.ts";

const NO_INFO: Readonly<Record<string, unknown>> = Object.freeze({});

/**
 * Runs one instance of an environment: the only place where the order of calls, validation, rewards, observation checks
 * and the bookkeeping of an episode happen, so that no two ways to an environment can differ.
 *
 * A step goes: reset done, episode not over; parse the action; count the step and execute it; check the reward; mark
 * the end; check the observation. With a synchronous environment all of it is synchronous.
 */
export class Runner implements HostedEnvironment {
  readonly #instance: Environment;
  readonly #contract: AnyContract;
  readonly #checks: ContractChecks;
  readonly #context: CallContext;
  readonly #finishStep: (returned: StepReturn<unknown>) => StepResult;
  #open = false;
  #over = false;
  #maxSteps = Infinity;
  #resetFailed = false;

  /** Puts a runner around a fresh instance. */
  constructor(contract: AnyContract, instance: Environment, log: Log) {
    this.#contract = contract;
    this.#instance = instance;
    this.#checks = checksOf(contract);
    this.#context = new CallContext(log);
    this.#finishStep = (returned) => this.#finish(returned);
  }

  /** Begins an episode; a failing reset leaves the instance without one. */
  reset(data: Readonly<Record<string, unknown>>, timeoutMs: number): MaybePromise<StepResult> {
    const parsed = this.#checks.reset.parse(data);
    this.#open = false;
    this.#resetFailed = true;
    this.#maxSteps = parsed.maxSteps;
    this.#context.beginEpisode(parsed.seed, parsed.episodeId);
    this.#context.beginCall(timeoutMs);
    const returned = this.#call(() => this.#instance.reset(parsed.options as never, this.#context));
    const finish = (result: StepReturn<unknown>) => this.#finishReset(result, parsed.ignored);
    return isPromiseLike(returned) ? returned.then(finish, failExecution) : finish(returned);
  }

  /** Executes one action. */
  step(action: unknown, timeoutMs: number): MaybePromise<StepResult> {
    if (!this.#open) this.#openWithoutReset();
    if (this.#over && !this.#contract.allowStepAfterDone) {
      throw new EpisodeOverError("Cannot step session: the episode is over", {});
    }
    const context = this.#context;
    context.beginCall(timeoutMs);
    const parsed = this.#parseAction(action);
    context.stepCount++;
    let returned: MaybePromise<StepReturn<unknown>>;
    try {
      returned = this.#instance.step(parsed, context);
    } catch (thrown) {
      return failExecution(thrown);
    }
    return isPromiseLike(returned) ? returned.then(this.#finishStep, failExecution) : this.#finish(returned);
  }

  /** The state: `episode_id`, `step_count`, `seed`, and the environment's own keys, which win. */
  state(timeoutMs: number): MaybePromise<Record<string, unknown>> {
    if (this.#instance.state === undefined) return this.#episodeState();
    this.#context.beginCall(timeoutMs);
    const own = this.#call(() => this.#instance.state!());
    return isPromiseLike(own) ? own.then((state) => this.#finishState(state), failExecution) : this.#finishState(own);
  }

  /** Aborts the signal of the call in flight. */
  abort(reason: unknown): void {
    this.#context.abort(reason);
  }

  /** Lets the instance release what it holds. */
  close(): MaybePromise<void> {
    return this.#instance.close?.();
  }

  #call<T>(method: () => MaybePromise<T>): MaybePromise<T> {
    try {
      return method();
    } catch (thrown) {
      return failExecution(thrown);
    }
  }

  #openWithoutReset(): void {
    if (this.#contract.requiresReset || this.#resetFailed) {
      const state = this.#resetFailed ? "its last reset failed" : "environment has not been reset";
      throw new NotResetError(`Cannot step session: ${state}`, {});
    }
    this.#context.beginEpisode(drawSeed(), crypto.randomUUID());
    this.#maxSteps = this.#contract.maxSteps ?? Infinity;
    this.#open = true;
    this.#over = false;
  }

  /** Takes `metadata` off an action, where every Python client may have put it, and parses the rest. */
  #parseAction(action: unknown): unknown {
    if (this.#checks.actionHasMetadata || !isRecord(action) || action.metadata === undefined) {
      return this.#checks.action.parse(action);
    }
    const { metadata, ...own } = action;
    if (!isRecord(metadata)) {
      const errors = [notADictionary(["metadata"], metadata)];
      throw new ValidationError("Cannot parse action: metadata is not an object", { errors });
    }
    this.#context.actionMetadata = metadata;
    return this.#checks.action.parse(own);
  }

  #finishReset(returned: StepReturn<unknown>, ignored: readonly string[]): StepResult {
    this.#over = false;
    const result = this.#finish(returned);
    this.#open = true;
    this.#resetFailed = false;
    return ignored.length === 0 ? result : { ...result, info: { ...result.info, ignored } };
  }

  /** Makes a result of what the environment returned; the end of the episode is marked before anything can fail. */
  #finish(returned: StepReturn<unknown>): StepResult {
    if (!isRecord(returned)) {
      throw invalid({ path: [], message: `is ${nameOfValue(returned)}, expected { observation, ... }` }, "result");
    }
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
    checkOutput(this.#checks.observation, observation, "observation");
    if (info !== undefined) checkInfo(info);
    return {
      observation: observation as Record<string, unknown>,
      reward,
      terminated,
      truncated,
      done: terminated || truncated,
      info: info ?? NO_INFO,
    };
  }

  #episodeState(): Record<string, unknown> {
    const { episodeId, stepCount, seed } = this.#context;
    if (!this.#open && !this.#resetFailed) return { episode_id: null, step_count: 0 };
    return { episode_id: episodeId, step_count: stepCount, seed };
  }

  #finishState(own: unknown): Record<string, unknown> {
    if (!isRecord(own)) throw invalid({ path: [], message: `is ${nameOfValue(own)}, expected an object` }, "state");
    checkOutput(this.#checks.state, own, "state");
    return { ...this.#episodeState(), ...own };
  }
}

/** Labels whatever an environment threw; the text of the wire's error is the thrown error's own. */
function failExecution(thrown: unknown): never {
  throw new ExecutionError(messageOf(thrown), {}, { cause: thrown });
}

function invalidReward(reward: unknown): InvalidRewardError {
  const found = typeof reward === "number" ? String(reward) : nameOfValue(reward);
  return new InvalidRewardError(`Cannot send reward: it is ${found}, expected a finite number`, {});
}

function invalid({ path, message }: Problem, part: string): InvalidObservationError {
  const place = formatPath(path, part);
  return new InvalidObservationError(`Cannot send ${part}: ${place} ${message}`, { path: [part, ...path] });
}

function checkInfo(info: unknown): void {
  if (!isRecord(info)) throw invalid({ path: [], message: `is ${nameOfValue(info)}, expected an object` }, "info");
  const problem = checkJson(info);
  if (problem !== undefined) throw invalid(problem, "info");
}

function checkOutput({ schema, check }: OutputCheck, value: unknown, part: string): void {
  const problem = findProblem(schema, check, value);
  if (problem !== undefined) throw invalid(problem, part);
}

function findProblem(schema: OutputCheck["schema"], check: OutputCheck["check"], value: unknown): Problem | undefined {
  try {
    const problem = check(value);
    if (problem !== undefined) return problem;
    if (schema === undefined) return undefined;
    const result = schema["~standard"].validate(value);
    if (result instanceof Promise) return { path: [], message: "has a schema that answers with a promise" };
    if (result.issues === undefined) return undefined;
    const [issue] = result.issues;
    const path: Path = (issue?.path ?? []).map((key) => {
      const part = typeof key === "object" ? key.key : key;
      return typeof part === "number" ? part : String(part);
    });
    return { path, message: `fails its schema: ${issue?.message}` };
  } catch (thrown) {
    if (thrown instanceof OpenEnvError) throw thrown;
    return { path: [], message: `cannot be checked: ${messageOf(thrown)}` };
  }
}
