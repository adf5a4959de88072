import { isImplementation } from "@openenv/core";
import { createLogger, installCrashGuard } from "@openenv/server";
import { killAtSecondSignal } from "@openenv/server/main";
import { serveStdio } from "@openenv/server/stdio";
import type { Command } from "commander";
import { Console } from "node:console";
import process from "node:process";
import { onSignals } from "./shared/signals.ts";
import { loadTarget, resolveTarget } from "./shared/targets.ts";

/** Adds `openenv mcp <target>`: hosts the tools of an environment over standard input and output. */
export function addMcpCommand(program: Command): void {
  program.command("mcp")
    .description("host the tools of an environment over standard input and output, for desktop agents")
    .argument("<target>", "a module whose default export is an environment, or the name of a bundled one")
    .action(serveTools);
}

async function serveTools(name: string): Promise<never> {
  using _console = writeConsoleToStderr();
  const { exported, path } = await loadTarget(await resolveTarget(name));
  if (!isImplementation(exported)) {
    throw new Error(
      `Cannot host the tools of ${path}: it exports an app; name the module that exports the environment`,
    );
  }
  if (exported.contract.tools === undefined) throw new Error(`Cannot host the tools of ${path}: it has none`);
  const log = createLogger();
  installCrashGuard(log);
  const server = await serveStdio(exported);
  const { promise: stopped, resolve: stop } = Promise.withResolvers<void>();
  using _signals = onSignals(() => stop());
  killAtSecondSignal(log);
  await Promise.race([server.finished, stopped]);
  await server.close();
  // Whatever the environment has left running would keep the process.
  Deno.exit(0);
}

/** Standard output carries the protocol only, so what an environment prints goes to standard error. */
function writeConsoleToStderr(): Disposable {
  const { console } = globalThis;
  globalThis.console = new Console({ stdout: process.stderr, stderr: process.stderr }) as unknown as typeof console;
  return {
    [Symbol.dispose]() {
      globalThis.console = console;
    },
  };
}
