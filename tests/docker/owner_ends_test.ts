import assert from "node:assert/strict";
import { openenv, startOwner } from "./start_owner.ts";
import { containersOf } from "./test_image.ts";

for (const [end, code] of Object.entries({ return: 0, exit: 4, throw: 1, reject: 1 })) {
  Deno.test(`a program that ends by ${end} leaves no container`, async () => {
    const { child, ended } = await startOwner(end);
    assert.equal((await ended()).code, code);
    assert.deepEqual(await containersOf(child.pid), []);
  });
}

for (const [signal, code] of [["SIGINT", 130], ["SIGTERM", 143]] as const) {
  Deno.test(`a program that gets ${signal} leaves no container, and ends by it`, async () => {
    const { child, name, ended } = await startOwner("wait");
    assert.deepEqual(await containersOf(child.pid), [name]);
    child.kill(signal);
    assert.equal((await ended()).code, code);
    assert.deepEqual(await containersOf(child.pid), []);
  });
}

Deno.test("a signal stops the containers of a program that handles it, and leaves the end to the program", async () => {
  const { child, ended, printed } = await startOwner("handle");
  child.kill("SIGINT");
  assert.equal((await ended()).code, 0);
  assert.match(printed(), /\nhandled\n$/);
  assert.deepEqual(await containersOf(child.pid), []);
});

Deno.test("a signal stops the containers of a program that serves, which ends with 0", async () => {
  const { child, ended } = await startOwner("serve");
  child.kill("SIGTERM");
  assert.equal((await ended()).code, 0);
  assert.deepEqual(await containersOf(child.pid), []);
});

Deno.test("openenv ps --prune removes what a killed program has left, and nothing of a living one", async () => {
  const [killed, living] = await Promise.all([startOwner("wait"), startOwner("wait")]);
  killed.child.kill("SIGKILL");
  await killed.ended();
  assert.deepEqual(await containersOf(killed.child.pid), [killed.name]);
  const listed = JSON.parse(await openenv("ps", "--json")).started as { name: string; ownerState: string }[];
  const stateOf = (name: string) => listed.find((thing) => thing.name === name)?.ownerState;
  assert.deepEqual([stateOf(killed.name), stateOf(living.name)], ["gone", "alive"]);
  assert.match(await openenv("ps", "--prune"), new RegExp(`^Removed ${killed.name} `, "m"));
  assert.deepEqual(await containersOf(killed.child.pid), []);
  assert.deepEqual(await containersOf(living.child.pid), [living.name]);
  assert.match(await openenv("logs", living.name, "--tail", "1"), /\S/);
  assert.equal(await openenv("stop", living.name), `Stopped ${living.name}\n`);
  assert.deepEqual(await containersOf(living.child.pid), []);
  living.child.kill("SIGTERM");
  await living.ended();
});
