import { type AnyContract, InvalidOptionError, isImplementation } from "@openenv/core";
import { checksOf, exampleValue } from "@openenv/core/schema";
import { createApp, type RunningServer, type Servable, serve } from "@openenv/server";
import { type Command, InvalidArgumentError } from "commander";
import { loadTarget } from "./load_target.ts";
import type { Output } from "./run.ts";

interface ServeFlags {
  readonly host: string;
  readonly port: number;
  readonly maxSessions?: number;
}

/** Adds `openenv serve <target>`: hosts an environment, by the file that exports it or by a bundled name. */
export function addServeCommand(program: Command, output: Output): void {
  program.command("serve")
    .description("host an environment")
    .argument("<target>", "a module whose default export is an environment or an app, or the name of a bundled one")
    .option("--host <address>", "the address to listen on", "127.0.0.1")
    .option("--port <number>", "the port; 0 takes a free one", parsePort, 8000)
    .option("--max-sessions <number>", "the most sessions at once (default: 1024)", parseCount)
    .action((target: string, flags: ServeFlags) => serveTarget(target, flags, output));
}

async function serveTarget(target: string, flags: ServeFlags, output: Output): Promise<void> {
  const { exported, path } = await loadTarget(target);
  const { host: hostname, port, maxSessions } = flags;
  const contract = isImplementation(exported) ? exported.contract : undefined;
  const app = isImplementation(exported) ? createApp(exported, { maxSessions }) : exported;
  if (contract === undefined && maxSessions !== undefined) {
    throw new InvalidOptionError(`Cannot use --max-sessions: ${path} exports an app, which has limits of its own`, {
      option: "maxSessions",
    });
  }
  await serve(app as Servable, {
    hostname,
    port,
    onListen: (server) => {
      const found = contract === undefined ? "an app" : `the environment ${contract.name} ${contract.version}`;
      output.print(`Found ${found} in ${path}`);
      for (const line of describeServer(server, contract)) output.print(line);
    },
  });
}

/** What to open and what to type next. */
function describeServer({ url }: RunningServer, contract: AnyContract | undefined): string[] {
  const lines = [`Listening on ${url}`, "", `  Open ${url}/health in a browser, or play a step from this folder:`, ""];
  if (contract === undefined) return lines.slice(0, 1);
  const schema = checksOf(contract).action.jsonSchema;
  const action = JSON.stringify(exampleValue(schema)).replaceAll("'", "");
  const code = `import { connect } from "@openenv/client"; const env = await connect("${url}"); ` +
    `await env.reset(); console.log(await env.step(${action})); await env.close();`;
  return [...lines, `  deno eval '${code}'`, ""];
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
