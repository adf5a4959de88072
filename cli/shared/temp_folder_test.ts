import assert from "node:assert/strict";
import { Child } from "../../tests/interop/child.ts";
import { withTempFolder } from "./temp_folder.ts";

async function exists(path: string): Promise<boolean> {
  return await Deno.stat(path).then(() => true, () => false);
}

Deno.test("withTempFolder() removes the folder when its function is done, and when it fails", async () => {
  let path = "";
  const write = async (folder: string) => {
    path = folder;
    await Deno.writeTextFile(`${folder}/a`, "");
    return 7;
  };
  assert.equal(await withTempFolder(write), 7);
  assert.equal(await exists(path), false);
  await assert.rejects(withTempFolder((folder) => write(folder).then(() => Promise.reject(new Error("no")))), /no/);
  assert.equal(await exists(path), false);
});

for (const [signal, code] of [["SIGINT", 130], ["SIGTERM", 143]] as const) {
  Deno.test(`withTempFolder() removes the folder when ${signal} ends the process`, async () => {
    const program = `import { withTempFolder } from ${JSON.stringify(import.meta.resolve("./temp_folder.ts"))};
      await withTempFolder((folder) => new Promise(() => { console.log(folder); setInterval(() => {}, 1000); }));`;
    await using child = new Child({ command: Deno.execPath(), args: ["eval", program], env: {} });
    const path = (await child.nextLine(60_000))!;
    assert.equal(await exists(path), true);
    child.kill(signal);
    assert.equal((await child.finish(60_000)).code, code);
    assert.equal(await exists(path), false);
  });
}
