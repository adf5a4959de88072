/**
 * The expected outcomes of the Python client programs hold for the reference's own server: what is asked of our server
 * in `python_clients_test.ts` is what the reference does.
 */

import assert from "node:assert/strict";
import { CutWire } from "./cut_wire.ts";
import { compareOutcomes, type Play, playScenarios, type PythonClient } from "./outcomes.ts";
import { OPENENV_VERSIONS, startPythonServer } from "./python.ts";

type At = Play[1];

const client: PythonClient = { version: OPENENV_VERSIONS.reference, style: "async" };

Deno.test("episodes, errors and payloads come out as expected on the reference server", async () => {
  await using server = await startPythonServer("every_server.py");
  const [note, full, single, failing, grid, probe] = ["note", "full", "single", "failing", "grid", "probe"].map(
    (path) => {
      return { url: `${server.url}/${path}` };
    },
  ) as [At, At, At, At, At, At];
  await using wire = new CutWire(note.url);
  const mcpPlays: Play[] = [
    ["mcp_episode", note],
    ["mcp_side_by_side", note],
    ["mcp_lost_socket", wire],
    ["mcp_client_timeout", probe],
    ["mcp_one_slot", single],
    ["token", note],
  ];
  const plays: Play[] = [
    ["note_episodes", note],
    ["bare_reset", note],
    ["reopened", note],
    ["sessions_of_one_client", note],
    ["many_connections", note],
    ["validation_error", note],
    ["execution_error", note],
    ["full_server", full],
    ["failing_constructor", failing],
    ["grid_episode", grid],
    ["large_observation", probe],
    ["large_action", probe],
    ["too_large_action", probe],
    ["out_of_turn", probe],
    ["numbers_without_json", probe],
    ["nested_unknown_key", probe],
    ["unicode_texts", probe],
    ["lone_surrogates", probe],
    ["non_finite_numbers", probe],
    ["big_integers", probe],
    ["client_timeout", probe],
    ["shut_down", note],
  ];
  const mcpOutcomes = await playScenarios(client, mcpPlays, {
    args: ["--together"],
    whenWaiting: () => Promise.resolve(wire.cut()),
  });
  const otherOutcomes = await playScenarios(client, plays, { whenWaiting: () => server.child.stop() });
  const outcomes = { ...mcpOutcomes, ...otherOutcomes };
  const differences = [...mcpPlays, ...plays].flatMap(([name]) =>
    compareOutcomes(name, outcomes[name], client, "theirs")
  );
  assert.deepEqual(differences, []);
});
