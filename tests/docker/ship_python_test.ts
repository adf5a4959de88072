/** Images of ours in the hands of the Python package: its provider starts them, its validator measures them. */

import type { CheckReport } from "@openenv/testing";
import assert from "node:assert/strict";
import { join } from "node:path";
import { runInProcess } from "../../cli/testdata/run_in_process.ts";
import { makeTempFolder } from "../../cli/testdata/temp_folder.ts";
import { runPython } from "../interop/python.ts";
import { buildImage, docker, removeImage } from "./ship_docker.ts";
import { pushPythonImage } from "./ship_python_image.ts";
import { startRegistry } from "./ship_registry.ts";

Deno.test("the reference's LocalDockerProvider starts our image, and its client plays on it", async () => {
  await using image = await buildImage("grid_world");
  const actions = [...Array(4).fill({ action: "DOWN" }), ...Array(4).fill({ action: "RIGHT" })];
  const { lines } = await runPython("docker_provider.py", [image.name, JSON.stringify(actions)]);
  const { observations, rewards, done, steps } = JSON.parse(lines.at(-1)!);
  assert.deepEqual([observations.at(-1).x, observations.at(-1).y, done, steps], [4, 4, true, 8]);
  assert.deepEqual(rewards, [...Array(7).fill(-0.1), 1]);
  assert.equal(await docker("ps", "--all", "--quiet", "--filter", `ancestor=${image.name}`), "");
});

/** The outcomes of the graders that exist; the others are not implemented there. */
function outcomes({ results }: CheckReport): Record<string, string> {
  const graded = results.filter(({ evidence }) => evidence[0] !== "grader not implemented in this build");
  return Object.fromEntries(graded.map(({ check_id, status, evidence }) => [
    check_id,
    status === "pass" ? status : `${status}: ${evidence.join("; ")}`,
  ]));
}

/** Removes the images of an environment that have no name, which the validator leaves behind. */
async function removeUnnamed(environment: string): Promise<void> {
  const filters = ["dangling=true", `label=org.opencontainers.image.title=${environment}`];
  const found = await docker("images", "--quiet", "--no-trunc", ...filters.flatMap((one) => ["--filter", one]));
  for (const id of new Set(found.split("\n").filter((line) => line !== ""))) await removeImage(id);
}

const PASSED = {
  "static.manifest": "pass",
  "runtime.startup": "pass",
  "runtime.reward_well_formed": "pass",
  "runtime.observation_schema": "pass",
  "runtime.state_contract": "pass",
  "runtime.network_policy": "pass",
};

Deno.test("the reference's validator builds and measures what openenv build --context-only writes", async (t) => {
  await using registry = await startRegistry();
  await using helper = await pushPythonImage(registry.address);
  await using folder = await makeTempFolder();
  for (const name of ["grid_world", "tool_shop", "echo"]) {
    await t.step(name, async () => {
      const context = join(folder.path, name);
      assert.equal((await runInProcess("build", name, "--context-only", context)).code, 0);
      await using _images = { [Symbol.asyncDispose]: () => removeUnnamed(`${name}_env`) };
      const { lines } = await runPython("validate_image.py", [context, helper.pinned], { timeoutMs: 900_000 });
      const found = outcomes(JSON.parse(lines.join("\n")) as CheckReport);
      const { "runtime.reward_well_formed": rewards, ...others } = found;
      const { "runtime.reward_well_formed": _, ...expected } = PASSED;
      assert.deepEqual(others, expected);
      // The steps of the reference's echo have no rewards either.
      assert.match(rewards!, name === "echo" ? /^fail: exchange 2: reward must be/ : /^pass$/);
    });
  }
});
