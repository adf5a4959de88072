/**
 * The reference's static validation on a package that `openenv init` writes.
 */

import assert from "node:assert/strict";
import { join } from "node:path";
import { runInProcess } from "../../cli/testdata/run_in_process.ts";
import { makeTempFolder } from "../../cli/testdata/temp_folder.ts";
import { ROOT } from "../../_tools/workspace.ts";
import { runPython } from "./python.ts";

Deno.test("openenv validate --level static passes on a package that openenv init writes", async () => {
  await using folder = await makeTempFolder();
  const names = ["my_env", "no"]; // YAML would read the second as false if it stood there bare
  for (const name of names) assert.equal((await runInProcess("init", join(folder.path, name))).code, 0);
  const schema = join(ROOT, "openenv.schema.json");
  const { lines } = await runPython("validate_packages.py", [schema, ...names.map((name) => join(folder.path, name))]);
  for (const [index, line] of lines.entries()) {
    const { code, printed, schema_errors } = JSON.parse(line);
    const { verdict, manifest } = JSON.parse(printed);
    assert.deepEqual([code, verdict, schema_errors], [0, "pass", []]);
    assert.deepEqual([manifest.name, manifest.version], [names[index], "0.1.0"]);
  }
  assert.equal(lines.length, names.length);
});
