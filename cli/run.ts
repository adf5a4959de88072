import { messageOf } from "@openenv/core";
import { Command, CommanderError } from "commander";
import { describeExitCodes } from "./exit_codes.ts";
import { addInfoCommand } from "./info_command.ts";
import { addListCommand } from "./list_command.ts";
import { addServeCommand } from "./serve_command.ts";

/** Where a command writes. */
export interface Output {
  /** Takes a line for standard output. */
  print(line: string): void;
  /** Takes a line for standard error. */
  warn(line: string): void;
}

const CONSOLE: Output = {
  print: (line) => console.log(line),
  warn: (line) => console.error(line),
};

/** Runs the command line; returns the exit code: 0, or 1 after a one-line error on standard error. */
export async function run(args: readonly string[], output: Output = CONSOLE): Promise<number> {
  const program = new Command("openenv")
    .description("Define, host and drive environments for agentic reinforcement learning")
    .exitOverride()
    .addHelpText("after", describeExitCodes())
    .configureOutput({
      writeOut: (text) => output.print(text.trimEnd()),
      writeErr: (text) => output.warn(text.trimEnd()),
      outputError: (text, write) => write(text.trimEnd().replaceAll("\n", " ")),
    });
  addServeCommand(program, output);
  addListCommand(program, output);
  addInfoCommand(program, output);
  try {
    await program.parseAsync([...args], { from: "user" });
    return 0;
  } catch (thrown) {
    if (thrown instanceof CommanderError) return thrown.exitCode;
    output.warn(`error: ${messageOf(thrown).split("\n")[0]}`);
    return 1;
  }
}
