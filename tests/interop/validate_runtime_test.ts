/**
 * The reference's runtime graders, `openenv validate --level runtime`, on our server of grid_world, with a provider in
 * place of Docker. What is left out is what a container would be measured for.
 */

import type { CheckReport } from "@openenv/testing";
import assert from "node:assert/strict";
import { cp } from "node:fs/promises";
import { join } from "node:path";
import { ROOT } from "../../_tools/workspace.ts";
import { makeTempFolder, type TempFolder } from "../../cli/testdata/temp_folder.ts";
import { startOurServer } from "./our_server.ts";
import { runPython } from "./python.ts";

/** Down and right from wherever the episode starts; the last ones are left out once it is over. */
const ACTIONS = ["UP", "LEFT", ...Array(4).fill("DOWN"), ...Array(4).fill("RIGHT")].map((action) => ({ action }));

/** Makes a copy of grid_world with other options and actions to play. */
async function copyPackage(options: Readonly<Record<string, unknown>>): Promise<TempFolder> {
  const folder = await makeTempFolder();
  await cp(join(ROOT, "envs", "grid_world_env"), folder.path, { recursive: true });
  const plan = { plan_schema_version: "1", reset: { episode_id: "val-1", seed: 7, options }, actions: ACTIONS };
  await folder.write("validation/runtime.json", JSON.stringify(plan));
  return folder;
}

/** The outcomes of the graders that exist; the others are not implemented there. */
function outcomes({ results }: CheckReport): Record<string, string> {
  const graded = results.filter(({ evidence }) => evidence[0] !== "grader not implemented in this build");
  return Object.fromEntries(graded.map(({ check_id, status, evidence }) => [
    check_id,
    status === "pass" ? status : `${status}: ${evidence.join("; ")}`,
  ]));
}

for (const options of [{}, { random_start: true }]) {
  Deno.test(`the reference's runtime graders pass our grid_world, reset with ${JSON.stringify(options)}`, async () => {
    await using folder = await copyPackage(options);
    await using server = await startOurServer({ environment: "grid" });
    const { lines } = await runPython("validate_runtime.py", [folder.path, server.url]);
    const report = JSON.parse(lines.join("\n")) as CheckReport;
    assert.deepEqual(outcomes(report), {
      "static.manifest": "pass",
      "runtime.startup": "pass",
      "runtime.reward_well_formed": "pass",
      "runtime.observation_schema": "pass",
      "runtime.state_contract": "pass",
      "runtime.network_policy": "skip: missing provider capabilities: network_policy",
    });
    assert.deepEqual([report.report_schema_version, report.levels_run, report.verdict], ["2", [1, 2], "warn"]);
    const { measured } = report.results.find(({ check_id }) => check_id === "runtime.state_contract")!;
    assert.ok((measured.exchanges as number) > 2, "it has played");
  });
}

Deno.test("the reference's runtime graders see what is wrong with an environment", async () => {
  await using folder = await copyPackage({});
  const manifest = await Deno.readTextFile(join(folder.path, "openenv.yaml"));
  await folder.write("openenv.yaml", manifest.replace("range: [-0.1, 1]", "range: [0, 1]"));
  await using server = await startOurServer({ environment: "grid" });
  const { lines } = await runPython("validate_runtime.py", [folder.path, server.url]);
  const found = outcomes(JSON.parse(lines.join("\n")));
  assert.match(found["runtime.reward_well_formed"]!, /^fail: exchange 2: reward must be finite and in range/);
});
