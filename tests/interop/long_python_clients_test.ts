/**
 * What Python clients of every generation do in real time on our server: all at once, since each mostly waits.
 */

import assert from "node:assert/strict";
import { startOurServer } from "./our_server.ts";
import { compareOutcomes, type Play, playScenarios, type PythonClient } from "./outcomes.ts";
import { OPENENV_VERSIONS } from "./python.ts";

const CLIENTS: readonly PythonClient[] = [
  { version: OPENENV_VERSIONS.reference, style: "async" },
  { version: OPENENV_VERSIONS.old, style: "sync" },
  { version: OPENENV_VERSIONS.oldest, style: "plain" },
];

Deno.test("connections survive 20 s of silence with pings, and a step of 45 s", async () => {
  await using probe = await startOurServer({ environment: "probe" });
  const plays: Play[] = [["slow_step", probe], ["idle", probe]];
  const differences = await Promise.all(CLIENTS.map(async (client) => {
    const outcomes = await playScenarios(client, plays, { args: ["--together"] });
    return plays.flatMap(([scenario]) => compareOutcomes(scenario, outcomes[scenario], client, "ours"));
  }));
  assert.deepEqual(differences.flat(), []);
});
