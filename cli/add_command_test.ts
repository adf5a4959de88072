import assert from "node:assert/strict";
import { join } from "node:path";
import { makePrivateRegistry } from "../registry/testing_fixtures/private_registry.ts";
import { runInProcess } from "./testdata/run_in_process.ts";

/** Runs a command line in the folder of a private registry, whose index OPENENV_REGISTRY names. */
async function inRegistry(use: (index: string) => Promise<void>) {
  await using registry = await makePrivateRegistry();
  const folder = Deno.cwd();
  Deno.chdir(registry.folder);
  Deno.env.set("OPENENV_REGISTRY", registry.index);
  try {
    await use(registry.index);
  } finally {
    Deno.env.delete("OPENENV_REGISTRY");
    Deno.chdir(folder);
  }
}

Deno.test("openenv registry add, list, info and add work on a private registry", async () => {
  await inRegistry(async (index) => {
    const added = await runInProcess("registry", "add", "./tally", "--index", "more/index.json");
    assert.deepEqual([added.code, added.printed, added.warned], [
      0,
      ["Added tally_env 1.0.0 to more/index.json, with 3 files"],
      [],
    ]);
    const listed = await runInProcess("list");
    assert.match(listed.printed[0]!, /^name +version +description +registry$/);
    assert.match(
      listed.printed.find((line) => line.startsWith("tally_env"))!,
      /1\.0\.0 +Counts steps\. .*index\.json$/,
    );
    const one = JSON.parse((await runInProcess("list", "--registry", "more/index.json", "--json")).printed.join("\n"));
    assert.deepEqual([one.length, one[0].name, one[0].base], [1, "tally_env", "./../tally/"]);
    const info = (await runInProcess("info", "counter")).printed.join("\n");
    assert.match(
      info,
      /^tally_env 1\.0\.0\nCounts steps\.\n\nFacts\n {2}registry +.*index\.json\n {2}permissions +env \(TALLY_STEP\)/,
    );
    assert.match(info, /\nAction\n[^]*\n {2}by +integer/);
    const locked = await runInProcess("add", "tally");
    assert.deepEqual([locked.code, locked.printed[0]], [0, "Added tally_env 1.0.0 of index.json to openenv.lock"]);
    assert.match(locked.printed[1]!, /^\d+ modules; permissions: env \(TALLY_STEP\)$/);
    assert.ok((await Deno.stat("openenv.lock")).isFile);
    const both = await runInProcess("info", "tally", "--registry", join(index, "nowhere"));
    assert.match(both.warned[0]!, /^error: Cannot read registry/);
  });
});

Deno.test("openenv serve refuses code from elsewhere that is not trusted, or that is not locked", async () => {
  await inRegistry(async () => {
    for (
      const [flags, message] of [
        [
          [],
          /^error: Cannot run tally_env 1\.0\.0: .*permissions: env \(TALLY_STEP\); trustRemoteCode, or --trust-remote-code/,
        ],
        [["--trust-remote-code", "--frozen"], /^error: Cannot use tally_env: .*openenv\.lock does not have it/],
        [
          ["--trust-remote-code", "--host-kind", "inline"],
          /^error: Cannot use --host-kind inline: tally_env is code from/,
        ],
      ] as const
    ) {
      const { code, warned } = await runInProcess("serve", "tally", "--port", "0", ...flags);
      assert.equal(code, 1);
      assert.match(warned.at(-1)!, message);
    }
  });
});
