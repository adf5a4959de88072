import { messageOf } from "@openenv/core";
import { isRecord, type JsonSchema } from "@openenv/core/schema";

/** What a running server says about its environment. */
export interface ServerInfo {
  /** The body of `GET /metadata`. */
  readonly metadata: Readonly<Record<string, unknown>>;
  /** The body of `GET /schema`: the schemas of actions, observations and states. */
  readonly schemas: Readonly<Record<string, JsonSchema>>;
}

/** How long a server may take to answer, in milliseconds. */
const TIMEOUT_MS = 10_000;

/** Asks a running server about its environment. Throws an `Error` whose message is one line. */
export async function readServerInfo(url: string): Promise<ServerInfo> {
  const base = url.replace(/^ws/i, "http").replace(/\/+$/, "");
  const [metadata, schemas] = [await ask(url, `${base}/metadata`), await ask(url, `${base}/schema`)];
  return { metadata, schemas: schemas as ServerInfo["schemas"] };
}

async function ask(name: string, url: string): Promise<Record<string, unknown>> {
  const refusal = (state: string) => new Error(`Cannot describe ${name}: ${state}`);
  const token = Deno.env.get("OPENENV_TOKEN");
  const headers: HeadersInit = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  const response = await fetch(url, { headers, signal, redirect: "manual" }).catch((thrown) => {
    throw refusal(`no server answers there; check the address (${messageOf(thrown)})`);
  });
  const text = await response.text();
  if (response.status === 401) throw refusal("it asks for a token; set OPENENV_TOKEN");
  const body = response.ok ? parse(text) : undefined;
  if (isRecord(body)) return body;
  const path = new URL(url).pathname;
  throw refusal(`what answers there is no OpenEnv server: GET ${path} answered ${response.status}`);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
