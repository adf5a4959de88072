/** Creates a session on a server, as a trainer does, with the path of a link for its agent. */
export async function createLinkedSession(server: string) {
  const rpc = async (method: string, params: unknown = {}) => {
    const body = JSON.stringify({ jsonrpc: "2.0", id: 1, method, params });
    return (await (await fetch(`${server}/mcp`, { method: "POST", body })).json()).result;
  };
  const { session_id } = await rpc("openenv/session/create");
  const { url } = await rpc("openenv/session/agent", { session_id });
  return { rpc, session_id, url, headers: { "OpenEnv-Session": session_id } };
}
