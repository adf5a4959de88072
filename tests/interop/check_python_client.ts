/**
 * The suite that every Python client goes through on our server: what it prints is what it prints on the reference's
 * server (`reference_test.ts`), but for the differences in `docs/compatibility.md` and what older clients can't do.
 *
 * @module
 */

import assert from "node:assert/strict";
import type { ServerChild } from "./child.ts";
import { type OurServerOptions, startOurServer } from "./our_server.ts";
import { compareOutcomes, type Play, playScenarios, type PythonClient } from "./outcomes.ts";
import { OPENENV_VERSIONS } from "./python.ts";

/** Plays everything that one client can; throws where an outcome is not the expected one. */
export async function checkPythonClient(client: PythonClient): Promise<void> {
  await using stack = new AsyncDisposableStack();
  const { note, probe, grid, full, failing, single, strict } = await startServers(stack);
  const plays: Play[] = [
    ["note_episodes", note],
    ["bare_reset", note],
    ["reopened", note],
    ...(hasSessions(client) ? [["sessions_of_one_client", note]] satisfies Play[] : []),
    ["many_connections", note],
    ["validation_error", note],
    ["execution_error", note],
    ["grid_episode", grid],
    ["full_server", full],
    ["failing_constructor", failing],
    ["condemned", strict],
    ["out_of_turn", probe],
    ["numbers_without_json", probe],
    ["nested_unknown_key", probe],
    ["unicode_texts", probe],
    ["lone_surrogates", probe],
    ["non_finite_numbers", probe],
    ["big_integers", probe],
    ["large_observation", probe],
    ["large_action", probe],
    ["too_large_action", probe],
    ["client_timeout", single],
    ["shut_down", full],
  ];
  const outcomes = await playScenarios(client, plays, { whenWaiting: () => full.child.stop() });
  const differences = plays.flatMap(([scenario]) => compareOutcomes(scenario, outcomes[scenario], client, "ours"));
  assert.deepEqual(differences, []);
}

/** What the scenarios ask for: one server for each. */
const SITUATIONS = {
  note: {},
  probe: { environment: "probe" },
  grid: { environment: "grid" },
  full: { maxSessions: 2 },
  failing: { environment: "failing" },
  single: { environment: "probe", maxSessions: 1 },
  strict: { environment: "probe", stepTimeoutMs: 300 },
} as const satisfies Record<string, OurServerOptions>;

type Servers = Record<keyof typeof SITUATIONS, ServerChild>;

async function startServers(stack: AsyncDisposableStack): Promise<Servers> {
  const entries = Object.entries(SITUATIONS).map(async ([name, options]) => {
    return [name, stack.use(await startOurServer(options))] as const;
  });
  return Object.fromEntries(await Promise.all(entries)) as Servers;
}

function hasSessions({ version, style }: PythonClient): boolean {
  return version !== OPENENV_VERSIONS.oldest && style !== "plain";
}
