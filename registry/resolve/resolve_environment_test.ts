import assert from "node:assert/strict";
import { join } from "node:path";
import { AutoEnv } from "../auto_env.ts";
import { sha256 } from "./download.ts";
import { describePermissions } from "./host_needs.ts";
import { lockedIn, readLock } from "./lock_file.ts";
import { makePrivateRegistry, serveFolder } from "../testing_fixtures/private_registry.ts";
import { lockEnvironment } from "./resolve_environment.ts";

Deno.test("code of another registry runs only if it is trusted, in a process with the permissions that it declares", async () => {
  await using registry = await makePrivateRegistry();
  await assert.rejects(registry.reset({ trustRemoteCode: false }), {
    code: "UNTRUSTED_CODE",
    message: new RegExp(
      `^Cannot run tally_env 1\\.0\\.0: it is code from ${registry.index}, .*permissions: env \\(TALLY_STEP\\)`,
    ),
  });
  const logged: unknown[] = [];
  assert.equal(await registry.reset({ log: (text) => logged.push(text) }), 0);
  assert.deepEqual(logged, [`Running tally_env 1.0.0 of ${registry.index} with the permissions: env (TALLY_STEP)`]);
  for (const name of ["counter", "tally-env", "tally@1.0.0"]) assert.equal(await registry.reset({}, name), 0);
});

Deno.test("code from elsewhere can't do more than it declares", async () => {
  await using registry = await makePrivateRegistry({
    "first.ts": `let found = 1; try { Deno.env.get("HOME"); } catch { found = 2; } export const first = found;`,
  });
  // The contract is read in a process as well, so adding is what would have run it here.
  assert.equal(await registry.reset(), 2);
});

Deno.test("the first use of code from elsewhere locks it, and one changed byte in what it imports is refused", async () => {
  await using registry = await makePrivateRegistry();
  await registry.reset();
  const lock = JSON.parse(await Deno.readTextFile(registry.lock));
  const { version, registry: from, modules } = lock.environments.tally_env;
  assert.deepEqual([version, from], ["1.0.0", "index.json"]);
  assert.ok(
    ["./src/environment.ts", "./first.ts", "openenv:core/mod.ts", "npm:zod@4.6.7"].every((key) => key in modules),
  );

  await registry.write("tally/first.ts", "export const first = 1;\n");
  await registry.add();
  const changed = { code: "INTEGRITY_MISMATCH", data: { environment: "tally_env", module: "./first.ts" } };
  await assert.rejects(registry.reset(), changed);
  await assert.rejects(registry.reset({ frozen: true }), changed);
  await lockEnvironment("tally", registry.options);
  assert.equal(await registry.reset({ frozen: true }), 1);

  modules["npm:zod@4.6.7"] = "0".repeat(64);
  await Deno.writeTextFile(registry.lock, JSON.stringify(lock));
  await registry.write("tally/first.ts", "export const first = 0;\n");
  await registry.add();
  await assert.rejects(registry.reset(), { message: /npm:zod@4\.6\.7 has changed since it was locked/ });
});

Deno.test("a file that is not what the registry pins is refused, in the registry and in the cache", async () => {
  await using registry = await makePrivateRegistry();
  await registry.write("tally/first.ts", "export const first = 5;\n");
  const refused = { code: "INTEGRITY_MISMATCH", message: /first\.ts is not what is pinned/ };
  await assert.rejects(registry.reset(), refused);
  await registry.write("tally/first.ts", "export const first = 0;\n");
  assert.equal(await registry.reset(), 0);
  for await (const { name } of Deno.readDir(join(registry.folder, "cache/packages"))) {
    await registry.write(`cache/packages/${name}/first.ts`, "export const first = 5;\n");
  }
  await assert.rejects(registry.reset(), refused);
});

Deno.test("frozen refuses what is not locked, bundled environments too", async () => {
  await using registry = await makePrivateRegistry();
  await assert.rejects(registry.reset({ frozen: true }), { code: "NOT_LOCKED" });
  await assert.rejects(registry.reset({ frozen: true }, "grid_world"), { code: "NOT_LOCKED" });
  await assert.rejects(Deno.stat(registry.lock), Deno.errors.NotFound);
  await lockEnvironment("grid_world", registry.options);
  await using env = AutoEnv.fromEnv("grid_world", { ...registry.options, frozen: true });
  assert.equal((await env.reset()).observation.x, 0);
});

Deno.test("a locked bundled environment is verified", async () => {
  await using registry = await makePrivateRegistry();
  await lockEnvironment("grid_world", registry.options);
  const text = await Deno.readTextFile(registry.lock);
  await Deno.writeTextFile(registry.lock, text.replace(/("\.\/models\.ts": ")./, "$1x"));
  await assert.rejects(registry.reset({}, "grid_world"), {
    data: { environment: "grid_world_env", module: "./models.ts" },
  });
});

Deno.test("a registry that lies about the name or the contract of its code is found out", async () => {
  await using registry = await makePrivateRegistry();
  const index = await Deno.readTextFile(registry.index);
  await Deno.writeTextFile(registry.index, index.replace('"name": "tally_env"', '"name": "other_env"'));
  await assert.rejects(registry.reset({}, "other"), {
    message: "Cannot use other_env: its code calls itself tally_env",
  });
  await Deno.writeTextFile(registry.index, index.replace(/("schema_hash": ")./, "$1x"));
  await assert.rejects(registry.reset(), { code: "INTEGRITY_MISMATCH", message: /its contract is not the one/ });
});

Deno.test("a name that two registries have is an error that names both", async () => {
  await using registry = await makePrivateRegistry();
  const other = join(registry.folder, "other.json");
  await Deno.copyFile(registry.index, other);
  const registries = [registry.index, other];
  await assert.rejects(registry.reset({ registries }), {
    code: "AMBIGUOUS_NAME",
    data: { environment: "tally", registries },
  });
  assert.equal(await registry.reset({ registries, registry: registry.index }), 0);
  // The same index by another path is one registry.
  assert.equal(await registry.reset({ registries: [registry.index, join(registry.folder, "tally/../index.json")] }), 0);
});

Deno.test("an entry that takes the name of a bundled environment is an error", async () => {
  await using registry = await makePrivateRegistry();
  const index = await Deno.readTextFile(registry.index);
  await Deno.writeTextFile(registry.index, index.replace('"name": "tally_env"', '"name": "coding-env"'));
  await assert.rejects(registry.reset({}, "coding"), {
    data: { environment: "coding", registries: ["built-in", registry.index] },
  });
});

Deno.test("a registry over HTTP plays, offline as well once it has been used", async () => {
  await using registry = await makePrivateRegistry();
  const server = serveFolder(registry.folder);
  const options = { registries: [`${server.url}index.json`] };
  await assert.rejects(registry.reset({ ...options, cachedOnly: true }), {
    code: "INVALID_REGISTRY",
    message: /there is no copy of it on this machine, and cachedOnly forbids the network$/,
  });
  assert.equal(await registry.reset(options), 0);
  assert.equal(await registry.reset(options), 0);
  const indexAnswers = server.answers.filter((answer) => answer.endsWith("/index.json"));
  assert.deepEqual(indexAnswers, ["200 /index.json", "304 /index.json"]);
  assert.equal(server.answers.filter((answer) => answer.endsWith("/first.ts")).length, 1);
  await server[Symbol.asyncDispose]();

  assert.equal(await registry.reset({ ...options, cachedOnly: true }), 0);
  const logged: unknown[] = [];
  assert.equal(await registry.reset({ ...options, log: (text) => logged.push(text) }), 0);
  assert.match(String(logged[0]), /^Cannot reach registry http:.*; using the copy of 2/);
});

Deno.test("the URL of a module runs if it is trusted, and as it was locked", async () => {
  await using registry = await makePrivateRegistry();
  const text = await Deno.readTextFile(join(registry.folder, "tally/src/environment.ts"));
  await registry.write("alone.ts", text.replace(/import \{ first.*/, "const first = 7;"));
  await using server = serveFolder(registry.folder);
  const name = `${server.url}alone.ts`;
  await assert.rejects(registry.reset({ trustRemoteCode: false }, name), { code: "UNTRUSTED_CODE" });
  await assert.rejects(registry.reset({ frozen: true }, name), { code: "NOT_LOCKED" });
  assert.equal(await registry.reset({}, name), 7);
  await registry.write("alone.ts", text.replace(/import \{ first.*/, "const first = 8;"));
  assert.equal(await registry.reset({ frozen: true }, name), 7);
  assert.equal(await registry.reset({ cachedOnly: true }, name), 7);
  await registry.write("alone.ts", text);
  await Deno.remove(registry.lock);
  await assert.rejects(registry.reset({}, name), { code: "INTEGRITY_MISMATCH", message: /cannot load .*first\.ts/ });
});

Deno.test("an entry may pin a version on JSR, whose files are verified", async () => {
  await using registry = await makePrivateRegistry();
  const entry = await AutoEnv.info("tally", registry.options);
  const { files, base: _, registry: __, ...others } = entry;
  const manifest = Object.fromEntries(
    Object.entries(files!).map(([path, digest]) => [`/${path}`, { size: 1, checksum: `sha256-${digest}` }]),
  );
  await registry.write("jsr/@acme/tally/1.0.0_meta.json", JSON.stringify({ manifest }));
  for (const path of Object.keys(files!)) {
    await registry.write(
      `jsr/@acme/tally/1.0.0/${path}`,
      await Deno.readTextFile(join(registry.folder, "tally", path)),
    );
  }
  const index = { schema_version: 1, environments: [{ ...others, package: "jsr:@acme/tally@1.0.0", export: "." }] };
  await registry.write("index.json", JSON.stringify(index));
  await using server = serveFolder(registry.folder);
  Deno.env.set("JSR_URL", `${server.url}jsr/`);
  try {
    assert.equal(await registry.reset(), 0);
    assert.equal(await registry.reset({ cachedOnly: true }), 0);
    await Deno.remove(join(registry.folder, "cache"), { recursive: true });
    await registry.write("jsr/@acme/tally/1.0.0/first.ts", "export const first = 5;\n");
    await assert.rejects(registry.reset(), { code: "INTEGRITY_MISMATCH", message: /first\.ts is not what is pinned/ });
  } finally {
    Deno.env.delete("JSR_URL");
  }
});

Deno.test("code from elsewhere that imports a file of this machine is refused before it runs", async () => {
  await using registry = await makePrivateRegistry();
  await registry.write("secret.txt", "secret");
  for (const specifier of [join(registry.folder, "secret.txt"), "../../../../secret.txt"]) {
    const url = specifier.startsWith("/") ? `file://${specifier}` : specifier;
    const text = `import secret from "${url}" with { type: "text" };\nexport const first = secret.length;\n`;
    await registry.write("tally/first.ts", text);
    const { files, ...entry } = await AutoEnv.info("tally", registry.options);
    const environments = [{ ...entry, files: { ...files, "first.ts": sha256(text) } }];
    await registry.write("index.json", JSON.stringify({ schema_version: 1, environments }));
    await assert.rejects(registry.reset(), { code: "INTEGRITY_MISMATCH" });
  }
});

Deno.test("a permission with a comma would be two, and is refused", async () => {
  await using registry = await makePrivateRegistry();
  const index = await Deno.readTextFile(registry.index);
  const changed = index.replace(/"permissions": \{[^}]*\}/, '"permissions": { "read": ["a,/"] }');
  await Deno.writeTextFile(registry.index, changed);
  await assert.rejects(registry.reset(), { code: "INVALID_OPTION", message: /"a,\/" has a comma/ });
});

Deno.test("permissions are shown without characters that a terminal hides", () => {
  assert.equal(
    describePermissions({ read: ["\x1b[2K\u202e/etc"], net: true, run: false }),
    "read (?[2K?/etc), net (all)",
  );
  assert.equal(describePermissions({ read: [], import: true }), "none");
});

Deno.test("a name that every object has is not in a lock file that lacks it", async () => {
  await using registry = await makePrivateRegistry();
  await registry.write("openenv.lock", '{"version":1,"environments":{}}');
  assert.equal(lockedIn(await readLock(registry.lock), "constructor"), undefined);
});

Deno.test("the query of a module's URL is part of it", async () => {
  await using registry = await makePrivateRegistry();
  const text = await Deno.readTextFile(join(registry.folder, "tally/src/environment.ts"));
  const alone = text.replace(/import \{ first.*/, "const first = 7;");
  const asked: string[] = [];
  await using server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, (request) => {
    asked.push(new URL(request.url).search);
    return asked.at(-1) === "?v=1" ? new Response(alone) : new Response(null, { status: 404 });
  });
  assert.equal(await registry.reset({}, `http://127.0.0.1:${server.addr.port}/alone.ts?v=1`), 7);
  assert.deepEqual(new Set(asked), new Set(["?v=1"]));
});

Deno.test("a server that stops in the middle of an answer counts as one that can't be reached", async () => {
  await using registry = await makePrivateRegistry();
  const index = await Deno.readTextFile(registry.index);
  let isBroken = false;
  await using server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen() {}, onError: () => new Response() },
    () => {
      if (!isBroken) return new Response(index);
      return new Response(
        new ReadableStream({
          start(controller) {
            controller.enqueue(new TextEncoder().encode("{"));
            setTimeout(() => controller.error(new Error("cut")), 10);
          },
        }),
      );
    },
  );
  const registries = [`http://127.0.0.1:${server.addr.port}/index.json`];
  const listed = await AutoEnv.list({ registries });
  assert.equal(listed.length, (await AutoEnv.list({ registries: [] })).length + 1);
  isBroken = true;
  assert.deepEqual(await AutoEnv.list({ registries, log: () => {} }), listed);
});
