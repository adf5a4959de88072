import type { AnyContract } from "@openenv/core";
import { checksOf } from "@openenv/core/contract";
import { exampleValue, type JsonSchema } from "@openenv/core/schema";
import { relative } from "node:path";
import { fileURLToPath } from "node:url";

const CHECKOUT = new URL("../", import.meta.url);

/** A server that can be tried. */
export interface TriedServer {
  /** Its URL. */
  readonly url: string;
  /** What it hosts; if that is not known, nothing but a reset is tried. */
  readonly contract?: AnyContract;
  /** `true` if it asks for a token. */
  readonly requiresToken?: boolean;
}

/** What to open and what to type next, once a server listens. A browser's address bar sends no token. */
export function describeNextSteps({ url, contract, requiresToken = false }: TriedServer): string[] {
  const reachable = url.replace("//0.0.0.0:", "//127.0.0.1:").replace("//[::]:", "//[::1]:");
  const page = requiresToken ? "health" : "docs";
  const what = contract === undefined ? "an episode" : "a step";
  const command = playCommand({ url: reachable, contract, requiresToken });
  return ["", `  Open ${reachable}/${page} in a browser, or try ${what}:`, "", `  ${command}`, ""];
}

/** The command that plays: one line for a POSIX shell, which works in any folder. */
export function playCommand({ url, contract, requiresToken }: TriedServer): string {
  const client = CHECKOUT.protocol === "file:" ? "@openenv/client" : "jsr:@openenv/client";
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
  return [...denoCommand(), "eval", ...configFlag(), quote(code)].join(" ");
}

/** The calls that go through with made-up arguments; patterns and refinements can be too much for those. */
function playableCalls(contract: AnyContract): string[] {
  const { reset, action } = checksOf(contract);
  const options = exampleOf(() => contract.resetOptions?.["~standard"].jsonSchema.input({ target: "draft-2020-12" }));
  if (!passes(() => reset.parse(options as Record<string, unknown>))) return ["state()"];
  const resetCall = `reset(${toCode(options)})`;
  const step = exampleOf(() => action.jsonSchema);
  return passes(() => action.parse(step)) ? [resetCall, `step(${toCode(step)})`] : [resetCall];
}

/** An example that a schema accepts, as far as can be told; a schema that never ends has none. */
function exampleOf(schema: () => JsonSchema | undefined): unknown {
  try {
    return exampleValue(schema() ?? { type: "object" });
  } catch {
    return undefined;
  }
}

function passes(check: () => unknown): boolean {
  try {
    check();
    return true;
  } catch {
    return false;
  }
}

/** A value as source code without an apostrophe, so that it can stand in a quoted argument as it is. */
function toCode(value: unknown): string {
  const code = JSON.stringify(value).replaceAll("'", "\\u0027");
  return code === "{}" ? "" : code;
}

/** The command `deno`; who came here by `npx` may have none of his own. */
export function denoCommand(): string[] {
  return Deno.env.get("npm_command") === "exec" ? ["npx", "-y", `deno@${Deno.version.deno}`] : ["deno"];
}

/** In a checkout `@openenv/client` is a name of its own; from elsewhere its config has to be named. */
function configFlag(): string[] {
  if (CHECKOUT.protocol !== "file:") return [];
  const root = fileURLToPath(CHECKOUT);
  const isInside = !/^\.\.|^[/\\]|^\w:/.test(relative(root, Deno.cwd()));
  return isInside ? [] : ["--config", quote(`${root}deno.json`)];
}

/** An argument for a POSIX shell. */
export function quote(text: string): string {
  return /^[\w./:@-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
