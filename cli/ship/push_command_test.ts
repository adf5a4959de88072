import assert from "node:assert/strict";
import { join } from "node:path";
import { startHub } from "../testdata/hub_stand_in.ts";
import { runInProcess } from "../testdata/run_in_process.ts";
import { makeTempFolder } from "../testdata/temp_folder.ts";

const TOKEN = "hf_not-a-real-token";

async function withToken<T>(token: string | undefined, run: () => Promise<T>): Promise<T> {
  const before = Deno.env.get("HF_TOKEN");
  const set = (value: string | undefined) =>
    value === undefined ? Deno.env.delete("HF_TOKEN") : Deno.env.set("HF_TOKEN", value);
  set(token);
  try {
    return await run();
  } finally {
    set(before);
  }
}

Deno.test("openenv push --space makes a Space, and commits a build's files with the README that the Hub reads", async () => {
  await using hub = startHub();
  const { code, printed, warned } = await withToken(
    TOKEN,
    () => runInProcess("push", "grid_world", "--space", "me/walk", "--hub", hub.url, "--private"),
  );
  assert.deepEqual([code, warned], [0, []]);
  assert.deepEqual(printed, [`Pushed ${hub.files.size} files to ${hub.url}/spaces/me/walk, which builds them now`]);
  const created = hub.requests.find(({ path }) => path === "/api/repos/create")!;
  const { name, organization, type, sdk, visibility } = JSON.parse(created.body);
  assert.deepEqual([name, organization, type, sdk, visibility], ["walk", "me", "space", "docker", "private"]);
  assert.ok(hub.requests.every(({ token }) => token === `Bearer ${TOKEN}`));
  const text = (path: string) => new TextDecoder().decode(hub.files.get(path));
  assert.match(
    text("README.md"),
    /^---\ntitle: Grid World\n[^]*^sdk: docker\napp_port: 8000\n[^]*^---\n\n# grid_world\n/m,
  );
  assert.equal(
    text("Dockerfile"),
    await Deno.readTextFile(new URL("../../envs/grid_world_env/Dockerfile", import.meta.url)),
  );
  assert.ok(hub.files.has("openenv.yaml") && hub.files.has("vendor/server/mod.ts"));
});

Deno.test("openenv push --space commits to a Space that is there", async () => {
  await using hub = startHub({ hasSpace: true });
  const { code } = await withToken(TOKEN, () => runInProcess("push", "echo", "--space", "me/walk", "--hub", hub.url));
  assert.equal(code, 0);
  assert.ok(!hub.requests.some(({ path }) => path === "/api/repos/create"));
  assert.ok(hub.files.size > 100);
});

Deno.test("openenv push --dry-run shows every file, and asks nobody", async () => {
  await using folder = await makeTempFolder();
  const own = join(folder.path, "dice_env");
  await runInProcess("init", own);
  for (const name of [".env", ".git/config", "site.pem"]) await folder.write(`dice_env/${name}`, "secret");
  await using hub = startHub();
  const flags = ["--space", "me/walk", "--hub", hub.url];
  const { code, printed } = await withToken(undefined, () => runInProcess("push", own, ...flags, "--dry-run"));
  assert.deepEqual([code, hub.requests], [0, []]);
  const [shown, left] = printed.join("\n").split("\n\nLeft out:\n\n");
  const paths = shown!.split("\n").flatMap((line) => /^ +\d+ {2}(.+)$/.exec(line)?.[1] ?? []);
  assert.deepEqual(left!.split("\n").map((line) => line.trim()).sort(), [
    ...[".dockerignore", ".env", ".git", ".gitignore", "environment_test.ts", "site.pem", "vendor"],
  ]);
  await withToken(TOKEN, () => runInProcess("push", own, ...flags));
  assert.deepEqual(paths.sort(), [...hub.files.keys()].sort());
  const all = [...hub.files.values()].map((bytes) => new TextDecoder().decode(bytes));
  assert.ok(!all.some((text) => text === "secret"));
});

Deno.test("openenv push names the token in no error", async () => {
  for (const refuses of [401, 403, 500]) {
    await using hub = startHub({ refuses });
    const { code, printed, warned } = await withToken(
      TOKEN,
      () => runInProcess("push", "echo", "--space", "me/walk", "--hub", hub.url),
    );
    assert.deepEqual([code, printed, warned.length], [1, [], 1]);
    assert.match(warned[0]!, /^error: Cannot push to the Space me\/walk: /);
    assert.equal(/is HF_TOKEN a token that may write there\?$/.test(warned[0]!), refuses < 500, warned[0]!);
    assert.ok(!warned[0]!.includes(TOKEN));
  }
});

Deno.test("openenv push refuses what it cannot push to", async () => {
  for (
    const [flags, message] of [
      [[], "error: Cannot push: name one of --space and --registry"],
      [["--space", "a/b", "--registry", "c"], "error: Cannot push: name one of --space and --registry"],
      [["--space", "walk"], "error: Cannot push to the Space walk: expected user/name"],
      [
        ["--registry", "https://ghcr.io/me", "--dry-run"],
        "error: Cannot push to https://ghcr.io/me: expected a registry such as ghcr.io/user, without https://",
      ],
      [
        ["--registry", "ghcr.io/Me", "--dry-run"],
        "error: Cannot push the image ghcr.io/Me/openenv-echo: an image has no such name; after the registry it is in lower case",
      ],
      [["--space", "me/walk"], "error: Cannot push to the Space me/walk: set HF_TOKEN to your token"],
    ] as const
  ) {
    const { code, warned } = await withToken(undefined, () => runInProcess("push", "echo", ...flags));
    assert.deepEqual([code, warned], [1, [message]]);
  }
});

Deno.test("openenv push --registry --dry-run names the images that it would push", async () => {
  for (
    const [flags, names] of [
      [["--registry", "ghcr.io/me/"], "ghcr.io/me/openenv-echo:latest and ghcr.io/me/openenv-echo:0.1.0"],
      [["--registry", "localhost:5000", "--tag", "walk:next"], "localhost:5000/walk:next"],
    ] as const
  ) {
    const { code, printed } = await runInProcess("push", "echo", ...flags, "--dry-run");
    assert.equal(code, 0);
    assert.match(printed[0]!, /^Would push \d+ files to /);
    assert.ok(printed[0]!.endsWith(` to ${names}:`), printed[0]!);
    assert.ok(printed.some((line) => line.endsWith("  README.md")));
  }
});
