import assert from "node:assert/strict";
import { DIFFERENT_OUTCOMES } from "../interop/different_outcomes.ts";
import { DIFFERENCES } from "./differences.ts";
import { HTTP_VECTORS } from "./http_vectors.ts";
import { EVERYWHERE } from "./our_keys.ts";
import { SESSION_VECTORS } from "./session_vectors.ts";
import { SOCKET_CASES } from "./socket_cases.ts";
import { TOOL_WS_VECTORS } from "./tool_vectors.ts";
import { WS_VECTORS } from "./ws_vectors.ts";

/** Every recorded row of every kind. */
const ROWS: readonly { readonly id: string; readonly ours?: { readonly difference: string } }[] = [
  ...WS_VECTORS,
  ...TOOL_WS_VECTORS,
  ...SOCKET_CASES,
  ...HTTP_VECTORS,
  ...SESSION_VECTORS.flat(),
];

Deno.test("no two rows have the same id", () => {
  const ids = ROWS.map(({ id }) => id);
  assert.deepEqual(ids.filter((id, index) => ids.indexOf(id) !== index), []);
});

Deno.test("the differences name the vectors and scenarios that are marked, and no others", () => {
  const ids = DIFFERENCES.map(({ id }) => id);
  assert.deepEqual(ids, ids.toSorted((a, b) => Number(a.slice(1)) - Number(b.slice(1))));
  assert.ok(new Set(ids).size === ids.length && ids.every((id) => /^D\d+$/.test(id)), ids.join());
  for (const { id, checkedBy } of DIFFERENCES) {
    const everywhere = Object.values<string>(EVERYWHERE).includes(id);
    const marked = [
      ...ROWS.filter(({ ours }) => ours?.difference === id).map((row) => row.id),
      ...DIFFERENT_OUTCOMES.filter(({ because }) => because === id).map(({ scenario }) => scenario),
    ];
    assert.deepEqual(checkedBy, everywhere ? ["every row"] : marked, id);
  }
  const reasons = DIFFERENT_OUTCOMES.map(({ because }) => because).filter((because) => /^D\d/.test(because));
  const used = [...Object.values(EVERYWHERE), ...ROWS.flatMap(({ ours }) => ours?.difference ?? []), ...reasons];
  assert.deepEqual(used.filter((id) => !ids.includes(id)), []);
});
