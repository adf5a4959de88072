import type { Environment, EpisodeContext, Implementation, Rendering, Rubric, StepReturn } from "@openenv/core";
import { FunctionRubric } from "@openenv/core/rubrics";
import { taskOf } from "@openenv/core/tasks";
import { defineTerminal, terminal, type TerminalSchemas, terminalTasks } from "./contract.ts";
import type { ResolvedTerminalAction, TerminalObservation, TerminalState } from "./models.ts";
import { HOME, type Ran, Shell, shorten } from "./shell.ts";
import { type HiddenPart, type TaskFolders, type TerminalTask, type TerminalTasks, toTasks } from "./task_folders.ts";
import { verify } from "./verifier.ts";

/** One task and its shell. */
interface Visit {
  readonly task: TerminalTask;
  readonly hidden: HiddenPart;
  readonly shell: Shell;
  /** What people see of the episode. */
  readonly transcript: string[];
  isSubmitted: boolean;
}

const NOTHING: Ran = { stdout: "", stderr: "", exitCode: 0 };
const TRANSCRIPT_LINES = 40;

class Terminal implements Environment<TerminalSchemas> {
  readonly #tasks: TerminalTasks;
  #visit: Visit | undefined;
  /** The reward of the tests, when the episode ends. */
  readonly rubric: Rubric<ResolvedTerminalAction, TerminalObservation> = new FunctionRubric(
    async (_action: ResolvedTerminalAction, { done }: { readonly done: boolean }) => {
      const { shell, hidden } = this.#visit!;
      return done ? await verify(shell, hidden.tests) : 0;
    },
  );

  constructor(tasks: TerminalTasks) {
    this.#tasks = tasks;
  }

  reset(_options: unknown, context: EpisodeContext): StepReturn<TerminalObservation> {
    const { public: task, private: hidden } = taskOf(this.#tasks, context);
    const files = Object.entries(hidden.files).map(([path, text]) => [`${HOME}/${path}`, text]);
    const shell = new Shell(Object.fromEntries(files));
    this.#visit = { task, hidden, shell, transcript: [task.instruction, ""], isSubmitted: false };
    return { observation: { message: task.instruction, ...this.#observe(NOTHING) }, reward: 0 };
  }

  async step(
    { command, submit }: ResolvedTerminalAction,
    { signal }: EpisodeContext,
  ): Promise<StepReturn<TerminalObservation>> {
    const visit = this.#visit!;
    const place = visit.shell.cwd;
    const ran = command.trim() === "" ? NOTHING : await visit.shell.run(command, signal);
    visit.isSubmitted ||= submit;
    const seen = this.#observe(ran);
    visit.transcript.push(`${place}$ ${command}`, ...[seen.stdout, seen.stderr].filter((text) => text !== ""));
    return { observation: { message: "", ...seen }, terminated: submit };
  }

  state(): TerminalState {
    const { task, shell, isSubmitted = false } = this.#visit ?? {};
    const { instruction = "", difficulty = "" } = task ?? {};
    return { instruction, difficulty, cwd: shell?.cwd ?? HOME, is_submitted: isSubmitted };
  }

  render(): Rendering {
    const lines = (this.#visit?.transcript ?? []).join("\n").split("\n");
    return { text: lines.slice(-TRANSCRIPT_LINES).join("\n") };
  }

  #observe({ stdout, stderr, exitCode }: Ran): Omit<TerminalObservation, "message"> {
    const cwd = this.#visit!.shell.cwd;
    return { stdout: shorten(stdout), stderr: shorten(stderr), exit_code: exitCode, cwd };
  }
}

/**
 * Creates the environment with tasks of your own.
 *
 * @param splits The tasks of each split, such as `readTasks` returns them.
 * @returns The environment, ready to be hosted.
 * @throws `InvalidOptionError` for a task without an instruction or without tests.
 *
 * @example
 * ```ts ignore
 * import { createTerminal } from "@openenv/terminal-env/environment";
 * import { readTasks } from "@openenv/terminal-env/tasks";
 *
 * export default createTerminal({ train: await readTasks("./my_tasks") });
 * ```
 */
export function createTerminal(splits: Readonly<Record<string, TaskFolders>>): Implementation<typeof terminal> {
  const tasks = toTasks(splits);
  return defineTerminal(tasks).implement(() => new Terminal(tasks));
}

/** The environment, ready to be hosted. */
const environment: Implementation<typeof terminal> = terminal.implement(() => new Terminal(terminalTasks));

export default environment;
export type { TerminalSchemas } from "./contract.ts";
