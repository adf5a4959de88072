import type { Environment, EpisodeContext, Implementation, Rendering, StepReturn } from "@openenv/core";
import { taskOf } from "@openenv/core/tasks";
import { isDeepStrictEqual } from "node:util";
import { coding } from "./contract.ts";
import type { Interpreter, Ran } from "./interpreter/interpreter.ts";
import { Interpreters } from "./interpreter/interpreters.ts";
import type { InterpreterKind } from "./interpreter/messages.ts";
import type { CodeAction, CodeObservation, CodeState, CodingLanguage, ResolvedCodingResetOptions } from "./models.ts";
import { CodingRubric, type Findings } from "./rubric.ts";
import { findViolation } from "./safety.ts";
import { codingTasks, FUNCTION_NAME } from "./tasks.ts";

/** Options for {@linkcode createCoding}. */
export interface CodingOptions {
  /** How long a step's program may run, in milliseconds; its tests get as long again. Default: 10,000. */
  readonly stepLimitMs?: number;
}

/** So much of a call's time is left to answer it, in milliseconds: a program that overruns is no timeout of the step. */
const MARGIN_MS = 500;

/** The environment: programs run in children that may do nothing, and are judged out here. */
class Coding implements Environment<typeof coding> {
  readonly rubric: CodingRubric = new CodingRubric();
  readonly #limitMs: number;
  #interpreters: Interpreters | undefined;
  #interpreter: Interpreter | undefined;
  #left: Promise<unknown> = Promise.resolve();
  #language: CodingLanguage = "python";
  #lastExitCode = 0;
  /** What the last call showed, for people. */
  #shown = "";

  constructor({ stepLimitMs = 10_000 }: CodingOptions) {
    this.#limitMs = stepLimitMs;
  }

  async reset(
    { language, seed }: ResolvedCodingResetOptions & { readonly seed: number },
    context: EpisodeContext,
  ): Promise<StepReturn<CodeObservation>> {
    const kind = kindOf(language);
    const isFresh = this.#interpreter?.isUsed === false && this.#interpreter.readEnd() === undefined;
    if (!isFresh || kind !== kindOf(this.#language)) {
      this.#leave();
      this.#interpreter = await (this.#interpreters ??= new Interpreters()).take(kind);
    }
    if (context.task === undefined) await this.#interpreters!.prepare(kind);
    this.#interpreter!.begin(seed);
    this.#language = language;
    this.#lastExitCode = 0;
    const stdout = context.task === undefined ? "" : taskOf(codingTasks, context).public.prompt;
    this.#shown = stdout;
    return { observation: { stdout, stderr: "", exit_code: 0 }, reward: 0 };
  }

  async step({ code }: CodeAction, context: EpisodeContext): Promise<StepReturn<CodeObservation>> {
    const stop = () => void this.#interpreter?.close();
    context.signal.addEventListener("abort", stop);
    try {
      return await (context.task === undefined ? this.#stepFreely(code, context) : this.#stepTask(code, context));
    } finally {
      context.signal.removeEventListener("abort", stop);
    }
  }

  /** Draws the task at the start, and then each program above what it printed. */
  render(): Rendering {
    return { text: this.#shown === "" ? `Write a program in ${this.#language}.` : this.#shown };
  }

  state(): CodeState {
    return { last_exit_code: this.#lastExitCode, language: this.#language };
  }

  async close(): Promise<void> {
    this.#leave();
    await this.#left;
    await this.#interpreters?.close();
  }

  /** Ends the interpreter. Waiting for that is left to `close`. */
  #leave(): void {
    const left = this.#interpreter?.close();
    this.#left = Promise.all([this.#left, left]);
    this.#interpreter = undefined;
  }

  /** A step of the reference's kind: what the program looks like decides its reward. */
  async #stepFreely(code: string, context: EpisodeContext): Promise<StepReturn<CodeObservation>> {
    const kind = kindOf(this.#language);
    const [ran, syntax] = await Promise.all([this.#run(code, context), this.#interpreters!.inspect(kind, code)]);
    const violation = kind === "python" ? findViolation(code, syntax) : undefined;
    const info = { last_code: code, ...(violation === undefined ? {} : { safety_violation: violation }) };
    return this.#finish(ran, { kind: "free", violation, parses: syntax.parses }, info);
  }

  /** A step of an episode with a task: its function is called, and what it returns is compared out here. */
  async #stepTask(code: string, context: EpisodeContext): Promise<StepReturn<CodeObservation>> {
    const ran = await this.#run(code, context);
    const { tests } = taskOf(codingTasks, context).private;
    const inputs = tests.map(({ args }) => args);
    const interpreter = this.#interpreter!;
    const wasOver = interpreter.readEnd() !== undefined;
    const outputs = wasOver ? [] : await interpreter.call(FUNCTION_NAME, inputs, this.#remainingMs(context));
    const passed = tests.filter(({ expected }, index) => isDeepStrictEqual(outputs[index], expected)).length;
    const info = { last_code: code, tests_passed: passed, tests_total: tests.length };
    const findings: Findings = { kind: "task", passed, total: tests.length };
    const end = wasOver ? undefined : interpreter.readEnd();
    const shown = end === undefined ? ran : { ...ran, stderr: ran.stderr + end.stderr, exitCode: end.exitCode };
    return { ...this.#finish(shown, findings, info), terminated: passed === tests.length };
  }

  async #run(code: string, context: EpisodeContext): Promise<Ran> {
    return this.#interpreter!.readEnd() ?? await this.#interpreter!.run(code, this.#remainingMs(context));
  }

  #finish({ stdout, stderr, exitCode }: Ran, findings: Findings, info: { readonly last_code: string }) {
    this.rubric.judge(findings);
    const tests = findings.kind === "task" ? `${findings.passed} of ${findings.total} tests passed\n` : "";
    this.#shown = `${info.last_code.trimEnd()}\n\n${tests}exit code ${exitCode}\n${stdout}${stderr}`;
    this.#lastExitCode = exitCode;
    return { observation: { stdout, stderr, exit_code: exitCode }, info };
  }

  #remainingMs({ deadline }: EpisodeContext): number {
    const leftMs = deadline - Date.now();
    return Math.max(1, Math.min(this.#limitMs, leftMs - Math.min(MARGIN_MS, leftMs / 4)));
  }
}

function kindOf(language: CodingLanguage): InterpreterKind {
  return language === "python" ? "python" : "script";
}

/**
 * Creates the environment with other limits.
 *
 * @param options The limits.
 * @returns The environment, ready to be hosted.
 *
 * @example
 * ```ts no-eval
 * import { createCoding } from "@openenv/coding-env/environment";
 * import { createApp } from "@openenv/server";
 *
 * export default createApp(createCoding({ stepLimitMs: 2000 }));
 * ```
 */
export function createCoding(options: CodingOptions = {}): Implementation<typeof coding> {
  return coding.implement(() => new Coding(options));
}

/** The environment, ready to be hosted. */
const environment: Implementation<typeof coding> = createCoding();

export default environment;
