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
  // Signals that are heard closer than 200 ms are one.
  await new Promise((resolve) => setTimeout(resolve, 600));
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

/** A server that `deno task start` hosts in a new package, with a terminal's Ctrl-C. */
interface TaskServer extends AsyncDisposable {
  readonly url: string;
  /** Waits for a line. */
  line(pattern: RegExp): Promise<string>;
  /** Sends SIGINT to every process of the group, as a terminal does. `deno task` sends it to the server once more. */
  interrupt(): void;
  /** Waits for the end; returns the exit code. */
  end(): Promise<number>;
}

/** Makes a package with an environment, and hosts it by its task. */
async function startTask(folder: string, environment: string): Promise<TaskServer> {
  await using made = new OpenenvChild(["init", "./loop", "--name", "loop"], folder);
  assert.equal((await made.end()).code, 0);
  await Deno.writeTextFile(`${folder}/loop/environment.ts`, environment);
  const args = [Deno.execPath(), "task", "start", "--port", "0"];
  const child = new Child({ command: "setsid", args, cwd: `${folder}/loop` });
  const line = async (pattern: RegExp) => {
    while (true) {
      const next = await child.nextLine(LIMIT_MS);
      if (next === undefined) throw new Error(`It printed no ${pattern}:\n${child.stderr}`);
      if (pattern.test(next)) return next;
    }
  };
  return {
    url: (await line(/^Listening on /)).replace("Listening on ", ""),
    line,
    interrupt: () => Deno.kill(-child.pid, "SIGINT"),
    end: async () => (await child.finish(LIMIT_MS)).code,
    [Symbol.asyncDispose]: () => child.stop(),
  };
}

Deno.test("deno task start of a new package ends on the second Ctrl-C, whatever its environment does", async () => {
  await using folder = await makeTempFolder();
  await using server = await startTask(folder.path, LOOP);
  await interruptLoop(server.url, () => server.line(/^looping$/), () => server.interrupt());
  assert.notEqual(await server.end(), 0);
});

Deno.test("deno task start of a new package finishes a running step at the first Ctrl-C", async () => {
  await using folder = await makeTempFolder();
  const slow = LOOP.replace("step()", "async step()").replace(
    "for (;;);",
    "await new Promise((resolve) => setTimeout(resolve, 1500)); return { observation: {} };",
  );
  await using server = await startTask(folder.path, slow);
  const env = await connect(server.url);
  await env.reset();
  const step = env.step({});
  await server.line(/^looping$/);
  server.interrupt();
  assert.deepEqual((await step).observation, {});
  await env.close();
  await server.end();
});
