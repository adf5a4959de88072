import assert from "node:assert/strict";
import { pathToFileURL } from "node:url";
import { makeTempFolder } from "../testdata/temp_folder.ts";
import { toJobLimits } from "./check_job.ts";
import { superviseJob } from "./supervise.ts";

Deno.test("superviseJob() ends a module that waits for ever while it is being loaded", async () => {
  await using folder = await makeTempFolder();
  const path = await folder.write("environment.ts", "await new Promise(() => {});");
  const { results, blocked } = await superviseJob({
    target: "waiting",
    subject: { module: pathToFileURL(path).href },
    levels: ["runtime"],
    limits: { ...toJobLimits(undefined), loadMs: 300 },
  });
  assert.deepEqual(results, []);
  assert.match(blocked!, /^the environment, or its policy, has not returned for \d+ s; it is being loaded$/);
});
