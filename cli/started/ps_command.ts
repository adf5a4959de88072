import { listStarted, pruneStarted, type Started } from "@openenv/providers/started";
import type { Command } from "commander";
import type { Output } from "../shared/command_line.ts";
import { toTable } from "../shared/text_table.ts";

/** Options of `openenv ps`, as the command line has them. */
interface PsFlags {
  readonly prune?: boolean;
  readonly json?: boolean;
}

/** Adds `openenv ps`: lists the containers and processes that providers have started on this machine. */
export function addPsCommand(program: Command, output: Output): void {
  program.command("ps")
    .description("list the containers and processes that clients have started on this machine")
    .option("--prune", "first remove those whose program is gone, as after a kill -9")
    .option("--json", "print JSON")
    .action((flags: PsFlags) => list(flags, output));
}

async function list({ prune, json }: PsFlags, output: Output): Promise<void> {
  const { started, problems } = await listStarted();
  for (const problem of problems) output.warn(`warning: ${problem}`);
  const removed = prune ? await pruneStarted(started) : [];
  const left = started.filter((thing) => !removed.includes(thing));
  if (json) return output.print(JSON.stringify({ started: left.map(plain), removed: removed.map(plain) }, null, 2));
  for (const { name, runs } of removed) output.print(`Removed ${name} (${runs})`);
  if (left.length === 0) return output.print("Nothing is running");
  const rows = left.map((thing) => [thing.name, thing.runs, thing.state, thing.url ?? "", describeOwner(thing)]);
  for (const line of toTable(["name", "runs", "state", "url", "started by"], rows)) output.print(line);
  const gone = left.filter(({ ownerState }) => ownerState === "gone").length;
  if (gone > 0) output.warn(`${gone} of them can be removed: their program is gone (openenv ps --prune)`);
}

/** Leaves out the functions. */
function plain({ logs: _, stop: __, ...data }: Started) {
  return data;
}

function describeOwner({ owner: { pid, host }, ownerState }: Started): string {
  if (ownerState === "elsewhere") return `process ${pid} of ${host}`;
  return ownerState === "gone" ? `process ${pid}, gone` : `process ${pid}`;
}
