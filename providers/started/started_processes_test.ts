import assert from "node:assert/strict";
import { ownerOf } from "../supervisor/owner.ts";
import { type ProcessRecord, readRecords, recordFolder, writeRecord } from "../supervisor/records.ts";
import { pruneStarted } from "./list_started.ts";
import { startedProcesses } from "./started_processes.ts";

/** Runs a test with records in a folder of its own. */
async function withFolder(run: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "openenv_state_" });
  const before = Deno.env.get("OPENENV_STATE");
  Deno.env.set("OPENENV_STATE", folder);
  try {
    await run(folder);
  } finally {
    before === undefined ? Deno.env.delete("OPENENV_STATE") : Deno.env.set("OPENENV_STATE", before);
    await Deno.remove(folder, { recursive: true });
  }
}

/** Starts a process that waits, and writes down who started it. */
async function startRecorded(record: Partial<ProcessRecord>) {
  const args = ["eval", "setInterval(() => {}, 1000)"];
  const child = new Deno.Command(Deno.execPath(), { args, stdout: "null", stderr: "null" }).spawn();
  await writeRecord({
    name: `openenv-${child.pid}`,
    provider: "process",
    runs: "echo",
    url: "http://127.0.0.1:1",
    createdAt: new Date().toISOString(),
    owner: ownerOf(),
    process: ownerOf(child.pid),
    ...record,
  });
  return child;
}

const GONE = { ...ownerOf(), pid: 2 ** 22 + 1 };

Deno.test("pruneStarted() ends the processes of owners that are gone, and no others", () =>
  withFolder(async (folder) => {
    const logFile = `${folder}/left.log`;
    await Deno.writeTextFile(logFile, "one\ntwo\n");
    const left = await startRecorded({ owner: GONE, logFile });
    const used = await startRecorded({});
    const started = await startedProcesses();
    assert.deepEqual(new Set(started.map(({ ownerState }) => ownerState)), new Set(["gone", "alive"]));
    const thing = started.find(({ ownerState }) => ownerState === "gone")!;
    assert.deepEqual([await thing.logs(), await thing.logs({ tail: 1 })], ["one\ntwo\n", "two\n"]);
    assert.deepEqual((await pruneStarted(started)).map(({ name }) => name), [`openenv-${left.pid}`]);
    assert.notEqual((await left.status).signal, null);
    await assert.rejects(Deno.stat(logFile), Deno.errors.NotFound);
    const [other, ...none] = await startedProcesses();
    assert.deepEqual([other?.name, other?.state, none], [`openenv-${used.pid}`, "running", []]);
    await other!.stop();
    await used.status;
    assert.deepEqual(await readRecords(), []);
  }));

Deno.test("startedProcesses() does not end a process that has got the id of a recorded one", () =>
  withFolder(async () => {
    const child = await startRecorded({});
    const [record] = await readRecords();
    await writeRecord({ ...record!, process: { ...record!.process, started: "another boot/1" }, owner: GONE });
    const [thing] = await startedProcesses();
    assert.equal(thing!.state, "exited");
    await pruneStarted([thing!]);
    assert.equal(await Promise.race([child.status, Promise.resolve("alive")]), "alive");
    assert.deepEqual(await readRecords(), []);
    child.kill("SIGKILL");
    await child.status;
  }));

Deno.test("readRecords() leaves out what is no record", () =>
  withFolder(async () => {
    assert.deepEqual(await readRecords(), []);
    await Deno.mkdir(recordFolder());
    await Deno.writeTextFile(`${recordFolder()}/a.json`, "{");
    await Deno.writeTextFile(`${recordFolder()}/b.json`, "{}");
    assert.deepEqual(await readRecords(), []);
  }));
