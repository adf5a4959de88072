import { readLines } from "./lines.ts";

/** What a child process can be asked to do: its commands by name, each with one JSON value in and one out. */
// deno-lint-ignore no-explicit-any -- inputs are contravariant, so that `unknown` would fit nothing
export type Commands = Readonly<Record<string, (input: any) => unknown>>;

/** One line on a child's standard input. */
export interface Question {
  /** The command's name. */
  readonly command: string;
  /** What the command takes. */
  readonly input: unknown;
}

/** One line on a child's standard output. */
export type Answer = { readonly reply?: unknown } | { readonly error: string };

/** Answers the commands that come on standard input, one after another, and ends the process at the input's end. */
export async function answerCommands(commands: Commands): Promise<never> {
  for await (const line of readLines(Deno.stdin.readable)) {
    const { command, input } = JSON.parse(line) as Question;
    console.log(JSON.stringify(await answer(commands, command, input)));
  }
  Deno.exit(0);
}

async function answer(commands: Commands, command: string, input: unknown): Promise<Answer> {
  try {
    const run = commands[command];
    if (run === undefined) throw new Error(`Cannot run command ${command}: there is none of that name`);
    return { reply: await run(input) };
  } catch (thrown) {
    return { error: thrown instanceof Error ? thrown.stack ?? thrown.message : String(thrown) };
  }
}
