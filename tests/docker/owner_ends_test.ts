import assert from "node:assert/strict";
import { buildTestImage, containersOf, run } from "./test_image.ts";

const PROGRAM = new URL("own_container.ts", import.meta.url).pathname;
const CLI = new URL("../../cli/main.ts", import.meta.url).pathname;
const DENO = ["run", "--allow-all", "--quiet"];

/** Starts the program that owns a container; resolves with the container's name once it runs. */
async function startOwner(end: string) {
  await buildTestImage();
  const args = [...DENO, PROGRAM, end];
  const child = new Deno.Command(Deno.execPath(), { args, stdout: "piped", stderr: "piped" }).spawn();
  const errors = new Response(child.stderr).text();
  const reader = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  let printed = "";
  while (!printed.includes("\n")) {
    const { value, done } = await reader.read();
    if (done) throw new Error(`the program has ended: ${await errors}`);
    printed += value;
  }
  const ended = async () => {
    for (let part = await reader.read(); !part.done; part = await reader.read()) printed += part.value;
    await errors;
    return await child.status;
  };
  return { child, name: printed.trim(), ended, printed: () => printed };
}

const openenv = (...args: string[]) => run(Deno.execPath(), [...DENO, CLI, ...args]);

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
