import { InvalidOptionError } from "@openenv/core";
import { relative } from "node:path";
import type { Output } from "../shared/command_line.ts";
import { onSignals } from "../shared/signals.ts";
import { resolveTarget, type Target } from "../shared/targets.ts";
import type { ServeFlags } from "./serve_flags.ts";
import { WatchChild } from "./watch_child.ts";
import { FileChanges, listLocalModules } from "./watched_files.ts";

/**
 * Hosts a target in a child process, and again in a fresh one whenever its module or what that imports changes.
 *
 * The old process finishes its running calls and closes its sessions before the new one starts. One that ends by itself,
 * as a syntax error makes it, waits for a change as well. Returns when SIGINT or SIGTERM stops it; a second signal ends
 * the process at once.
 */
export async function serveAndWatch(name: string, flags: ServeFlags, output: Output): Promise<void> {
  const target = await resolveTarget(name);
  const port = reservePort(flags);
  const stop = Promise.withResolvers<"stop">();
  let isStopping = false;
  let child: WatchChild | undefined;
  using _ = onSignals((exitCode) => {
    if (isStopping) {
      child?.kill();
      Deno.exit(exitCode);
    }
    isStopping = true;
    stop.resolve("stop");
  });
  for (let number = 1; !isStopping; number++) {
    const files = await listLocalModules(target.url);
    using changes = new FileChanges(files);
    await using current = new WatchChild(name, { ...flags, port, watchChild: number });
    child = current;
    if (number === 1) output.print(`Watching ${files.length} ${files.length === 1 ? "file" : "files"}`);
    const change = changes.next();
    const first = await Promise.race([change, stop.promise, current.ended.then(({ code }) => code)]);
    if (typeof first === "number" && !isStopping) {
      output.print(`The server ended with exit code ${first}; waiting for a change`);
      await Promise.race([change, stop.promise]);
    }
    if (!isStopping) output.print(`Restarting: ${describe((await change)!, target)} changed`);
  }
}

/** Finds the port, which is the same for every child; throws if it is taken, which no change of a file would help. */
function reservePort({ host: hostname, port }: ServeFlags): number {
  try {
    using listener = Deno.listen({ hostname, port });
    return listener.addr.port;
  } catch (cause) {
    const why = cause instanceof Deno.errors.AddrInUse ? "the port is taken" : (cause as Error).message;
    throw new InvalidOptionError(`Cannot listen on ${hostname}:${port}: ${why}`, { option: "port" }, { cause });
  }
}

/** Names a file as the user did, or by its path from the current folder. */
function describe(path: string, { url, path: name }: Target): string {
  return url.pathname.endsWith(path) ? name : relative(Deno.cwd(), path);
}
