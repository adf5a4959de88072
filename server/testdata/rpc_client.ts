import type { App } from "../app.ts";

// deno-lint-ignore no-explicit-any -- whatever the server says
export type Answer = any;

/** Sends one request of the reference's JSON-RPC over HTTP; returns the answer. */
export async function rpc(
  app: Pick<App, "fetch">,
  method: string,
  params: unknown = {},
  token?: string,
): Promise<Answer> {
  const headers: Record<string, string> = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const body = JSON.stringify({ jsonrpc: "2.0", id: 1, method, params });
  const response = await app.fetch(new Request("http://localhost/mcp", { method: "POST", body, headers }));
  if (response.status !== 200) throw new Error(`Status ${response.status}: ${await response.text()}`);
  return await response.json();
}

/** Opens a session over HTTP; returns its id. */
export async function openSession(app: Pick<App, "fetch">, token?: string): Promise<string> {
  return (await rpc(app, "openenv/session/create", {}, token)).result.session_id;
}

/** Begins an episode in a session that was opened over HTTP. */
export async function reset(app: Pick<App, "fetch">, session: string, options: unknown = {}): Promise<Answer> {
  const headers = { "OpenEnv-Session": session };
  const body = JSON.stringify(options);
  return await (await app.fetch(new Request("http://localhost/reset", { method: "POST", body, headers }))).json();
}
