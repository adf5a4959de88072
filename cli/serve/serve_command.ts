import { InvalidOptionError, isImplementation } from "@openenv/core";
import { createApp, createLogger, type RunningServer, type Servable } from "@openenv/server";
import { serveAndAnnounce } from "@openenv/server/main";
import { assertIdentity, toSessionLimits } from "@openenv/registry/resolve";
import type { Command } from "commander";
import type { Output } from "../shared/command_line.ts";
import { loadTarget, resolveAnyTarget, type Target } from "../shared/targets.ts";
import { hostOf } from "./host_of.ts";
import { serveAndWatch } from "./serve_and_watch.ts";
import { addServeFlags, type ServeFlags, toFlag } from "./serve_flags.ts";
import { exitWhenStdinEnds } from "./watch_child.ts";

/** The config of this checkout, which knows `@openenv/client`. */
const CONFIG = new URL("../../deno.json", import.meta.url);

/** Adds `openenv serve <target>`: hosts an environment, by the file that exports it, by its name or by a URL. */
export function addServeCommand(program: Command, output: Output): void {
  const command = program.command("serve")
    .description("host an environment")
    .argument(
      "<target>",
      "a module whose default export is an environment or an app, a package's folder, the name of one, or its URL",
    );
  addServeFlags(command).action((target: string, flags: ServeFlags) =>
    flags.watch ? serveAndWatch(target, flags, output) : serveTarget(target, flags, output)
  );
}

async function serveTarget(target: string, flags: ServeFlags, output: Output): Promise<void> {
  let server: RunningServer | undefined;
  if (flags.watchChild !== undefined) exitWhenStdinEnds(() => server?.shutdown());
  const { registry, cachedOnly, trustRemoteCode, frozen } = flags;
  const log = (text: unknown) => output.warn(String(text));
  const resolved = await resolveAnyTarget(target, { registry, cachedOnly, trustRemoteCode, frozen, log });
  const { path } = resolved;
  const { host: hostname, port, logFormat } = flags;
  const { app, isFoundApp } = await createServable(resolved, flags);
  await serveAndAnnounce(app, {
    hostname,
    port,
    log: createLogger({ format: logFormat, level: flags.log ?? "warn" }),
    contract: isFoundApp ? undefined : app.contract,
    where: path,
    hints: (flags.watchChild ?? 1) === 1,
    config: CONFIG.protocol === "file:" ? CONFIG : undefined,
    print: (line) => output.print(line),
    onListen: (running) => server = running,
  });
}

/** Makes an app of an environment, in this thread or in a host of its own, where alone its code is loaded. */
async function createServable(
  target: Target,
  flags: ServeFlags,
): Promise<{ readonly app: Servable; readonly isFoundApp: boolean }> {
  const { maxSessions, allowedHosts, checkObservations, httpSession, web, log: logLevel, logFormat } = flags;
  const { hostKind, memoryMb, environmentsPerHost, warmHosts } = flags;
  const asked = { maxSessions, allowedHosts, checkObservations, httpSession, web };
  const declared = target.package?.manifest.limits ?? target.named?.limits ?? {};
  const options = {
    ...asked,
    readme: new URL("README.md", target.package?.folder ?? target.url),
    maxSessions: maxSessions ?? declared.max_sessions,
    idleTimeoutMs: declared.idle_timeout_ms,
    httpIdleTimeoutMs: declared.idle_timeout_ms,
    limits: toSessionLimits(declared),
    logLevel,
    log: createLogger({ format: logFormat }),
  };
  const hostOptions = { memoryMb, environmentsPerHost, warmHosts };
  const host = hostOf(target, flags);
  if (host !== undefined) {
    const app = createApp({ module: target.url }, { ...options, host });
    try {
      await app.ready();
      const { entry } = target.named ?? {};
      if (entry !== undefined) await assertIdentity(entry, app.contract!);
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
  refuseOptions(
    { ...asked, log: logLevel, hostKind, ...hostOptions },
    `${path} exports an app, which has options of its own`,
  );
  return { app: exported, isFoundApp: true };
}

/** Throws for the first of these options that is given. */
function refuseOptions(options: Partial<ServeFlags>, why: string): void {
  const option = Object.entries(options).find(([, value]) => value !== undefined)?.[0];
  if (option === undefined) return;
  throw new InvalidOptionError(`Cannot use ${toFlag(option)}: ${why}`, { option });
}
