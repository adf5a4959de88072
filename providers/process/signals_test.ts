import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { exists, stateOf } from "../supervisor/owner.ts";
import { readRecords, removeRecord } from "../supervisor/records.ts";

const PARENT = fileURLToPath(new URL("./testing_fixtures/parent.ts", import.meta.url));

/** The traces of a program that has ended. */
interface Ended {
  readonly pid: number;
  readonly record?: string;
  readonly stderr: string;
  readonly signal: Deno.Signal | null;
}

/** Starts a program that starts a server, ends it, and says whether the server and its record are still there. */
async function endParent(how: Deno.Signal | "exit" | "throw", ...rest: string[]): Promise<Ended> {
  const args = ["run", "-A", "--no-check", PARENT, how, ...rest];
  const parent = new Deno.Command(Deno.execPath(), { args, stdout: "piped", stderr: "piped" }).spawn();
  const reader = parent.stdout.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  while (!(rest.length > 0 ? /waits\n/ : /\d+\n/).test(text)) text += (await reader.read()).value;
  await reader.cancel();
  if (how.startsWith("SIG")) parent.kill(how as Deno.Signal);
  const [{ signal }, stderr] = await Promise.all([parent.status, new Response(parent.stderr).text()]);
  const [found] = (await readRecords()).filter(({ owner }) => owner.pid === parent.pid);
  return { pid: parseInt(text), record: found?.name, stderr, signal };
}

for (const how of ["SIGINT", "SIGTERM", "exit", "throw"] as const) {
  Deno.test(`a server ends with the program that started it: ${how}`, async () => {
    const { pid, record } = await endParent(how);
    while (exists(pid)) await new Promise((resolve) => setTimeout(resolve, 20));
    assert.equal(record, undefined);
  });
}

for (const how of ["SIGINT", "SIGTERM"] as const) {
  Deno.test(`a program that waits for its server ends without an error of its own: ${how}`, async () => {
    const { pid, stderr, signal } = await endParent(how, "wait");
    while (exists(pid)) await new Promise((resolve) => setTimeout(resolve, 20));
    assert.deepEqual([stderr, signal], ["", how]);
  });
}

Deno.test("after SIGKILL of its program a server is left, and its record says that the owner is gone", async () => {
  const { pid, record } = await endParent("SIGKILL");
  const found = (await readRecords()).find(({ name }) => name === record)!;
  assert.equal(found.process.pid, pid);
  assert.deepEqual([stateOf(found.owner), stateOf(found.process)], ["gone", "alive"]);
  Deno.kill(pid, "SIGKILL");
  await removeRecord(found);
});
