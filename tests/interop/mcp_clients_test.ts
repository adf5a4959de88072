/**
 * The MCP clients of the reference, and its `headers` option, on our server: in every style at once, since most of it
 * is waiting. `reference_test.ts` plays the same on the reference's server.
 */

import assert from "node:assert/strict";
import { CutWire } from "./cut_wire.ts";
import { startOurServer } from "./our_server.ts";
import { compareOutcomes, type Play, playScenarios, type PythonClient } from "./outcomes.ts";
import { OPENENV_VERSIONS } from "./python.ts";

const version = OPENENV_VERSIONS.reference;

Deno.test("MCP clients make sessions over HTTP, join them with sockets, and join them again", async () => {
  await using note = await startOurServer();
  await using probe = await startOurServer({ environment: "probe" });
  await using secret = await startOurServer({ token: "a-token" });
  const styles = ["async", "sync"] as const; // blocking, they have no tools: those methods are coroutines
  const differences = await Promise.all(styles.map(async (style) => {
    await using single = await startOurServer({ maxSessions: 1 });
    return await play({ version, style }, { note, probe, secret, single });
  }));
  assert.deepEqual(differences.flat(), []);
  for (const server of [note, probe]) await untilFree(server);
});

type Server = Play[1];

async function play(client: PythonClient, servers: Record<"note" | "probe" | "secret" | "single", Server>) {
  await using wire = new CutWire(servers.note.url);
  const plays: Play[] = [
    ["mcp_episode", servers.note],
    ["mcp_side_by_side", servers.note],
    ["mcp_lost_socket", wire],
    ["mcp_client_timeout", servers.probe],
    ["mcp_one_slot", servers.single],
    ["token", servers.secret],
  ];
  const whenWaiting = () => Promise.resolve(wire.cut());
  const outcomes = await playScenarios(client, plays, { args: ["--together"], whenWaiting });
  return plays.flatMap(([scenario]) =>
    compareOutcomes(scenario, outcomes[scenario], client, "ours").map((text) => `${client.style}: ${text}`)
  );
}

/** Every client has closed its session when it was closed; the server may hear of it a moment later. */
async function untilFree({ url }: Server): Promise<void> {
  let count = NaN;
  for (let attempts = 0; count !== 0; attempts++) {
    assert.ok(attempts < 300, `${count} sessions are left`);
    if (attempts > 0) await new Promise((resolve) => setTimeout(resolve, 100));
    count = (await (await fetch(`${url}/metadata`)).json()).active_sessions;
  }
}
