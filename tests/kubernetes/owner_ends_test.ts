import assert from "node:assert/strict";
import { startOwner } from "../docker/start_owner.ts";
import { deploymentsOf, untilGone } from "./kubectl.ts";

const owners: number[] = [];

for (const [end, code] of Object.entries({ return: 0, exit: 4, throw: 1 })) {
  Deno.test(`a program that ends by ${end} leaves no Deployment`, async () => {
    const { child, ended } = await startOwner(end, "deployment");
    assert.equal((await ended()).code, code);
    assert.deepEqual(await deploymentsOf(child.pid), []);
    owners.push(child.pid);
  });
}

for (const [signal, code] of [["SIGINT", 130], ["SIGTERM", 143]] as const) {
  Deno.test(`a program that gets ${signal} leaves no Deployment, and ends by it`, async () => {
    const { child, name, ended } = await startOwner("wait", "deployment");
    assert.deepEqual(await deploymentsOf(child.pid), [name]);
    child.kill(signal);
    assert.equal((await ended()).code, code);
    assert.deepEqual(await deploymentsOf(child.pid), []);
    owners.push(child.pid);
  });
}

Deno.test("nothing that those programs have started is left in the cluster", async () => {
  assert.equal(owners.length, 5);
  await Promise.all(owners.map((pid) => untilGone(pid)));
});
