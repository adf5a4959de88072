/** `openenv push`, to a registry and to a stand-in of the Hub: what arrives there runs. */

import assert from "node:assert/strict";
import { dirname, join } from "node:path";
import { startHub } from "../../cli/testdata/hub_stand_in.ts";
import { runInProcess } from "../../cli/testdata/run_in_process.ts";
import { makeTempFolder } from "../../cli/testdata/temp_folder.ts";
import { Container, docker, LOCKED_DOWN, removeImage } from "./ship_docker.ts";
import { startRegistry } from "./ship_registry.ts";

Deno.test("openenv push --registry pushes an image that another machine can pull and run", async () => {
  await using registry = await startRegistry();
  const image = `${registry.address}/me/openenv-grid_world`;
  await using _ = {
    async [Symbol.asyncDispose]() {
      for (const tag of ["latest", "0.1.0"]) await removeImage(`${image}:${tag}`);
    },
  };
  const { code, printed, warned } = await runInProcess("push", "grid_world", "--registry", `${registry.address}/me`);
  assert.deepEqual([code, warned], [0, []]);
  assert.deepEqual(printed, [`Pushed ${image}:latest`, `Pushed ${image}:0.1.0`]);
  for (const tag of ["latest", "0.1.0"]) await removeImage(`${image}:${tag}`);
  await docker("pull", `${image}:0.1.0`);
  await using container = await Container.start(`${image}:0.1.0`, ...LOCKED_DOWN, "--network", "none");
  const answers = await container.playPlan("grid_world_env");
  assert.deepEqual([answers.at(-1)!.data.reward, answers.at(-1)!.data.terminated], [1, true]);
});

Deno.test("openenv push --registry says in one line that a registry does not answer", async () => {
  const image = "127.0.0.1:1/openenv-echo";
  await using _ = { [Symbol.asyncDispose]: () => removeImage(`${image}:latest`) };
  const { code, printed, warned } = await runInProcess("push", "echo", "--registry", "127.0.0.1:1");
  assert.deepEqual([code, printed, warned.length], [1, [], 1]);
  assert.match(warned[0]!, /^error: Cannot push the image 127\.0\.0\.1:1\/openenv-echo:latest: .*refused/);
});

Deno.test("a Space is built from its root Dockerfile, and serves on the port that its README names", async () => {
  await using hub = startHub();
  const before = Deno.env.get("HF_TOKEN");
  Deno.env.set("HF_TOKEN", "hf_not-a-real-token");
  try {
    assert.equal((await runInProcess("push", "tool_shop", "--space", "me/shop", "--hub", hub.url)).code, 0);
  } finally {
    if (before === undefined) Deno.env.delete("HF_TOKEN");
    else Deno.env.set("HF_TOKEN", before);
  }
  await using folder = await makeTempFolder();
  for (const [path, bytes] of hub.files) {
    await Deno.mkdir(dirname(join(folder.path, path)), { recursive: true });
    await Deno.writeFile(join(folder.path, path), bytes);
  }
  const [, port] = /^app_port: (\d+)$/m.exec(await Deno.readTextFile(join(folder.path, "README.md")))!;
  assert.equal(port, "8000");
  const name = `openenv-test/ship:${crypto.randomUUID()}`;
  await docker("build", "--tag", name, folder.path);
  await using _ = { [Symbol.asyncDispose]: () => removeImage(name) };
  await using container = await Container.start(name, "--user", "1000", "--network", "none"); // as the Hub does
  const answers = await container.playPlan("tool_shop_env");
  assert.equal(answers.at(-1)!.data.reward, 1);
  const page = await container.run(`
    const page = await fetch("http://127.0.0.1:8000/web");
    const { readme } = await (await fetch("http://127.0.0.1:8000/web/about")).json();
    console.log(page.status, page.headers.get("content-type"), readme.includes("# tool_shop"));
  `);
  assert.match(page, /^200 text\/html.* true$/m);
});
