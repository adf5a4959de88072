import assert from "node:assert/strict";
import { capabilities } from "./capabilities.ts";
import { Child, type ChildOptions } from "./child_process.ts";
import { ChildPool } from "./child_pool.ts";

const entry = import.meta.resolve("./testing_fixtures/hostile_child.ts");

function start(options: Partial<ChildOptions> = {}): { child: Child; next: () => Promise<unknown> } {
  const child = Child.start({ entry, ...options });
  const waiting: ((message: unknown) => void)[] = [];
  const come: unknown[] = [];
  child.onMessage = (message) => waiting.length > 0 ? waiting.shift()!(message) : come.push(message);
  const next = () => new Promise<unknown>((resolve) => come.length > 0 ? resolve(come.shift()) : waiting.push(resolve));
  return { child, next };
}

function isAlive(pid: number): boolean {
  try {
    return !/\) Z /.test(Deno.readTextFileSync(`/proc/${pid}/stat`));
  } catch {
    return false;
  }
}

Deno.test("Child exchanges messages, keeps what it prints, and ends when it is closed", async () => {
  const { child, next } = start();
  child.send({ deed: "echo", text: "a\nb" });
  assert.deepEqual(await next(), { echo: "a\nb" });
  child.send({ deed: "print" });
  child.send({ deed: "forge" });
  assert.deepEqual(await next(), { done: true });
  const { stdout, dropped } = child.takeOutput();
  assert.equal(stdout, 'hello from inside\n{"echo":"forged"}\nnot-the-secret {"echo":"forged"}\n');
  assert.equal(dropped, 0);
  child.send({ deed: "write" });
  assert.deepEqual(await next(), { done: true });
  assert.equal(child.takeOutput().stdout, "no end of line");
  await child.close();
  assert.deepEqual(await child.ended, { reason: "closed" });
  assert.throws(() => child.send({}), { code: "SANDBOX_FAILED" });
  assert.equal(isAlive(child.pid!), false);
});

Deno.test("Child is killed in a loop, and says why it ended", async () => {
  const { child, next } = start();
  child.send({ deed: "echo" });
  await next();
  child.send({ deed: "loop" });
  child.kill("deadline");
  assert.deepEqual(await child.ended, { reason: "killed", by: "deadline" });
  assert.equal(isAlive(child.pid!), false);
});

Deno.test("Child that exits by itself is told from one that is killed from outside", async () => {
  const first = start();
  first.child.send({ deed: "exit" });
  assert.deepEqual(await first.child.ended, { reason: "exited", code: 7 });
  const second = start();
  await second.child.ready;
  Deno.kill(second.child.pid!, "SIGKILL");
  assert.deepEqual(await second.child.ended, { reason: "crashed", code: 137, signal: "SIGKILL" });
});

for (const [deed, options] of [["heap", { heapBytes: 64 << 20 }], ["buffers", { memoryBytes: 256 << 20 }]] as const) {
  Deno.test(`Child is ended by its memory limit (${deed})`, async () => {
    const { child } = start({ memoryBytes: 512 << 20, ...options });
    child.send({ deed });
    assert.deepEqual(await child.ended, { reason: "killed", by: "memory" });
  });
}

Deno.test("Child keeps a bounded part of a flood", async () => {
  const { child, next } = start({ maxOutputChars: 100 });
  child.send({ deed: "flood" });
  assert.deepEqual(await next(), { done: true });
  const { stdout, dropped } = child.takeOutput();
  assert.equal(stdout.length, 100);
  assert.equal(dropped, 2000 * 1001 - 100);
  await child.close();
});

Deno.test("Child has the declared permissions and variables, and no others", async () => {
  Deno.env.set("SECRET_OF_PARENT", "do not tell");
  const none = start();
  none.child.send({ deed: "read" });
  none.child.send({ deed: "env" });
  assert.deepEqual([await none.next(), await none.next()], [{ refused: "NotCapable" }, { refused: "NotCapable" }]);
  await none.child.close();
  const some = start({ permissions: { read: ["/etc/hostname"], env: true } });
  some.child.send({ deed: "read" });
  some.child.send({ deed: "env" });
  assert.deepEqual(Object.keys(await some.next() as object), ["read"]);
  assert.deepEqual(await some.next(), { env: null });
  await some.child.close();
});

Deno.test("Child that cannot be started rejects ready with what it printed", async () => {
  const { child } = start({ entry: import.meta.resolve("./testing_fixtures/missing.ts") });
  await assert.rejects(child.ready, (error: { code: string; data: { output: string } }) => {
    assert.equal(error.code, "SANDBOX_FAILED");
    assert.match(error.data.output, /missing\.ts/);
    return true;
  });
  await child.ended;
});

Deno.test("Child in a loop does not survive a parent that was killed", async () => {
  const { setpriv } = await capabilities();
  if (setpriv === undefined) return;
  const program = `
    import { Child } from ${JSON.stringify(import.meta.resolve("./child_process.ts"))};
    const child = Child.start({ entry: ${JSON.stringify(entry)} });
    await child.ready;
    child.send({ deed: "loop" });
    console.log(child.pid);
    await child.ended;`;
  const parent = new Deno.Command(Deno.execPath(), {
    args: ["eval", program],
    cwd: import.meta.dirname,
    stdout: "piped",
  }).spawn();
  const reader = parent.stdout.getReader();
  const pid = Number(new TextDecoder().decode((await reader.read()).value));
  assert.ok(isAlive(pid));
  parent.kill("SIGKILL");
  await parent.status;
  await reader.cancel();
  for (let tries = 0; isAlive(pid) && tries < 500; tries++) await new Promise((resolve) => setTimeout(resolve, 10));
  assert.equal(isAlive(pid), false);
});

Deno.test("ChildPool hands out children that are started, and replaces them", async () => {
  await using pool = new ChildPool({ entry, size: 2 });
  const first = pool.take();
  const second = pool.take();
  assert.notEqual(first, second);
  await Promise.all([first.ready, second.ready]);
  await new Promise((resolve) => setTimeout(resolve, 0));
  assert.equal(pool.size, 2);
  await Promise.all([first.close(), second.close()]);
});
