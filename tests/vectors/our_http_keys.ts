/**
 * The keys that our server adds to answers over HTTP: the differences in `differences.json` that hold for every vector.
 *
 * @module
 */

import { ERROR_TABLE } from "@openenv/core";
import { isRecord } from "./compare_values.ts";
import { type Comparable, endOf, withoutTheirs } from "./our_keys.ts";
import { withoutLibraryKeys, withoutOtherStyle } from "./tool_keys.ts";

type Record_ = Readonly<Record<string, unknown>>;

const METADATA_KEYS: Readonly<Record<string, RegExp>> = {
  max_sessions: /^\d+$/,
  active_sessions: /^\d+$/,
  closing_sockets: /^\d+$/,
  unread_bytes: /^\d+$/,
  schema_hash: /^"[0-9a-f]{64}"$/,
};

/** Takes the keys that ours adds out of its body, and the ones it leaves out of the recorded body. */
export function withoutOurHttpKeys(wanted: unknown, actual: unknown): Comparable {
  const recorded = withoutTheirs(wanted);
  if (!isRecord(recorded) || !isRecord(actual)) return { wanted: recorded, actual, differences: [] };
  const strip = KINDS.find(([key]) => Object.hasOwn(recorded, key))?.[1];
  return { wanted: recorded, actual, differences: [], ...strip?.(actual, recorded) };
}

type Strip = (actual: Record_, recorded: Record_) => Partial<Comparable>;

/** What is taken out, by a key that the recorded body has. */
const KINDS: readonly (readonly [key: string, strip: Strip])[] = [
  ["done", stripResult],
  ["detail", stripError],
  ["step_count", ({ seed: _, ...actual }) => ({ actual })],
  ["readme_content", stripMetadata],
  ["jsonrpc", stripRpc],
];

function stripResult({ terminated, truncated, session_id: _, ...actual }: Record_): Partial<Comparable> {
  return { actual, differences: endOf(terminated, truncated, actual.done) };
}

/** Beside `detail` stand the code and the error's data; what the router refuses has neither. */
function stripError({ detail, code, ...data }: Record_): Partial<Comparable> {
  const actual = { detail };
  if (code === undefined) return { actual: { ...actual, ...data } };
  if (typeof code === "string" && Object.hasOwn(ERROR_TABLE, code)) return { actual };
  return { actual, differences: [`code: ${JSON.stringify(code)} is no code`] };
}

function stripMetadata(actual: Record_): Partial<Comparable> {
  const wrong = Object.entries(METADATA_KEYS).filter(([key, form]) => !form.test(JSON.stringify(actual[key])));
  const kept = Object.entries(actual).filter(([key]) => !Object.hasOwn(METADATA_KEYS, key));
  const differences = wrong.map(([key]) => `${key}: unexpected ${JSON.stringify(actual[key])}`);
  return { actual: Object.fromEntries(kept), differences };
}

/** The data of a failed factory says why; tools are described in either style. */
function stripRpc(actual: Record_, recorded: Record_): Partial<Comparable> {
  const error = actual.error;
  if (!isRecord(error)) {
    const { value, differences } = withoutOtherStyle(actual);
    return { wanted: withoutLibraryKeys(recorded), actual: withoutLibraryKeys(value), differences };
  }
  if (!isRecord(error.data) || !isRecord(recorded.error)) return {};
  const { reason: _, ...data } = error.data;
  return { actual: { ...actual, error: { ...error, data } } };
}
