/**
 * The reference's own check of a running server, `openenv validate --url`, on ours.
 */

import assert from "node:assert/strict";
import { type OurServerOptions, startOurServer } from "./our_server.ts";
import { runPython } from "./python.ts";

const CRITERIA = [
  "openapi_version_available",
  "health_endpoint",
  "metadata_endpoint",
  "schema_endpoint",
  "mcp_endpoint",
  "mode_endpoint_consistency",
];
const CASES: readonly OurServerOptions[] = [
  { environment: "grid", mode: "simulation" },
  { environment: "note", mode: "production" },
  { environment: "failing", mode: "simulation" }, // none of the criteria needs an environment that can be built
];

Deno.test("openenv validate --url passes its six criteria on our server, in both modes", async () => {
  await using stack = new AsyncDisposableStack();
  const servers = await Promise.all(CASES.map(startOurServer));
  for (const server of servers) stack.use(server);
  const { lines } = await runPython("validate_servers.py", servers.map(({ url }) => url));
  const runs = lines.map((line) => JSON.parse(line));
  assert.equal(runs.length, 2 * CASES.length);
  for (const [index, { mode }] of CASES.entries()) {
    const [report, text] = runs.slice(2 * index);
    checkReport(JSON.parse(report.printed), servers[index]!.url, mode!);
    assert.match(text.printed, new RegExp(`mode: ${mode}\\n[^]*Verdict: PASS`));
    assert.deepEqual([report.code, text.code], [0, 0]);
  }
});

/** What the check reports of one criterion. */
interface Criterion {
  readonly id: string;
  readonly passed: boolean;
  readonly actual?: unknown;
}

function checkReport({ criteria, ...head }: { criteria: Criterion[] }, target: string, mode: string): void {
  assert.deepEqual(criteria.filter(({ passed }) => !passed), []);
  assert.deepEqual(criteria.map(({ id }) => id).toSorted(), CRITERIA.toSorted());
  assert.deepEqual(head, {
    target,
    validation_type: "running_environment",
    standard_version: "1.0.0",
    standard_profile: "openenv-http/1.x",
    mode,
    passed: true,
    summary: {
      passed_count: 6,
      total_count: 6,
      failed_criteria: [],
      required_passed_count: 6,
      required_total_count: 6,
    },
  });
  const control = mode === "simulation";
  const consistency = criteria.find(({ id }) => id === "mode_endpoint_consistency");
  assert.deepEqual(consistency?.actual, { "/reset": control, "/step": control, "/state": control });
}
