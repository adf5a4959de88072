import assert from "node:assert/strict";
import { join } from "node:path";
import { makePrivateRegistry } from "../testing_fixtures/private_registry.ts";
import { readLock, writeLocked } from "./lock_file.ts";

Deno.test("readLock() refuses what is no lock file", async () => {
  await using registry = await makePrivateRegistry();
  const texts = ["{", "[]", '{"version":2,"environments":{}}', '{"version":1,"environments":{"x":{"version":"1"}}}'];
  for (const text of texts) {
    await registry.write("openenv.lock", text);
    await assert.rejects(readLock(registry.lock), { code: "INVALID_REGISTRY", message: /^Cannot read lock file / });
    await assert.rejects(registry.reset(), { code: "INVALID_REGISTRY" });
  }
  assert.deepEqual(await readLock(join(registry.folder, "nowhere.lock")), { version: 1, environments: {} });
});

Deno.test("several processes write one lock file, and nothing is lost", async () => {
  await using registry = await makePrivateRegistry();
  await writeLocked(registry.lock, "first", { version: "1.0.0", registry: "x", modules: {} });
  const code = `import { writeLocked } from ${JSON.stringify(import.meta.resolve("./lock_file.ts"))};
for (let number = 0; number < 10; number++) {
  await writeLocked(Deno.args[0], Deno.args[1] + number, { version: "1.0.0", registry: "x", modules: { a: "b" } });
}`;
  await registry.write("write.ts", code);
  const config = new URL("../../deno.json", import.meta.url).pathname;
  const ends = await Promise.all(["a", "b"].map((name) =>
    new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", "--frozen", "--config", config, join(registry.folder, "write.ts"), registry.lock, name],
    }).output()
  ));
  assert.deepEqual(ends.map(({ code }) => code), [0, 0]);
  const { environments } = await readLock(registry.lock);
  assert.equal(Object.keys(environments).length, 21);
  assert.deepEqual(Object.keys(environments), Object.keys(environments).toSorted());
});
