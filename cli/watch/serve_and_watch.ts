import { InvalidOptionError } from "@openenv/core";
import { relative } from "node:path";
import { resolveTarget, type Target } from "../load_target.ts";
import type { Output } from "../run.ts";
import type { ServeFlags } from "../serve_command.ts";
import { FileChanges } from "./file_changes.ts";
import { HeldServer } from "./held_server.ts";
import { listLocalModules } from "./local_modules.ts";
import { StopSignals } from "./stop_signals.ts";

/**
 * Hosts a target in a child process, and again in a fresh one whenever its module or what that imports changes.
 *
 * The old process finishes its running calls and closes its sessions before the new one starts. One that ends by itself,
 * as a syntax error makes it, waits for a change as well. Returns when SIGINT or SIGTERM stops it.
 */
export async function serveAndWatch(name: string, flags: ServeFlags, output: Output): Promise<void> {
  const target = await resolveTarget(name);
  const settled: ServeFlags = { ...flags, port: reservePort(flags) };
  using signals = new StopSignals();
  for (let count = 1; !signals.received; count++) {
    const files = await listLocalModules(target.url);
    using changes = new FileChanges(files);
    await using server = new HeldServer(name, settled, count);
    signals.onSecond = () => server.kill();
    if (count === 1) output.print(`Watching ${files.length} ${files.length === 1 ? "file" : "files"}`);
    const changed = await nextChange(server, changes, signals, output);
    if (changed !== undefined) output.print(`Restarting: ${describe(changed, target)} changed`);
  }
}

/** The port, which stays the same for every child; throws if it is taken, which no change of a file would help. */
function reservePort({ host: hostname, port }: ServeFlags): number {
  try {
    using listener = Deno.listen({ hostname, port });
    return listener.addr.port;
  } catch (cause) {
    const why = cause instanceof Deno.errors.AddrInUse ? "the port is taken" : (cause as Error).message;
    throw new InvalidOptionError(`Cannot listen on ${hostname}:${port}: ${why}`, { option: "port" }, { cause });
  }
}

async function nextChange(
  server: HeldServer,
  changes: FileChanges,
  signals: StopSignals,
  output: Output,
): Promise<string | undefined> {
  const change = changes.next();
  const first = await Promise.race([change, signals.first, server.ended]);
  if (typeof first !== "object" || signals.received) return first as string | undefined;
  output.print(`The server ended with exit code ${first.code}; waiting for a change`);
  return await Promise.race([change, signals.first]);
}

function describe(path: string, { url, path: name }: Target): string {
  return url.pathname.endsWith(path) ? name : relative(Deno.cwd(), path);
}
