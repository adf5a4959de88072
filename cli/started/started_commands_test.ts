import { ownerOf, type ProcessRecord, recordFolder, writeRecord } from "@openenv/providers/supervisor";
import assert from "node:assert/strict";
import { run } from "../run.ts";

/** Runs the command line without a Docker daemon. Returns what it printed and its exit code. */
async function openenv(...args: string[]) {
  const [printed, warned] = [[] as string[], [] as string[]];
  const code = await run(args, { print: (line) => printed.push(line), warn: (line) => warned.push(line) });
  return { code, printed: printed.join("\n"), warned: warned.join("\n") };
}

/** Runs a test with records in a folder of its own, and with a Docker that does not exist. */
async function withState(body: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "openenv_state_" });
  const variables = { OPENENV_STATE: folder, DOCKER_HOST: "unix:///nowhere/docker.sock" };
  const before = Object.keys(variables).map((name) => [name, Deno.env.get(name)] as const);
  for (const [name, value] of Object.entries(variables)) Deno.env.set(name, value);
  try {
    await body(folder);
  } finally {
    for (const [name, value] of before) value === undefined ? Deno.env.delete(name) : Deno.env.set(name, value);
    await Deno.remove(folder, { recursive: true });
  }
}

const GONE = { ...ownerOf(), pid: 2 ** 22 + 1 };

/** Writes the record of a process that has ended. */
const writeEnded = (name: string, record: Partial<ProcessRecord> = {}) =>
  writeRecord({
    name,
    provider: "process",
    runs: "echo",
    url: "http://127.0.0.1:1",
    createdAt: "2026-01-01T00:00:00.000Z",
    owner: ownerOf(),
    process: GONE,
    ...record,
  });

Deno.test("openenv ps lists what was started, and says where it could not look", () =>
  withState(async () => {
    assert.deepEqual(await openenv("ps"), {
      code: 0,
      printed: "Nothing is running",
      warned:
        "warning: Cannot list containers: Docker does not answer at unix:///nowhere/docker.sock: there is no such " +
        "socket; start Docker, or set DOCKER_HOST",
    });
    await writeEnded("openenv-a");
    await writeEnded("openenv-b", { owner: GONE, createdAt: "2026-01-02T00:00:00.000Z" });
    await writeEnded("openenv-c", {
      owner: { host: "lab", pid: 7, started: "" },
      createdAt: "2026-01-03T00:00:00.000Z",
    });
    const { printed, warned } = await openenv("ps");
    assert.deepEqual(printed.split("\n").map((line) => line.split(/ {2,}/)), [
      ["name", "runs", "state", "url", "started by"],
      ["openenv-a", "echo", "exited", "http://127.0.0.1:1", `process ${Deno.pid}`],
      ["openenv-b", "echo", "exited", "http://127.0.0.1:1", `process ${GONE.pid}, gone`],
      ["openenv-c", "echo", "exited", "http://127.0.0.1:1", "process 7 of lab"],
    ]);
    assert.match(warned, /\n1 of them can be removed: their program is gone \(openenv ps --prune\)$/);
  }));

Deno.test("openenv ps --prune removes what nobody owns any more", () =>
  withState(async () => {
    await writeEnded("openenv-a");
    await writeEnded("openenv-b", { owner: GONE });
    const { printed } = await openenv("ps", "--prune");
    assert.match(printed, /^Removed openenv-b \(echo\)\nname +.*\nopenenv-a +[^\n]*$/);
    const { started, removed } = JSON.parse((await openenv("ps", "--prune", "--json")).printed);
    assert.deepEqual([started.length, started[0].ownerState, removed], [1, "alive", []]);
  }));

Deno.test("openenv logs and openenv stop find things by name", () =>
  withState(async (folder) => {
    const logFile = `${folder}/a.log`;
    await Deno.writeTextFile(logFile, "one\ntwo\n");
    await writeEnded("openenv-a", { logFile });
    assert.equal((await openenv("logs", "openenv-a")).printed, "one\ntwo");
    assert.equal((await openenv("logs", "openenv-a", "--tail", "1")).printed, "two");
    const { code, warned } = await openenv("stop", "openenv-b");
    assert.equal(code, 1);
    assert.match(
      warned,
      /error: Cannot find openenv-b: nothing of that name was started here; did you mean openenv-a$/,
    );
    assert.deepEqual(await openenv("stop", "openenv-a"), { code: 0, printed: "Stopped openenv-a", warned: "" });
    assert.deepEqual([...Deno.readDirSync(recordFolder())], []);
    assert.equal((await openenv("logs", "openenv-a", "--tail", "x")).code, 1);
  }));
