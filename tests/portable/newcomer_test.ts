/**
 * A newcomer, from a clone of this project to an environment that is given away and played from Node.
 *
 * @module
 */
import assert from "node:assert/strict";
import { join } from "node:path";
import { makeTempFolder } from "../../cli/testdata/temp_folder.ts";
import { type ServerChild, startServerChild } from "../interop/child.ts";
import { cloneCheckout, runDeno, shellOf } from "./checkout.ts";
import { installRuntime, NODE } from "./install.ts";
import { assertStandsAlone, deno } from "./moved_package.ts";
import { runProgram } from "./run_program.ts";
import { installTarballs, keepTarballs } from "./tarballs.ts";

const LIMIT_MS = 60_000;

/** Halves the interval in which the number is, as a user who has the client and an address. */
const PLAY = `
import { connect } from "@openenv/client";

const env = await connect(process.argv[2]);
let [low, high, guesses] = [1, 100, 0];
let result = await env.reset({ seed: 7 });
while (!result.done) {
  const number = (low + high) >> 1;
  result = await env.step({ number });
  guesses++;
  if (result.observation.hint === "higher") low = number + 1;
  else high = number - 1;
}
const { step_count } = await env.state();
console.log(JSON.stringify([result.observation.hint, result.reward, step_count === guesses]));
await env.close();
`;

Deno.test("a newcomer clones, starts, makes an environment, mends a mistake, packs, moves away and plays from Node", async () => {
  await using folder = await makeTempFolder();
  const [clone, made, moved, user] = ["clone", "new_env", "elsewhere", "user"].map((name) => join(folder.path, name));
  await cloneCheckout(clone!);

  const [start, test] = await readmeCommands(clone!);
  assert.deepEqual([start, test], [["task", "start"], ["task", "test"]]); // `.ci/run` runs the second one
  await serveUntilDone(clone!, start!, async ({ url }) => {
    assert.deepEqual((await (await fetch(`${url}/metadata`)).json()).name, "echo_env");
  });

  assert.match(await deno(clone!, "task", "openenv", "init", "../new_env"), /^Wrote the environment new_env to /);
  await makeMistake(clone!, made!);

  await deno(clone!, "task", "pack");
  const tarballs = await keepTarballs(clone!, join(clone!, "dist"));
  await Deno.rename(made!, moved!);
  await Deno.remove(clone!, { recursive: true });

  await assertStandsAlone(moved!, folder.path);
  await serveUntilDone(moved!, ["task", "start"], async ({ url }) => {
    const node = await installRuntime(NODE);
    await installTarballs(user!, tarballs, ["core", "client"]);
    await Deno.writeTextFile(join(user!, "play.js"), PLAY);
    const { code, stdout, stderr } = await runProgram(node, ["play.js", url], { cwd: user });
    assert.equal(code, 0, stderr);
    assert.deepEqual(JSON.parse(stdout), ["right", 1, true]);
  });
});

/** Misspells a key of an observation, reads what the check says of it, and mends it. */
async function makeMistake(clone: string, made: string): Promise<void> {
  const check = ["task", "-q", "openenv", "check", "../new_env"];
  const file = join(made, "environment.ts");
  const text = await Deno.readTextFile(file);
  const misspelt = text.replace("observation: { hint },", "observation: { hnt: hint },");
  assert.notEqual(misspelt, text);
  await Deno.writeTextFile(file, misspelt);
  const { code, stdout } = await runDeno(clone, ...check);
  assert.equal(code, 1, stdout);
  assert.match(stdout, /^FAIL {2}runtime\.observation_schema\n {8}step 1 failed with INVALID_OBSERVATION: /m);
  assert.match(stdout, /observation\.hint is missing; "hnt" is unknown\n(?:.*\n)*? +actions {2}\[\{"number":\d+\}\]\n/);
  assert.match(stdout, /^Verdict: fail \(/m);

  await Deno.writeTextFile(file, text);
  assert.match(await deno(clone, ...check), /^Verdict: pass \(/m);
}

/** The two commands with which README.md begins, without what runs Deno where there is only Node. */
async function readmeCommands(clone: string): Promise<readonly (readonly string[])[]> {
  const readme = await Deno.readTextFile(join(clone, "README.md"));
  return Array.from(readme.matchAll(/^npx -y deno@\S+ (.*?)(?: +#.*)?$/gm), ([, command]) => command!.split(" "));
}

/** Runs a task that hosts an environment, on a free port; ends it as Ctrl-C does, after which nothing answers there. */
async function serveUntilDone(
  folder: string,
  task: readonly string[],
  use: (server: ServerChild) => Promise<void>,
): Promise<void> {
  const args = [...task, "--port", "0"];
  await using server = await startServerChild(
    { command: Deno.execPath(), args, cwd: folder, env: shellOf(folder) },
    LIMIT_MS,
  );
  await use(server);
  server.child.kill("SIGINT");
  await server.child.finish(LIMIT_MS);
  await assert.rejects(fetch(server.url), TypeError);
}
