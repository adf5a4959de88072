import { messageOf } from "@openenv/core";
import type { Servable } from "../serve.ts";
import { HELP, readFlags } from "./read_flags.ts";
import { serveAndAnnounce } from "./serve_and_announce.ts";

/** Options for {@linkcode serveMain}. */
export interface ServeMainOptions {
  /** The URL of the program, `import.meta.url`; the `deno.json` beside it knows `@openenv/client`. Default: unknown. */
  readonly folder?: string | URL;
  /** The arguments of the command line. Default: `Deno.args`. */
  readonly args?: readonly string[];
}

/**
 * Runs a program that hosts an app: reads `--host`, `--port` and `--drain`, listens, and says what to open and type next.
 *
 * It handles signals as `serve` does. What can't be used (a flag, a taken port) is one line on standard error, and exit
 * code 1. So is a guarantee that `--requires` names and that the app's host does not give: images and compiled programs
 * pass what the manifest requires.
 *
 * @param app The result of `createApp`.
 * @param options The program's URL, and its arguments.
 * @returns A promise that resolves when the server has stopped.
 */
export async function serveMain(app: Servable, options: ServeMainOptions = {}): Promise<void> {
  const { folder, args = Deno.args } = options;
  try {
    const { host: hostname, port, drainMs, requires, quiet, help } = readFlags(args);
    if (help) return console.log(HELP);
    assertGuarantees(app, requires);
    await app.ready?.();
    const config = folder === undefined ? undefined : new URL("deno.json", folder);
    const print = (line: string) => console.log(line);
    const { contract } = app;
    await serveAndAnnounce(app, { hostname, port, drainMs, contract, config, hints: !quiet, print });
  } catch (thrown) {
    console.error(`error: ${messageOf(thrown).split("\n")[0]}`);
    Deno.exit(1);
  }
}

function assertGuarantees({ guarantees = [] }: Servable, requires: readonly string[]): void {
  const missing = requires.filter((guarantee) => !guarantees.some((given) => given === guarantee));
  if (missing.length === 0) return;
  throw new Error(
    `Cannot start: the app's host does not guarantee ${missing.join(" and ")}; in server.ts, create the app of ` +
      `{ module: new URL("./environment.ts", import.meta.url) } with the option host.guarantees`,
  );
}
