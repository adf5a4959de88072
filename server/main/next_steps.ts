import type { AnyContract } from "@openenv/core";
import { checksOf } from "@openenv/core/contract";
import { exampleValue } from "@openenv/core/schema";
import { toolsIn } from "@openenv/core/tools";
import { dirname, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { denoCommand, quote } from "./shell.ts";

/** A server to try. */
export interface TriedServer {
  /** Its URL. */
  readonly url: string;
  /** The contract of what it hosts; if that is not known, only a reset is tried. */
  readonly contract?: AnyContract;
  /** `true` if it asks for a token. */
  readonly requiresToken?: boolean;
  /** `true` if it has the page at `/web`. */
  readonly hasPage?: boolean;
  /** The file `deno.json` that knows `@openenv/client`. Default: none, and the client comes from JSR. */
  readonly config?: URL;
}

/** Says what to open and what to type next, once a server listens. The page asks for the token; `/docs` does not. */
export function describeNextSteps(server: TriedServer): string[] {
  const { url, contract, requiresToken = false, hasPage = false, config } = server;
  const reachable = url.replace("//0.0.0.0:", "//127.0.0.1:").replace("//[::]:", "//[::1]:");
  const page = hasPage ? "web" : requiresToken ? "health" : "docs";
  const what = contract === undefined ? "an episode" : "a step";
  const command = playCommand({ url: reachable, contract, requiresToken, config });
  return ["", `  Open ${reachable}/${page} in a browser, or try ${what}:`, "", `  ${command}`, ""];
}

/** Writes the command that plays: one line for a POSIX shell, which works in any folder. */
export function playCommand({ url, contract, requiresToken, config }: TriedServer): string {
  const file = config?.protocol === "file:" ? fileURLToPath(config) : undefined;
  const client = file !== undefined ? "@openenv/client" : "jsr:@openenv/client";
  const token = requiresToken ? ', undefined, { token: Deno.env.get("OPENENV_TOKEN") }' : "";
  const calls = contract === undefined ? ["reset()"] : playableCalls(contract);
  const last = calls.pop();
  const code = [
    `import { connect } from "${client}"`,
    `const env = await connect("${url}"${token})`,
    ...calls.map((call) => `await env.${call}`),
    `console.log(await env.${last})`,
    "await env.close()",
  ].join("; ");
  return [...denoCommand(), "eval", ...configFlag(file), quote(code)].join(" ");
}

/** Writes calls whose arguments the contract accepts; a pattern or a refinement may refuse the example of its schema. */
function playableCalls(contract: AnyContract): string[] {
  const { reset, action } = checksOf(contract);
  const resetOptions = () => exampleValue(reset.jsonSchema ?? { type: "object" }) as Record<string, unknown>;
  const resetCall = callWith("reset", resetOptions, (options) => reset.parse(options));
  if (resetCall === undefined) return ["state()"];
  const stepCall = callWith("step", () => exampleAction(contract), (example) => action.parse(example));
  return stepCall === undefined ? [resetCall] : [resetCall, stepCall];
}

/** Returns an example of an action; of tools it calls the first one. */
function exampleAction(contract: AnyContract): unknown {
  const [tool] = toolsIn(contract.tools ?? [], "simulation");
  if (tool === undefined) return exampleValue(checksOf(contract).action.jsonSchema);
  return { tool_name: tool.name, arguments: exampleValue(tool.inputSchema) };
}

/** Writes a call with an example as its argument; `undefined` if there is no example or if it is refused. */
function callWith<T>(method: string, createExample: () => T, parse: (example: T) => unknown): string | undefined {
  try {
    const example = createExample(); // throws for a schema that never ends
    parse(example);
    const argument = JSON.stringify(example).replaceAll("'", "\\u0027"); // it stands in a quoted argument
    return `${method}(${argument === "{}" ? "" : argument})`;
  } catch {
    return undefined;
  }
}

/** In the folder of its config, or below, `@openenv/client` is a name of its own; from elsewhere that has to be named. */
function configFlag(file: string | undefined): string[] {
  if (file === undefined) return [];
  const isInside = mayReadFolder() && !/^\.\.|^[/\\]|^\w:/.test(relative(dirname(file), Deno.cwd()));
  return isInside ? [] : ["--config", quote(file)];
}

/** `true` if the process may know the current folder; a server must not need that permission. */
function mayReadFolder(): boolean {
  return Deno.permissions.querySync({ name: "read" }).state === "granted";
}
