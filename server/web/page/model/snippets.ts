/** A call that can be repeated outside of the page. */
export interface Call {
  /** The address of the server. */
  readonly url: string;
  /** The path before the routes that drive episodes: empty, or `/web` in production. Default: empty. */
  readonly control?: string;
  /** The call. */
  readonly verb: "reset" | "step";
  /** The options of a reset, or an action. */
  readonly value: unknown;
  /** The seed and the options that the episode began with, so that a step can be tried in a program of its own. */
  readonly options: unknown;
  /** The id of the session, for curl; absent in a recorded episode. */
  readonly session?: string;
  /** `true` if the server asks for a token. */
  readonly token: boolean;
}

/** The languages that a call is shown in. */
export const LANGUAGES = ["TypeScript", "Python", "curl"] as const;

/** Writes a call as a program that you can copy. */
export function writeSnippet(language: (typeof LANGUAGES)[number], call: Call): string {
  switch (language) {
    case "TypeScript":
      return writeTypeScript(call);
    case "Python":
      return writePython(call);
    case "curl":
      return writeCurl(call);
  }
}

function writeTypeScript({ url, verb, value, options, token }: Call): string {
  const access = token ? ', undefined, { token: Deno.env.get("OPENENV_TOKEN") }' : "";
  return [
    'import { connect } from "@openenv/client";',
    "",
    `await using env = await connect(${JSON.stringify(url)}${access});`,
    ...(verb === "step" ? [`await env.reset(${toScript(options)});`] : []),
    `const result = await env.${verb}(${toScript(value)});`,
    "console.log(result);",
  ].join("\n");
}

function writePython({ url, verb, value, options }: Call): string {
  const named = isObject(options)
    ? Object.entries(options).map(([key, one]) => `${key}=${toPython(one)}`).join(", ")
    : "";
  return [
    "from openenv import GenericEnvClient",
    "",
    `with GenericEnvClient(base_url=${toPython(url)}).sync() as env:`,
    ...(verb === "step"
      ? [`    env.reset(${named})`, `    result = env.step(${toPython(value)})`]
      : [`    result = env.reset(${named})`]),
    "    print(result)",
  ].join("\n");
}

function writeCurl({ url, control = "", verb, value, session, token }: Call): string {
  const body = verb === "step" ? { action: value } : value;
  return [
    `curl -X POST ${url}${control}/${verb}`,
    ...(token ? ['  -H "Authorization: Bearer $OPENENV_TOKEN"'] : []),
    ...(session === undefined && verb === "reset" ? [] : [`  -H 'OpenEnv-Session: ${session ?? "<session>"}'`]),
    "  -H 'Content-Type: application/json'",
    `  -d '${JSON.stringify(body).replaceAll("'", "'\\''")}'`,
  ].join(" \\\n");
}

function toScript(value: unknown): string {
  if (isObject(value) && Object.keys(value).length === 0) return "{}";
  return JSON.stringify(value, null, 2).replace(/^(\s*)"([A-Za-z_$][\w$]*)":/gm, "$1$2:");
}

function toPython(value: unknown): string {
  if (value === null || value === undefined) return "None";
  if (typeof value === "boolean") return value ? "True" : "False";
  if (Array.isArray(value)) return `[${value.map(toPython).join(", ")}]`;
  if (!isObject(value)) return JSON.stringify(value);
  return `{${Object.entries(value).map(([key, one]) => `${JSON.stringify(key)}: ${toPython(one)}`).join(", ")}}`;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
