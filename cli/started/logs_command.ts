import { type Command, InvalidArgumentError } from "commander";
import type { Output } from "../shared/command_line.ts";
import { findStarted } from "./find_started.ts";

/** Adds `openenv logs <name>`: prints what the server of a container or process has printed. */
export function addLogsCommand(program: Command, output: Output): void {
  program.command("logs")
    .description("print what a container or process that a client has started has printed")
    .argument("<name>", "its name, as openenv ps shows it")
    .option("--tail <lines>", "only the last lines", toCount)
    .action(async (name: string, { tail }: { readonly tail?: number }) => {
      const [thing] = await findStarted([name], output);
      const text = await thing!.logs({ tail });
      if (text !== "") output.print(text.replace(/\n$/, ""));
    });
}

function toCount(text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new InvalidArgumentError("expected a number of lines");
}
