import { connect } from "@openenv/client";
import assert from "node:assert/strict";
import { RawSocket } from "../../tests/vectors/raw_socket.ts";
import { OpenenvChild } from "../testdata/openenv_child.ts";
import { makeTempFolder, type TempFolder } from "../testdata/temp_folder.ts";

const ECHO = `
import { defineEnvironment } from "@openenv/core";
import { z } from "zod";
import { word } from "./word.ts";

export default defineEnvironment({
  name: "word",
  action: z.object({ wait_ms: z.int() }),
  observation: z.object({ word: z.string() }),
  maxSessions: 2,
}).implement(() => ({
  reset: () => ({ observation: { word } }),
  async step({ wait_ms }) {
    console.log("step running");
    await new Promise((resolve) => setTimeout(resolve, wait_ms));
    return { observation: { word } };
  },
  close: () => console.log("closed " + word),
}));
`;

const SHUTDOWN = { code: 1001, reason: "SERVER_SHUTDOWN" };

function makeEcho(): Promise<TempFolder> {
  return makeTempFolder({ "echo.ts": ECHO, "word.ts": 'export const word = "one";' });
}

function watch(folder: TempFolder): OpenenvChild {
  return new OpenenvChild(["serve", "./echo.ts", "--watch", "--port", "0"], folder.path);
}

async function readWord(url: string): Promise<unknown> {
  await using env = await connect(url);
  return (await env.reset()).observation.word;
}

Deno.test("openenv serve --watch restarts on an edit, after the running steps, on the same port", async () => {
  await using folder = await makeEcho();
  await using child = watch(folder);
  const url = await child.url();
  const env = await connect(url);
  await env.reset();
  const step = env.step({ wait_ms: 400 });
  await child.line(/^step running$/);
  await folder.write("word.ts", 'export const word = "two";');
  assert.deepEqual((await step).observation, { word: "one" });
  await child.line(/^Restarting: word\.ts changed$/);
  assert.equal(await child.url(), url);
  assert.ok(child.lines.includes("closed one"), "the session is closed before the next server starts");
  await assert.rejects(env.state(), { code: "CONNECTION_CLOSED" });
  assert.equal(await readWord(url), "two");
  await env.close();
  child.kill("SIGTERM");
  const { code, stderr } = await child.end();
  assert.deepEqual([code, stderr], [0, ""]);
});

Deno.test("openenv serve --watch survives a module that does not load, and a file that was missing", async () => {
  await using folder = await makeEcho();
  await using child = watch(folder);
  const url = await child.url();
  await folder.write("echo.ts", `import "./later.ts";${ECHO}`);
  await child.line(/^Restarting: \.\/echo\.ts changed$/);
  await child.line(/^The server ended with exit code 1; waiting for a change$/);
  await folder.write("later.ts", "export {};");
  assert.equal(await child.url(), url);
  assert.equal(await readWord(url), "one");
  child.kill("SIGINT");
  const { code, stderr } = await child.end();
  assert.equal(code, 0);
  assert.match(stderr, /^error: Cannot load \.\/echo\.ts: Module not found ".*later\.ts" \(line 1, column 8\)\n$/);
});

Deno.test("openenv serve --watch takes its server along when it is killed", async () => {
  await using folder = await makeEcho();
  await using child = watch(folder);
  const url = await child.url();
  await using env = await connect(url);
  await env.reset();
  child.kill("SIGKILL");
  await child.line(/^closed one$/);
  await child.end();
  await assert.rejects(fetch(`${url}/health`));
});

Deno.test("openenv serve --watch refuses what no edit would help", async () => {
  await using child = new OpenenvChild(["serve", "grid_wrld", "--watch"]);
  const { code, stderr } = await child.end();
  assert.equal(code, 1);
  assert.match(stderr, /did you mean grid_world\?\n$/);
});

for (const flags of [["--watch"], []]) {
  Deno.test(`openenv serve ${flags} stops at once on a second signal, with the shell's exit code`, async () => {
    await using folder = await makeEcho();
    await using child = new OpenenvChild(["serve", "./echo.ts", "--port", "0", ...flags], folder.path);
    const url = await child.url();
    await using env = await connect(url);
    await env.reset();
    await using resting = await RawSocket.open(`${url}/ws`);
    const step = assert.rejects(env.step({ wait_ms: 20_000 }), { code: "CONNECTION_CLOSED" });
    await child.line(/^step running$/);
    child.kill("SIGTERM");
    const { close } = await resting.exchange(null, { receive: null, close: SHUTDOWN });
    assert.deepEqual(close, SHUTDOWN, "the first signal has been heard");
    await new Promise((resolve) => setTimeout(resolve, 300)); // signals closer than 200 ms are one
    child.kill("SIGTERM");
    assert.equal((await child.end()).code, 143);
    await step;
  });
}
