import { nearestName } from "../errors/nearest_name.ts";
import { nameOfValue } from "../schema/check_json.ts";
import { isRecord } from "../schema/json_schema.ts";
import type { Rubric } from "./rubric.ts";
import { failure, invalidRubric } from "./scoring_failure.ts";

/** The configuration of one rubric in a tree. */
export interface StatePart {
  /** The rubric. */
  readonly rubric: Rubric;
  /** Its path followed by a dot; empty at the root. */
  readonly prefix: string;
  /** Returns its own configuration. */
  read(): Record<string, unknown>;
  /** Loads its own configuration. */
  load(own: Readonly<Record<string, unknown>>): void;
}

/** Joins the configurations of a tree, each key prefixed with its rubric's path. */
export function readState(parts: readonly StatePart[]): Record<string, unknown> {
  return Object.fromEntries(
    parts.flatMap((part) => Object.entries(part.read()).map(([key, value]) => [part.prefix + key, value])),
  );
}

/** Splits a configuration and loads its parts. If any part is invalid, restores the old configuration. */
export function loadState(parts: readonly StatePart[], state: Readonly<Record<string, unknown>>): void {
  const { rubric: root } = parts[0]!;
  if (!isRecord(state)) throw invalidRubric(root, "state", `its state is ${nameOfValue(state)}, expected an object`);
  const before = readState(parts);
  const known = Object.keys(before);
  const missing = known.find((key) => !Object.hasOwn(state, key));
  if (missing !== undefined) throw invalidRubric(root, "state", `its state has no key "${missing}"`);
  const extra = Object.keys(state).find((key) => !Object.hasOwn(before, key));
  if (extra !== undefined) {
    const nearest = nearestName(extra, known);
    const hint = nearest === undefined ? "" : `, the nearest is "${nearest}"`;
    throw invalidRubric(root, "state", `its state has a key "${extra}", which it does not know${hint}`);
  }
  try {
    applyState(parts, state);
  } catch (thrown) {
    applyState(parts, before);
    throw failure(root, "state", thrown);
  }
}

function applyState(parts: readonly StatePart[], state: Readonly<Record<string, unknown>>): void {
  for (const part of parts) {
    const keys = Object.keys(part.read());
    if (keys.length === 0) continue;
    try {
      part.load(Object.fromEntries(keys.map((key) => [key, state[part.prefix + key]])));
    } catch (thrown) {
      throw failure(part.rubric, "state", thrown);
    }
  }
}
