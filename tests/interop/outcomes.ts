/**
 * What the Python client programs of this folder print, and its comparison with what they should.
 *
 * @module
 */

import { compareValues } from "../vectors/compare_values.ts";
import { parseWithKinds } from "../vectors/number_kinds.ts";
import type { ServerKind } from "../vectors/compare_json_text.ts";
import type { ServerChild } from "./child.ts";
import { DIFFERENT_OUTCOMES } from "./different_outcomes.ts";
import { EXPECTED_MCP_OUTCOMES } from "./expected_mcp_outcomes.ts";
import { EXPECTED_OUTCOMES } from "./expected_outcomes.ts";
import { OPENENV_VERSIONS, type OpenenvVersion, startPython } from "./python.ts";

/** Longer than the longest scenario is silent. */
const SILENCE_MS = 300_000;

/** What one call of a client came to; `{}` for a mere mark. */
export interface Outcome {
  /** What `reset` or `step` returned. */
  readonly result?: unknown;
  /** What `state` returned. */
  readonly state?: unknown;
  /** What any other method returned. */
  readonly value?: unknown;
  /** What it raised. */
  readonly error?: { readonly type: string; readonly message: string };
}

/** The outcomes of a scenario by label. */
export type Outcomes = Readonly<Record<string, Outcome>>;

/** One client: a version, and the style it is used in. */
export interface PythonClient {
  /** Version of the package. */
  readonly version: OpenenvVersion;
  /** Awaited methods, the wrapper of `.sync()`, or blocking methods of the client itself. */
  readonly style: "async" | "sync" | "plain";
}

/** A scenario and the server it is played on. */
export type Play = readonly [scenario: string, server: Pick<ServerChild, "url">];

/** Options of {@linkcode playScenarios}. */
export interface PlayOptions {
  /** More arguments of the program. */
  readonly args?: readonly string[];
  /** Called when a scenario waits for something to happen, with its name; it goes on afterwards. */
  readonly whenWaiting?: (scenario: string) => Promise<void>;
}

/** Plays scenarios with a client, in one process; returns the outcomes by scenario. */
export async function playScenarios(
  { version, style }: PythonClient,
  plays: readonly Play[],
  options: PlayOptions = {},
): Promise<Record<string, Outcomes>> {
  const what = plays.map(([scenario, { url }]) => `${scenario}=${url}`);
  await using driver = await startPython("drive.py", [...what, "--style", style, ...options.args ?? []], { version });
  const lines: string[] = [];
  for (let line = await driver.nextLine(SILENCE_MS); line !== undefined; line = await driver.nextLine(SILENCE_MS)) {
    lines.push(line);
    const { label, scenario } = JSON.parse(line);
    if (label !== "waiting") continue;
    await options.whenWaiting?.(scenario);
    await driver.writeLine("go on");
  }
  const { code, stderr } = await driver.finish(SILENCE_MS);
  if (code !== 0) throw new Error(`drive.py ended with ${code}\n${stderr}`);
  return groupOutcomes(lines);
}

/** Groups printed lines by scenario and label. */
function groupOutcomes(lines: readonly string[]): Record<string, Outcomes> {
  const grouped: Record<string, Record<string, Outcome>> = {};
  for (const line of lines) {
    const { scenario, label, ...outcome } = parseWithKinds(line) as Outcome & { scenario: string; label: string };
    (grouped[scenario] ??= {})[label] = outcome;
  }
  return grouped;
}

/**
 * Compares the outcomes of one scenario with the expected ones.
 *
 * @returns One text for each difference.
 */
export function compareOutcomes(
  scenario: string,
  actual: Outcomes | undefined,
  client: PythonClient,
  server: ServerKind,
): string[] {
  if (actual === undefined) return [`${scenario}: was not played`];
  const common = EXPECTED_OUTCOMES[scenario] ?? EXPECTED_MCP_OUTCOMES[scenario];
  if (common === undefined) throw new Error(`No expected outcomes of ${scenario}`);
  const wanted: Record<string, Outcome> = { ...common };
  for (const different of DIFFERENT_OUTCOMES) {
    if (different.scenario === scenario && different.applies(client, server)) Object.assign(wanted, different.outcomes);
  }
  const plain = mapValues(wanted, (outcome) => asSeenBy(client, outcome));
  const seen = server === "ours" ? mapValues(actual, withoutSeed) : actual;
  return compareValues(plain, seen, scenario, { anyOrder: true });
}

/** The oldest client drops the metadata beside the reward. */
function asSeenBy({ version }: PythonClient, outcome: Outcome): Outcome {
  if (version !== OPENENV_VERSIONS.oldest || typeof outcome.result !== "object") return outcome;
  const { metadata: _, ...result } = outcome.result as Record<string, unknown>;
  return { result };
}

/** Our server adds the seed to every state of an episode. */
function withoutSeed(outcome: Outcome): Outcome {
  if (typeof outcome.state !== "object" || outcome.state === null) return outcome;
  const { seed: _, ...state } = outcome.state as Record<string, unknown>;
  return { state };
}

function mapValues(values: Outcomes, change: (outcome: Outcome) => Outcome): Record<string, Outcome> {
  return Object.fromEntries(Object.entries(values).map(([label, outcome]) => [label, change(outcome)]));
}
