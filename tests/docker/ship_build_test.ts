/** Images that `openenv build` makes, run as the reference's validator runs them: as another user, without a network. */

import assert from "node:assert/strict";
import { join } from "node:path";
import { runInProcess } from "../../cli/testdata/run_in_process.ts";
import { makeTempFolder } from "../../cli/testdata/temp_folder.ts";
import { buildImage, Container, docker, LOCKED_DOWN, removeImage } from "./ship_docker.ts";

const ALONE = [...LOCKED_DOWN, "--network", "none"];

Deno.test("the image of echo runs as any user, with a root that is read-only, and without a network", async () => {
  await using image = await buildImage("echo");
  const [, over] = /: (\d+\.\d) MB over denoland\/deno:/.exec(image.printed[0]!)!;
  assert.ok(Number(over) < 25, `${over} MB over the base image`);
  for (const user of ["65532:65532", "1234:1234", "0:0"]) {
    await using container = await Container.start(image.name, ...ALONE, "--user", user);
    const [reset, step] = await container.exchange([
      { type: "reset", data: { seed: 7, episode_id: "one" } },
      { type: "step", data: { type: "call_tool", tool_name: "echo_message", arguments: { message: "hello" } } },
    ]);
    assert.deepEqual([reset!.type, step!.data.observation.result.data], ["observation", "hello"]);
  }
});

Deno.test("the image of echo says that it is ours, is healthy, asks for a token, and stops when told to", async () => {
  await using image = await buildImage("echo");
  await using container = await Container.start(
    image.name,
    ...LOCKED_DOWN,
    ...["--env", "OPENENV_TOKEN=let-me-in-please", "--health-interval", "200ms", "--health-timeout", "30s"],
  );
  assert.equal(await container.inspect('{{index .Config.Labels "org.openenv.runtime"}}'), "deno");
  const ask = (header: string) =>
    container.run(`console.log((await fetch("http://127.0.0.1:8000/metadata", ${header})).status)`);
  assert.equal((await ask("{}")).trim(), "401");
  assert.equal((await ask('{ headers: { authorization: "Bearer let-me-in-please" } }')).trim(), "200");
  while (await container.inspect("{{.State.Health.Status}}") === "starting") await container.run("");
  assert.equal(await container.inspect("{{.State.Health.Status}}"), "healthy");
  await docker("stop", container.id);
  assert.equal(await container.inspect("{{.State.ExitCode}}"), "0");
});

Deno.test("the image of coding runs programs, ends those in a loop, and outlives one that takes all memory", async () => {
  await using image = await buildImage("coding");
  await using container = await Container.start(image.name, ...ALONE, "--memory", "1g", "--memory-swap", "1g");
  const step = (code: string) => ({ type: "step", data: { code } });
  const answers = await container.exchange([
    { type: "reset", data: {} },
    step("print(1 + 1)"),
    step("while True: pass"),
    { type: "reset", data: { language: "typescript" } },
    step("console.log(1 as number)"),
    step("const kept = []; while (true) kept.push(new Uint8Array(1e8).fill(1));"),
    { type: "reset", data: { language: "typescript" } },
    step("console.log('alive')"),
  ]);
  const seen = answers.map(({ data: { observation } }) => [observation.stdout, observation.exit_code]);
  assert.deepEqual(seen, [["", 0], ["2\n", 0], ["", 124], ["", 0], ["1\n", 0], ["", 137], ["", 0], ["alive\n", 0]]);
  assert.equal(await container.inspect("{{.State.Running}}"), "true");
});

Deno.test("an image gives the guarantees that its manifest requires, or does not start", async () => {
  await using folder = await makeTempFolder();
  const own = join(folder.path, "dice_env");
  await runInProcess("init", own);
  const manifest = await Deno.readTextFile(join(own, "openenv.yaml"));
  await folder.write("dice_env/openenv.yaml", `${manifest}requires: [killable, no-network, no-files, memory-limit]\n`);
  await Deno.remove(join(own, "Dockerfile")); // it is of another manifest
  // A library of its own, which the process of the environment has to find.
  const config = JSON.parse(await Deno.readTextFile(join(own, "deno.json")));
  config.imports.commander = "npm:commander@^15.1.0";
  await folder.write("dice_env/deno.json", JSON.stringify(config));
  const code = await Deno.readTextFile(join(own, "environment.ts"));
  await folder.write("dice_env/environment.ts", `import { Command } from "commander";\nnew Command();\n${code}`);
  {
    await using image = await buildImage(own);
    await assert.rejects(
      docker("run", "--rm", ...ALONE, image.name),
      /the app's host does not guarantee killable and no-network and no-files and memory-limit; in server\.ts, /,
    );
  }
  await folder.write(
    "dice_env/server.ts",
    `import { createApp } from "@openenv/server";

export default createApp({ module: new URL("./environment.ts", import.meta.url) }, {
  host: { guarantees: ["killable", "no-network", "no-files", "memory-limit"], memoryBytes: 128 * 1024 * 1024 },
});
`,
  );
  await using image = await buildImage(own);
  await using container = await Container.start(image.name, ...ALONE);
  const [reset, step] = await container.exchange([
    { type: "reset", data: { seed: 7 } },
    { type: "step", data: { number: 1 } },
  ]);
  assert.deepEqual([reset!.data.observation.hint, step!.data.observation.hint], ["start", "higher"]);
});

for (const template of ["game", "tools", "tasks"]) {
  Deno.test(`a package of openenv init --template ${template} is built by docker build alone`, async () => {
    await using folder = await makeTempFolder();
    const own = join(folder.path, "dice_env");
    assert.equal((await runInProcess("init", own, "--template", template)).code, 0);
    await folder.write("dice_env/.env", "TOKEN=secret");
    await Deno.chmod(join(own, "main.ts"), 0o600); // as under a umask of 077
    await Deno.chmod(join(own, "vendor", "server"), 0o700);
    const name = `openenv-test/ship:${crypto.randomUUID()}`;
    await docker("build", "--tag", name, own);
    await using _ = { [Symbol.asyncDispose]: () => removeImage(name) };
    await using container = await Container.start(name, ...ALONE);
    const [reset, state] = await container.exchange([{ type: "reset", data: { seed: 7 } }, { type: "state" }]);
    assert.deepEqual([reset!.type, state!.data.seed], ["observation", 7]);
    const files = await container.run("console.log([...Deno.readDirSync('/app/env')].map(({ name }) => name).join())");
    assert.ok(!/\.env|_test/.test(files.replace("/app/env", "")), files);
  });
}
