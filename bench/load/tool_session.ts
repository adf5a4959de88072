import { connect } from "@openenv/client";
import { echo } from "../../envs/echo_env/contract.ts";
import type { LoadSession, Slice } from "./slice.ts";

/** How a tool is called: a step of our client over WebSocket, JSON-RPC, or the Model Context Protocol on an agent link. */
export type ToolSurface = "step" | "rpc" | "mcp";

/** Calls the tool with a message; resolves with the message that came back. */
type Echo = (message: string) => Promise<unknown>;

const TOOL = "echo_message";
const HEADERS: Readonly<Record<string, string>> = { "content-type": "application/json" };
const REVISION = "2026-07-28";
const MCP_HEADERS = {
  ...HEADERS,
  accept: "application/json, text/event-stream",
  "mcp-protocol-version": REVISION,
  "mcp-method": "tools/call",
  "mcp-name": TOOL,
};
const MCP_META = {
  "io.modelcontextprotocol/protocolVersion": REVISION,
  "io.modelcontextprotocol/clientInfo": { name: "bench", version: "1.0.0" },
  "io.modelcontextprotocol/clientCapabilities": {},
};
let opened = 0;

/** Calls of `echo_message` in a session of its own, whose message no other session sends. Every answer is checked. */
export class ToolSession implements LoadSession {
  readonly #message = `hello from session ${opened++}`;
  readonly #echo: Echo;
  readonly #close: () => Promise<unknown>;

  /** Takes over a session that is open. */
  constructor(echo: Echo, close: () => Promise<unknown>) {
    this.#echo = echo;
    this.#close = close;
  }

  /** Opens a session on a server of the echo environment. */
  static async open(url: string, surface: ToolSurface): Promise<ToolSession> {
    if (surface !== "step") return await openHttp(url, surface);
    const client = await connect(url, echo);
    await client.reset();
    return new ToolSession((message) => client.callTool(TOOL, { message }), () => client.close());
  }

  async run(slice: Slice): Promise<number> {
    let calls = 0;
    do {
      const answer = await this.#echo(this.#message);
      if (answer !== this.#message) throw new Error(`Cannot go on: ${this.#message} was answered with ${answer}`);
      calls++;
    } while (slice.running);
    return calls;
  }

  async close(): Promise<void> {
    await this.#close();
  }
}

/** A session that lives between requests; for the Model Context Protocol with an episode begun, and a link. */
async function openHttp(url: string, surface: "rpc" | "mcp"): Promise<ToolSession> {
  const { session_id } = await request(`${url}/mcp`, "openenv/session/create", {});
  const close = () => request(`${url}/mcp`, "openenv/session/close", { session_id });
  if (surface === "rpc") return new ToolSession(echoOver(`${url}/mcp`, { session_id }), close);
  const headers = { ...HEADERS, "OpenEnv-Session": session_id };
  await (await fetch(`${url}/reset`, { method: "POST", headers, body: "{}" })).text();
  const link = await request(`${url}/mcp`, "openenv/session/agent", { session_id });
  return new ToolSession(echoOver(`${url}${link.url}`, { _meta: MCP_META }, MCP_HEADERS), close);
}

function echoOver(url: string, extra: Readonly<Record<string, unknown>>, headers = HEADERS): Echo {
  return async (message) => {
    const params = { name: TOOL, arguments: { message }, ...extra };
    return (await request(url, "tools/call", params, headers)).content[0].text;
  };
}

/** Sends one request and returns its result. */
// deno-lint-ignore no-explicit-any -- whatever the server says
async function request(url: string, method: string, params: unknown, headers = HEADERS): Promise<any> {
  const body = JSON.stringify({ jsonrpc: "2.0", id: 1, method, params });
  const response = await fetch(url, { method: "POST", headers, body });
  const answer = await response.text();
  const { result } = JSON.parse(answer);
  if (result === undefined) throw new Error(`Cannot go on: ${method} was answered with ${response.status} ${answer}`);
  return result;
}
