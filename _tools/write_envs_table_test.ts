import type { RegistryEntry } from "@openenv/registry";
import assert from "node:assert/strict";
import { findCounterpart, findDifferences, parseRows, renderPage, type Row, toRow } from "./write_envs_table.ts";

const ENTRY = {
  name: "walk_env",
  summary: "Walk about.",
  measured: { score: "last_reward", episodes: 8, oracle: 1, random: 0.31251, nothing: -0.1 },
} as unknown as RegistryEntry;

const ROW: Row = [
  "[walk_env](walk_env/README.md)",
  "Walk about.",
  "–",
  "1",
  "0.313",
  "-0.1",
  "0.03",
  "< 0.1",
  "`walk`",
];

Deno.test("toRow() writes an environment's scores, and a dash for what it does not have", () => {
  assert.deepEqual(toRow(ENTRY, 0, "walk", ["0.03", "< 0.1"]), ROW);
  const { name, summary } = ENTRY;
  assert.deepEqual(toRow({ name, summary } as RegistryEntry, 12, undefined).slice(2), ["12", ...Array(6).fill("–")]);
});

Deno.test("parseRows() reads what renderPage() writes", () => {
  assert.deepEqual(parseRows(renderPage([ROW, ROW])), [ROW, ROW]);
  assert.deepEqual(parseRows(""), []);
});

Deno.test("findDifferences() names the rows that differ in more than what is measured", () => {
  const other = (column: number): Row => ROW.map((cell, index) => index === column ? "other" : cell);
  for (const column of [6, 7]) assert.deepEqual(findDifferences([ROW], [other(column)]), []);
  for (const column of [1, 2, 3, 4, 5, 8]) assert.deepEqual(findDifferences([ROW], [other(column)]), [ROW[0]]);
  assert.deepEqual(findDifferences([ROW], []), [ROW[0]]);
  assert.deepEqual(findDifferences([], [ROW]), [ROW[0]]);
});

Deno.test("findCounterpart() finds the reference's environment in a README, across lines", () => {
  assert.equal(findCounterpart("Walk. A drop-in replacement for the reference's\nwalk environment, made to"), "walk");
  assert.equal(findCounterpart("An environment like the reference's"), undefined);
});
