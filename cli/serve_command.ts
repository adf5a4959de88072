import { type AnyContract, InvalidOptionError, isImplementation } from "@openenv/core";
import type { ObservationChecks } from "@openenv/core/session";
import { createApp, type RunningServer, type Servable, serve } from "@openenv/server";
import { type Command, InvalidArgumentError, Option } from "commander";
import { loadTarget, resolveTarget } from "./load_target.ts";
import { describeNextSteps } from "./next_steps.ts";
import type { Output } from "./run.ts";
import { HELD_FLAG, stopWhenStdinEnds } from "./watch/held_server.ts";
import { serveAndWatch } from "./watch/serve_and_watch.ts";

/** What `openenv serve` may be told. */
export interface ServeFlags {
  /** The address to listen on. */
  readonly host: string;
  /** The port; 0 takes a free one. */
  readonly port: number;
  /** The most sessions at once. */
  readonly maxSessions?: number;
  /** Which observations are checked. */
  readonly checkObservations?: ObservationChecks;
  /** `true` restarts the server when its module changes. */
  readonly watch?: boolean;
  /** Given to the child that `--watch` starts: how many there have been. */
  readonly held?: number;
}

/** Adds `openenv serve <target>`: hosts an environment, by the file that exports it or by a bundled name. */
export function addServeCommand(program: Command, output: Output): void {
  program.command("serve")
    .description("host an environment")
    .argument("<target>", "a module whose default export is an environment or an app, or the name of a bundled one")
    .option("--host <address>", "the address to listen on", "127.0.0.1")
    .option("--port <number>", "the port; 0 takes a free one", parsePort, 8000)
    .option("--max-sessions <number>", "the most sessions at once (default: 1024)", parseCount)
    .addOption(
      new Option("--check-observations <mode>", "check every observation, or only some (default: always)")
        .choices(["always", "sampled"]),
    )
    .option("--watch", "restart when the module, or what it imports, changes")
    .addOption(new Option(`${HELD_FLAG} <count>`).argParser(parseCount).hideHelp())
    .action((target: string, flags: ServeFlags) =>
      flags.watch ? serveAndWatch(target, flags, output) : serveTarget(target, flags, output)
    );
}

async function serveTarget(target: string, flags: ServeFlags, output: Output): Promise<void> {
  let server: RunningServer | undefined;
  if (flags.held !== undefined) stopWhenStdinEnds(() => server?.shutdown());
  const { exported, path } = await loadTarget(await resolveTarget(target));
  const { host: hostname, port, maxSessions, checkObservations } = flags;
  const contract = isImplementation(exported) ? exported.contract : undefined;
  if (contract === undefined) refuseAppOptions(flags, path);
  const app: Servable = isImplementation(exported) ? createApp(exported, { maxSessions, checkObservations }) : exported;
  const onListen = (running: RunningServer) => {
    const { url } = server = running;
    output.print(`Found ${describeTarget(contract)} in ${path}`);
    output.print(`Listening on ${url}`);
    if ((flags.held ?? 1) > 1) return;
    if (contract === undefined && app.requiresToken === undefined) return; // an app of which nothing is known
    const { requiresToken } = app;
    for (const line of describeNextSteps({ url, contract, requiresToken })) output.print(line);
  };
  await serve(app, { hostname, port, onListen });
}

/** An app was made with options of its own. */
function refuseAppOptions({ maxSessions, checkObservations }: ServeFlags, path: string): void {
  const refuse = (flag: string, option: string) => {
    throw new InvalidOptionError(`Cannot use ${flag}: ${path} exports an app, which has options of its own`, {
      option,
    });
  };
  if (maxSessions !== undefined) refuse("--max-sessions", "maxSessions");
  if (checkObservations !== undefined) refuse("--check-observations", "checkObservations");
}

function describeTarget(contract: AnyContract | undefined): string {
  return contract === undefined ? "an app" : `the environment ${contract.name} ${contract.version}`;
}

function parsePort(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65_535) return port;
  throw new InvalidArgumentError("expected a number from 0 to 65535");
}

function parseCount(text: string): number {
  const count = Number(text);
  if (/^\d+$/.test(text) && count >= 1 && Number.isSafeInteger(count)) return count;
  throw new InvalidArgumentError("expected a positive number");
}
