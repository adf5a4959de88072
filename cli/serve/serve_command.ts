import { createLogger, type RunningServer } from "@openenv/server";
import { serveAndAnnounce } from "@openenv/server/main";
import type { Command } from "commander";
import type { Output } from "../shared/command_line.ts";
import { createServable } from "../shared/create_servable.ts";
import { resolveAnyTarget } from "../shared/targets.ts";
import { findClientConfig } from "./client_config.ts";
import { serveAndWatch } from "./serve_and_watch.ts";
import { addServeFlags, type ServeFlags } from "./serve_flags.ts";
import { exitWhenStdinEnds } from "./watch_child.ts";

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
  const { host: hostname, port, drain, logFormat } = flags;
  const { app, isFoundApp } = await createServable(resolved, flags);
  await serveAndAnnounce(app, {
    hostname,
    port,
    // A server that is about to be replaced by a newer one does not wait.
    drainMs: flags.watchChild !== undefined ? 0 : drain === undefined ? undefined : drain * 1000,
    log: createLogger({ format: logFormat, level: flags.log ?? "warn" }),
    contract: isFoundApp ? undefined : app.contract,
    where: path,
    hints: (flags.watchChild ?? 1) === 1,
    config: await findClientConfig(resolved.url),
    print: (line) => output.print(line),
    onListen: (running) => server = running,
  });
}
