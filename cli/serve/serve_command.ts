import { type AnyContract, InvalidOptionError, isImplementation } from "@openenv/core";
import { createApp, type RunningServer, type Servable, serve } from "@openenv/server";
import type { Command } from "commander";
import type { Output } from "../shared/command_line.ts";
import { loadTarget, resolveTarget, type Target } from "../shared/targets.ts";
import { describeNextSteps } from "./next_steps.ts";
import { hostOf } from "./host_of.ts";
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
  const resolved = await resolveTarget(target);
  const { path } = resolved;
  const { host: hostname, port } = flags;
  const { app, isFoundApp } = await createServable(resolved, flags);
  const onListen = (running: RunningServer) => {
    const { url } = server = running;
    const contract = isFoundApp ? undefined : app.contract;
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

/** Makes an app of an environment, in this thread or in a host of its own, where alone its code is loaded. */
async function createServable(
  target: Target,
  flags: ServeFlags,
): Promise<{ readonly app: Servable; readonly isFoundApp: boolean }> {
  const { maxSessions, allowedHosts, checkObservations, httpSession } = flags;
  const { hostKind, memoryMb, environmentsPerHost, warmHosts } = flags;
  const options = { maxSessions, allowedHosts, checkObservations, httpSession };
  const hostOptions = { memoryMb, environmentsPerHost, warmHosts };
  const host = hostOf(target, flags);
  if (host !== undefined) {
    const app = createApp({ module: target.url }, { ...options, host });
    try {
      await app.ready();
    } catch (thrown) {
      await app.close();
      throw thrown;
    }
    return { app, isFoundApp: false };
  }
  const { exported, path } = await loadTarget(target);
  if (isImplementation(exported)) {
    refuseOptions(hostOptions, "the environment runs in the server's own thread; add --host-kind process");
    return { app: createApp(exported, options), isFoundApp: false };
  }
  refuseOptions({ ...options, hostKind, ...hostOptions }, `${path} exports an app, which has options of its own`);
  return { app: exported, isFoundApp: true };
}

/** Throws for the first of these options that is given. */
function refuseOptions(options: Partial<ServeFlags>, why: string): void {
  const option = Object.entries(options).find(([, value]) => value !== undefined)?.[0];
  if (option === undefined) return;
  throw new InvalidOptionError(`Cannot use ${toFlag(option)}: ${why}`, { option });
}

function describeTarget(contract: AnyContract | undefined): string {
  return contract === undefined ? "an app" : `the environment ${contract.name} ${contract.version}`;
}
