import { connect } from "@openenv/client";
import assert from "node:assert/strict";
import { Child } from "../../tests/interop/child.ts";
import { OpenenvChild } from "../testdata/openenv_child.ts";
import { makeTempFolder } from "../testdata/temp_folder.ts";

const LIMIT_MS = 60_000;
/** The exit code of a process that was killed. */
const KILLED = 137;

const LOOP = `
import { defineEnvironment } from "@openenv/core";
import { z } from "zod";

export default defineEnvironment({ name: "loop", action: z.object({}), observation: z.object({}) }).implement(() => ({
  reset: () => ({ observation: {} }),
  step() {
    console.log("looping");
    for (;;);
  },
}));
`;

/** Has a server's environment loop, and sends it a signal twice; returns when the loop is entered and both are sent. */
async function interruptLoop(url: string, looping: () => Promise<unknown>, send: () => void): Promise<void> {
  const env = await connect(url);
  await env.reset();
  const step = env.step({}).catch((thrown) => thrown);
  await looping();
  send();
  // Two signals of one kind that wait together count as one.
  await new Promise((resolve) => setTimeout(resolve, 300));
  send();
  await step;
  await env.close();
}

Deno.test("openenv serve ends on the second SIGINT, whatever its environment does", async () => {
  await using folder = await makeTempFolder({ "loop.ts": LOOP });
  await using child = new OpenenvChild(["serve", "./loop.ts", "--port", "0"], folder.path);
  await interruptLoop(await child.url(), () => child.line(/^looping$/), () => child.kill("SIGINT"));
  assert.equal((await child.end()).code, KILLED);
});

Deno.test("deno task start of a new package ends on the second Ctrl-C, whatever its environment does", async () => {
  await using folder = await makeTempFolder();
  await using made = new OpenenvChild(["init", "./loop", "--name", "loop"], folder.path);
  assert.equal((await made.end()).code, 0);
  await folder.write("loop/environment.ts", LOOP);
  // As in a terminal, a Ctrl-C reaches every process of the group.
  const child = new Child({
    command: "setsid",
    args: [Deno.execPath(), "task", "start", "--port", "0"],
    cwd: `${folder.path}/loop`,
  });
  try {
    const line = async (pattern: RegExp) => {
      while (true) {
        const next = await child.nextLine(LIMIT_MS);
        if (next === undefined) throw new Error(`It printed no ${pattern}:\n${child.stderr}`);
        if (pattern.test(next)) return next;
      }
    };
    const url = (await line(/^Listening on /)).replace("Listening on ", "");
    await interruptLoop(url, () => line(/^looping$/), () => Deno.kill(-child.pid, "SIGINT"));
    const { code } = await child.finish(LIMIT_MS);
    assert.notEqual(code, 0);
  } finally {
    await child.stop();
  }
});
