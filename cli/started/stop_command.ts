import type { Command } from "commander";
import type { Output } from "../shared/command_line.ts";
import { findStarted } from "./find_started.ts";

/** Adds `openenv stop <name...>`: stops and removes what a provider has started. */
export function addStopCommand(program: Command, output: Output): void {
  program.command("stop")
    .description("stop and remove containers and processes that clients have started, even those in use")
    .argument("<name...>", "their names, as openenv ps shows them")
    .action(async (names: string[]) => {
      for (const thing of await findStarted(names, output)) {
        await thing.stop();
        output.print(`Stopped ${thing.name}`);
      }
    });
}
