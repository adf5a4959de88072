import { type Command, InvalidArgumentError } from "commander";
import { createInterface } from "node:readline";
import process from "node:process";
import type { Output } from "../shared/command_line.ts";
import { addCodeFlags } from "../shared/registry_flags.ts";
import type { Ask } from "./ask_value.ts";
import { type GameFlags, openGame } from "./open_game.ts";
import { play } from "./play.ts";
import { TerminalText } from "./terminal_text.ts";

/** Options of `openenv play`, as the command line has them. */
interface PlayFlags extends GameFlags {
  readonly random?: boolean;
  readonly steps: number;
  readonly seed?: number;
  readonly split?: string;
  readonly index?: number;
  readonly taskId?: string;
  readonly option: Readonly<Record<string, unknown>>;
}

/** Adds `openenv play <target>`: plays an environment in the terminal. */
export function addPlayCommand(program: Command, output: Output): void {
  const command = program.command("play")
    .description("play an environment in the terminal")
    .argument(
      "<target>",
      "a module whose default export is an environment or an app, a package's folder, the name of one, or the URL of " +
        "a server or of code",
    )
    .option("--random", "play one episode at random")
    .option("--steps <number>", "the most steps of --random", parseNatural, 1000)
    .option("--seed <number>", "the seed of the episode", parseInteger)
    .option("--split <name>", "the split of the task")
    .option("--index <number>", "the index of the task in its split", parseNatural)
    .option("--task-id <id>", "the id of the task")
    .option("--option <key=value>", "a reset option of the environment; may be repeated", collectOption, {});
  addCodeFlags(command).action((target: string, flags: PlayFlags) => playTarget(target, flags, output));
}

async function playTarget(target: string, flags: PlayFlags, output: Output): Promise<void> {
  const { random = false, steps: maxSteps, seed, split, index, taskId: task_id, option, ...hosting } = flags;
  const given = Object.entries({ seed, split, index, task_id }).filter(([, value]) => value !== undefined);
  const reset = { ...option, ...Object.fromEntries(given) };
  await using game = await openGame(target, hosting, output);
  using keyboard = createKeyboard();
  const text = new TerminalText(output.colors ?? false);
  const print = (lines: string) => lines.split("\n").forEach((line) => output.print(line));
  await play(game, { random, maxSteps, reset, ask: keyboard.ask, print, text });
}

/** Reads lines from standard input; in a terminal they can be edited. */
function createKeyboard(): Disposable & { readonly ask: Ask } {
  let reader: ReturnType<typeof createInterface> | undefined;
  let lines: AsyncIterator<string> | undefined;
  return {
    async ask(question) {
      const terminal = Deno.stdin.isTerminal();
      reader ??= createInterface({ input: process.stdin, output: process.stdout, terminal });
      lines ??= reader[Symbol.asyncIterator]();
      if (terminal) {
        reader.setPrompt(question);
        reader.prompt();
      }
      const { value, done } = await lines.next();
      return done ? undefined : value;
    },
    [Symbol.dispose]: () => reader?.close(),
  };
}

function collectOption(text: string, collected: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const [, key, value] = /^(\w+)=(.*)$/s.exec(text) ?? [];
  if (key === undefined) throw new InvalidArgumentError("expected a key and a value, such as level=3");
  return { ...collected, [key]: parseOr(value!) };
}

function parseOr(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function parseInteger(text: string): number {
  const number = Number(text);
  if (/^-?\d+$/.test(text) && Number.isSafeInteger(number)) return number;
  throw new InvalidArgumentError("expected a whole number");
}

function parseNatural(text: string): number {
  const number = parseInteger(text);
  if (number >= 0) return number;
  throw new InvalidArgumentError("expected a number of at least 0");
}
