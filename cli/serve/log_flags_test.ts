import { connect } from "@openenv/client";
import assert from "node:assert/strict";
import { OpenenvChild } from "../testdata/openenv_child.ts";
import { makeTempFolder } from "../testdata/temp_folder.ts";

const MODULE = `
import { defineEnvironment } from "@openenv/core";
import { z } from "zod";

export default defineEnvironment({
  name: "brittle",
  action: z.object({ say: z.string() }),
  observation: z.object({}),
}).implement(() => ({
  reset: () => ({ observation: {} }),
  step({ say }) {
    if (say === "throw") throw new TypeError("kaboom");
    return { observation: {}, reward: 1, terminated: true };
  },
}));
`;

/** Plays one episode, of which one step throws, on a server with these flags; returns what that wrote to its log. */
async function play(flags: readonly string[]): Promise<string[]> {
  await using folder = await makeTempFolder({ "brittle.ts": MODULE });
  await using child = new OpenenvChild(["serve", "./brittle.ts", "--port", "0", ...flags], folder.path);
  const env = await connect(await child.url());
  await env.reset({ episode_id: "e1" });
  await assert.rejects(env.step({ say: "throw" }), { code: "EXECUTION_ERROR", message: "kaboom" });
  await env.step({ say: "end" });
  await env.close();
  child.kill("SIGTERM");
  const { code, stderr } = await child.end();
  assert.equal(code, 0);
  return stderr.split("\n").slice(0, -1);
}

Deno.test("openenv serve logs what an environment throws, as text, and nothing else", async () => {
  const [first, ...stack] = await play([]);
  assert.match(
    first!,
    /^brittle failed in step: kaboom \(environment brittle, session [\w-]{36}, episode e1, call step\)$/,
  );
  assert.equal(stack[0], "  TypeError: kaboom");
  assert.match(stack[1]!, /^ +at .*brittle\.ts/);
  assert.ok(stack.every((line) => line.startsWith("  ")));
});

Deno.test("openenv serve --log info adds a line for the episode and the session, --log debug one for each step", async () => {
  const info = (await play(["--log", "info"])).filter((line) => !line.startsWith(" "));
  assert.deepEqual(info.map((line) => line.split(" (")[0]), [
    "brittle failed in step: kaboom",
    "Episode ended",
    "Session closed",
  ]);
  assert.match(info[1]!, /episode e1, steps 2, reward 1, end terminated\)$/);
  const debug = (await play(["--log", "debug"])).filter((line) => /^(Reset|Step 2: reward 1) /.test(line));
  assert.equal(debug.length, 2);
});

Deno.test("openenv serve --log-format json writes one JSON object on each line", async () => {
  const entries = (await play(["--log", "info", "--log-format", "json"])).map((line) => JSON.parse(line));
  assert.deepEqual(entries.map(({ level }) => level), ["error", "info", "info"]);
  const [{ error, environment, episode, call }] = entries;
  assert.deepEqual([error.name, error.message, environment, episode, call], [
    "TypeError",
    "kaboom",
    "brittle",
    "e1",
    "step",
  ]);
  assert.match(error.stack, /brittle\.ts/);
});
