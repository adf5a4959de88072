import { type AnyContract, InvalidOptionError, isImplementation } from "@openenv/core";
import { type AppOptions, createApp, type RunningServer, type Servable, serve } from "@openenv/server";
import type { Command } from "commander";
import type { Output } from "../shared/command_line.ts";
import { loadTarget, resolveTarget } from "../shared/targets.ts";
import { describeNextSteps } from "./next_steps.ts";
import { serveAndWatch } from "./serve_and_watch.ts";
import { addServeFlags, type ServeFlags, toFlag } from "./serve_flags.ts";
import { exitWhenStdinEnds } from "./watch_child.ts";

/** Adds `openenv serve <target>`: hosts an environment, by the file that exports it or by a bundled name. */
export function addServeCommand(program: Command, output: Output): void {
  const command = program.command("serve")
    .description("host an environment")
    .argument("<target>", "a module whose default export is an environment or an app, or the name of a bundled one");
  addServeFlags(command).action((target: string, flags: ServeFlags) =>
    flags.watch ? serveAndWatch(target, flags, output) : serveTarget(target, flags, output)
  );
}

async function serveTarget(target: string, flags: ServeFlags, output: Output): Promise<void> {
  let server: RunningServer | undefined;
  if (flags.watchChild !== undefined) exitWhenStdinEnds(() => server?.shutdown());
  const { exported, path } = await loadTarget(await resolveTarget(target));
  const { host: hostname, port, maxSessions, allowedHosts, checkObservations, httpSession } = flags;
  const options = { maxSessions, allowedHosts, checkObservations, httpSession };
  const contract = isImplementation(exported) ? exported.contract : undefined;
  if (contract === undefined) refuseAppOptions(options, path);
  const app: Servable = isImplementation(exported) ? createApp(exported, options) : exported;
  const onListen = (running: RunningServer) => {
    const { url } = server = running;
    output.print(`Found ${describeTarget(contract)} in ${path}`);
    output.print(`Listening on ${url}`);
    if ((flags.watchChild ?? 1) > 1) return;
    if (contract === undefined && app.requiresToken === undefined) return; // an app of which nothing is known
    const { requiresToken } = app;
    for (const line of describeNextSteps({ url, contract, requiresToken })) output.print(line);
  };
  const running = await serve(app, { hostname, port, onListen });
  await running.finished;
}

/** Refuses options that an app got when it was created. */
function refuseAppOptions(options: AppOptions, path: string): void {
  const option = Object.entries(options).find(([, value]) => value !== undefined)?.[0];
  if (option === undefined) return;
  const message = `Cannot use ${toFlag(option)}: ${path} exports an app, which has options of its own`;
  throw new InvalidOptionError(message, { option });
}

function describeTarget(contract: AnyContract | undefined): string {
  return contract === undefined ? "an app" : `the environment ${contract.name} ${contract.version}`;
}
