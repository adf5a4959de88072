import index from "../registry/index.json" with { type: "json" };
import type { RegistryIndex } from "@openenv/registry";
import type { CheckReport } from "@openenv/testing";
import assert from "node:assert/strict";
import { findStale, measuredOf, readIndex } from "./write_registry.ts";

Deno.test("registry/index.json and its schema are up to date", async () => {
  assert.deepEqual(await findStale(await readIndex()), []);
});

Deno.test("findStale() names what has changed and what is gone", async () => {
  const [first, second, ...others] = (await readIndex()).environments;
  const stale: RegistryIndex = {
    schema_version: 1,
    environments: [{ ...first!, summary: "another" }, ...others, { ...second!, name: "gone_env" }],
  };
  assert.deepEqual(await findStale(stale), [
    "gone_env: is gone",
    `${first!.name}: has changed`,
    `${second!.name}: has changed`,
  ]);
});

Deno.test("measuredOf() reads the verdict and the scores of a report", () => {
  const result = (check_id: string, measured: object) => ({ check_id, measured });
  const report = (results: unknown[]) =>
    ({ verdict: "warn", levels_run: [1, 2, 3], results }) as unknown as CheckReport;
  const floor = { doing_nothing: -0.1, playing_at_random: 0.3, episodes: 8, score: "return" };
  const floorOnly = [result("semantic.floor_gap", floor)];
  const check = { level: "semantic", verdict: "warn" };
  assert.deepEqual(measuredOf(report([...floorOnly, result("semantic.oracle_gap", { oracle: 1 })])), {
    check,
    measured: { score: "return", episodes: 8, oracle: 1, random: 0.3, nothing: -0.1 },
  });
  assert.equal(measuredOf(report(floorOnly)).measured?.oracle, null);
  assert.deepEqual(measuredOf(report([])), { check });
});

Deno.test("each entry of the index has what a registry promises", () => {
  for (const entry of index.environments) {
    assert.equal(entry.package, `jsr:@openenv/${entry.name.replaceAll("_", "-")}@${entry.version}`);
    assert.ok(entry.check.level === "semantic" && entry.measured.episodes > 0);
  }
});
