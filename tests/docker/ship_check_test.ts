/** `openenv check --image`: what it finds in images that were really built. */

import assert from "node:assert/strict";
import { join } from "node:path";
import { readImage } from "../../cli/check/image/read_image.ts";
import { checkJson, found } from "../../cli/testdata/check_json.ts";
import { runInProcess } from "../../cli/testdata/run_in_process.ts";
import { makeTempFolder } from "../../cli/testdata/temp_folder.ts";
import { buildImage, docker, removeImage } from "./ship_docker.ts";

async function listImages(): Promise<string[]> {
  return (await docker("images", "--all", "--quiet", "--no-trunc")).split("\n").sort();
}

Deno.test("openenv check --image finds nothing wrong with grid_world, and leaves no image behind", async () => {
  await using image = await buildImage("grid_world");
  const before = await listImages();
  const { code, printed, warned } = await runInProcess("check", "--image", image.name, "--json");
  assert.deepEqual([code, warned], [0, []]);
  const { verdict, results, levels_run } = JSON.parse(printed.join("\n"));
  const failed = results.filter(({ status }: { status: string }) => status !== "pass");
  assert.deepEqual([verdict, failed, levels_run], ["pass", [], [1]]);
  const rebuilt = results.find(({ check_id }: { check_id: string }) => check_id === "static.reproducible_build");
  assert.equal(rebuilt.measured.same_as_image, true);
  const left = (await listImages()).filter((id) => !before.includes(id));
  const labelled = await Promise.all(
    left.map((id) => docker("image", "inspect", "--format", "{{.Config.Labels}}", id)),
  );
  assert.deepEqual(labelled.filter((labels) => labels.includes("grid_world_env")), []);
});

Deno.test("openenv check --image finds what is wrong with an image, beside the checks of its package", async () => {
  await using folder = await makeTempFolder();
  const own = join(folder.path, "dice_env");
  await runInProcess("init", own);
  const path = join(own, "Dockerfile");
  const dockerfile = await Deno.readTextFile(path);
  const random = ["deno", "eval", "Deno.writeTextFileSync('/app/env/.env', crypto.randomUUID())"];
  const changed = dockerfile.replace(/^(?=RUN \["deno", "eval")/m, `RUN ${JSON.stringify(random)}\n`)
    .replace("USER 65532:65532", "ENV API_KEY=1234");
  await Deno.writeTextFile(path, changed);
  const name = `openenv-test/ship:${crypto.randomUUID()}`;
  await docker("build", "--tag", name, own);
  await using _ = { [Symbol.asyncDispose]: () => removeImage(name) };
  const run = await checkJson(own, "--image", name, "--level", "static");
  assert.deepEqual(found(run, "fail"), [
    "static.reproducible_build",
    "static.image_hygiene",
    "static.sbom",
    "static.oci_labels",
  ]);
  const evidence = (id: string) => run.report.results.find(({ check_id }) => check_id === id)!.evidence;
  assert.deepEqual(evidence("static.reproducible_build"), ["/app/env/.env has other contents"]);
  assert.deepEqual(evidence("static.image_hygiene"), [
    "it runs as root",
    "the variable API_KEY looks like a credential",
    "/app/env/.env is a credential",
  ]);
  assert.equal(run.code, 1);
});

Deno.test("openenv check --image says in one line which image it cannot check", async () => {
  const base = `denoland/deno:${Deno.version.deno}`;
  for (
    const [args, code, message] of [
      [
        ["--image", "openenv-test/no-such"],
        3,
        /^error: Cannot check the image openenv-test\/no-such: .*[Nn]o such image/,
      ],
      [["--image", base], 3, /^error: Cannot check the image .*: its working directory \/app has no openenv\.yaml$/],
      [["--image", base, "--level", "deep"], 3, /there is no such level/],
    ] as const
  ) {
    const { warned, ...run } = await runInProcess("check", ...args);
    assert.deepEqual([run.code, run.printed, warned.length], [code, [], 1]);
    assert.match(warned[0]!, message);
  }
});

Deno.test("the code of an image is not run", async () => {
  await using image = await buildImage("grid_world");
  const { code, warned } = await runInProcess("check", "--image", image.name, "--level", "runtime");
  assert.equal(code, 1);
  assert.match(warned[0]!, /the package in an image is read, not run; name the package as well$/);
});

Deno.test("an image is read without being run", async () => {
  await using image = await buildImage("echo");
  const { config, files, folder, read } = await readImage(image.name);
  assert.deepEqual([config.User, folder], ["65532:65532", "/app/env"]);
  const manifest = new TextDecoder().decode(await read("openenv.yaml"));
  assert.match(manifest, /^name: echo_env$/m);
  assert.equal(await read("nothing"), undefined);
  assert.equal(files.find(({ path }) => path === "/app/env/main.ts")?.attributes, "file 0644 0:0");
});
