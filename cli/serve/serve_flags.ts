import { DRAIN_RULE, PORT_RULE, readDrainMs, readPort } from "@openenv/server/main";
import { type Command, InvalidArgumentError, Option } from "commander";
import { type HostingFlags, toFlag } from "../shared/hosting_flags.ts";
import { addCodeFlags, type CodeFlags } from "../shared/registry_flags.ts";

/** Options of `openenv serve`, as the command line has them. */
export interface ServeFlags extends CodeFlags, HostingFlags {
  /** The address to listen on. */
  readonly host: string;
  /** The port; 0 chooses a free one. */
  readonly port: number;
  /** How long running episodes may go on at shutdown, in seconds. */
  readonly drain?: number;
  /** `true` restarts the server when its module changes. */
  readonly watch?: boolean;
  /** Set for a child of `--watch`: its number, from 1. */
  readonly watchChild?: number;
}

/** Adds the options to the command. */
export function addServeFlags(command: Command): Command {
  return addCodeFlags(command)
    .option("--host <address>", "the address to listen on", "127.0.0.1")
    .option("--port <number>", "the port; 0 chooses a free one", parsePort, 8000)
    .addOption(
      new Option(
        "--drain <seconds>",
        "how long running episodes may go on at shutdown (default: OPENENV_DRAIN_S, or 0)",
      )
        .argParser(parseDrain).conflicts("watch"),
    )
    .option("--max-sessions <number>", "the most sessions at once (default: 1024)", parseCount)
    .option("--allowed-hosts <names>", "the host names that MCP clients may use, separated by commas", parseNames)
    .addOption(
      new Option("--check-observations <mode>", "check every observation, or only some (default: always)")
        .choices(["always", "sampled"]),
    )
    .addOption(
      new Option("--http-session <mode>", "one session for each HTTP caller, or one for all (default: per-client)")
        .choices(["per-client", "shared"]),
    )
    .option("--web", "serve the page at /web (default: unless OPENENV_MODE is production)")
    .option("--no-web", "do not serve the page")
    .addOption(
      new Option("--host-kind <kind>", "where environments run (default: what the manifest requires, or inline)")
        .choices(["inline", "worker", "process"]),
    )
    .option("--memory-mb <number>", "the most memory of a process (default: the manifest's, or no limit)", parseCount)
    .option("--environments-per-host <number>", "the most environments in a worker or process (default: 1)", parseCount)
    .option("--warm-hosts <number>", "how many started workers or processes to keep waiting (default: 1)", parseNatural)
    .addOption(
      new Option(
        "--log <level>",
        "the level of the log; info has each session and episode, debug each step (default: warn)",
      )
        .choices(["error", "warn", "info", "debug"]),
    )
    .addOption(
      new Option("--log-format <format>", "readable lines, or one JSON object per line (default: text)")
        .choices(["text", "json"]),
    )
    .option("--watch", "restart when the module or one of its imports changes")
    .addOption(new Option("--watch-child <number>").argParser(parseCount).hideHelp());
}

/** Writes options as the arguments that {@linkcode addServeFlags} reads. */
export function toArguments({ watch: _, ...flags }: ServeFlags): string[] {
  return Object.entries(flags).flatMap(([name, value]) => {
    if (value === false) return [`--no-${toFlag(name).slice(2)}`];
    return value === true ? [toFlag(name)] : [toFlag(name), String(value)];
  });
}

function parsePort(text: string): number {
  const port = readPort(text);
  if (port !== undefined) return port;
  throw new InvalidArgumentError(PORT_RULE);
}

function parseDrain(text: string): number {
  const drainMs = readDrainMs(text);
  if (drainMs !== undefined) return drainMs / 1000;
  throw new InvalidArgumentError(DRAIN_RULE);
}

function parseNames(text: string): string[] {
  const names = text.toLowerCase().split(",");
  if (names.every((name) => /^[\w.-]+$|^\[[\da-f:]+\]$/.test(name))) return names;
  throw new InvalidArgumentError("expected host names without ports, with commas between them");
}

function parseNatural(text: string): number {
  return text === "0" ? 0 : parseCount(text);
}

function parseCount(text: string): number {
  const count = Number(text);
  if (/^\d+$/.test(text) && count >= 1 && Number.isSafeInteger(count)) return count;
  throw new InvalidArgumentError("expected a positive number");
}
