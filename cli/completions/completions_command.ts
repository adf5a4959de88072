import { Argument, type Command } from "commander";
import type { Output } from "../shared/command_line.ts";
import { listBundled } from "../shared/targets.ts";
import { readCommandWords } from "./command_words.ts";
import { SHELLS } from "./scripts.ts";

/** Adds `openenv completions <shell>`: prints the script by which a shell completes this command line. */
export function addCompletionsCommand(program: Command, output: Output): void {
  const shells = Object.keys(SHELLS) as (keyof typeof SHELLS)[];
  program.command("completions")
    .description("print a completion script for your shell; its first line tells you how to load it")
    .addArgument(new Argument("<shell>", "the shell").choices(shells))
    .action(async (shell: keyof typeof SHELLS) => {
      const targets = (await listBundled()).map(({ name }) => name);
      output.print(SHELLS[shell].write(readCommandWords(program, targets)).trimEnd());
    });
}
