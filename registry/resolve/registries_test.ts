import assert from "node:assert/strict";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { makePrivateRegistry, serveFolder } from "../testing_fixtures/private_registry.ts";
import { findEntry, readRegistries, type Registry } from "./registries.ts";
import type { RegistryEntry } from "./registry_index.ts";

function makeRegistry(name: string, entries: readonly Partial<RegistryEntry>[]): Registry {
  const environments = entries.map((entry) => ({ aliases: [], version: "1.0.0", ...entry }) as RegistryEntry);
  return { name, url: new URL(`file:///${name}.json`), index: { schema_version: 1, environments } };
}

Deno.test("findEntry() prefers names to aliases, with or without _env", () => {
  const registry = makeRegistry("one", [
    { name: "echo_env", aliases: ["grid", "parrot_env"] },
    { name: "grid_env", aliases: ["echo"] },
  ]);
  const found = (name: string) => findEntry({ name }, [registry]).entry.name;
  assert.deepEqual(["echo_env", "echo", "grid", "Grid-Env"].map(found), [
    "echo_env",
    "echo_env",
    "grid_env",
    "grid_env",
  ]);
  assert.deepEqual(["parrot", "PARROT-env"].map(found), ["echo_env", "echo_env"]);
});

Deno.test("findEntry() finds the newest version, and any that there is", () => {
  const versions = ["1.2.0", "1.10.0", "1.9.9", "1.10.0-rc.1"];
  const registry = makeRegistry("one", versions.map((version) => ({ name: "echo_env", version })));
  assert.equal(findEntry({ name: "echo" }, [registry]).entry.version, "1.10.0");
  for (const version of versions) assert.equal(findEntry({ name: "echo", version }, [registry]).entry.version, version);
  assert.throws(() => findEntry({ name: "echo", version: "2.0.0" }, [registry]), {
    code: "ENVIRONMENT_NOT_FOUND",
    data: { environment: "echo@2.0.0", known: ["1.10.0", "1.10.0-rc.1", "1.9.9", "1.2.0"] },
  });
});

Deno.test("findEntry() names the registries where a name is not found", () => {
  const registries = [makeRegistry("one", [{ name: "echo_env" }]), makeRegistry("two", [])];
  assert.throws(() => findEntry({ name: "ecko" }, registries), {
    message: 'Cannot find environment "ecko": no environment of one, two has that name; did you mean echo?',
  });
});

Deno.test("readRegistries() reads those that OPENENV_REGISTRY names, in order, after the built-in one", async () => {
  await using registry = await makePrivateRegistry();
  await registry.write("second.json", '{"schema_version":1,"environments":[]}');
  const second = join(registry.folder, "second.json");
  Deno.env.set("OPENENV_REGISTRY", `${second}, ${pathToFileURL(registry.index)},${second}`);
  try {
    const names = (await readRegistries()).map(({ name }) => name);
    assert.deepEqual(names, ["built-in", second, registry.index]);
    assert.deepEqual((await readRegistries({ registry: "built-in" })).map(({ name }) => name), ["built-in"]);
  } finally {
    Deno.env.delete("OPENENV_REGISTRY");
  }
});

Deno.test("a registry that can't be read is an error that says why", async () => {
  await using registry = await makePrivateRegistry();
  await registry.write("no_json.json", "<html>");
  await registry.write("large.json", `{"x":"${"x".repeat(16 * 1024 * 1024)}"}`);
  const server = serveFolder(registry.folder);
  const cases: Readonly<Record<string, RegExp>> = {
    [join(registry.folder, "nowhere.json")]: /^Cannot read registry .*nowhere\.json: there is no such file$/,
    [registry.folder]: /^Cannot read registry .*: .*directory/i,
    [`${server.url}nowhere.json`]: /: the server answers 404$/,
    [`${server.url}no_json.json`]: /: it is no JSON$/,
    [`${server.url}large.json`]: /: it has more than 16777216 bytes$/,
    "ftp://host/index.json": /: it is no URL with http or https$/,
  };
  for (const [name, message] of Object.entries(cases)) {
    await assert.rejects(readRegistries({ registry: name }), { code: "INVALID_REGISTRY", message });
  }
  await server[Symbol.asyncDispose]();
  await assert.rejects(readRegistries({ registry: `${server.url}index.json` }), { code: "INVALID_REGISTRY" });
});

Deno.test("a registry may redirect, and may be down for a while", async () => {
  await using registry = await makePrivateRegistry();
  await using server = serveFolder(registry.folder);
  const name = `${server.url}moved/index.json`;
  const read = async () => (await readRegistries({ registry: name, log: () => {} }))[0]!.index.environments.length;
  assert.equal(await read(), 1);
  server.down.isDown = true;
  assert.equal(await read(), 1);
});

Deno.test("an answer that is no index does not replace the copy of one", async () => {
  await using registry = await makePrivateRegistry();
  await using server = serveFolder(registry.folder);
  const name = `${server.url}index.json`;
  const text = await Deno.readTextFile(registry.index);
  await readRegistries({ registry: name });
  await registry.write("index.json", "<html>sign in</html>");
  await assert.rejects(readRegistries({ registry: name }), { code: "INVALID_REGISTRY", message: /it is no JSON$/ });
  assert.equal((await readRegistries({ registry: name, cachedOnly: true }))[0]!.index.environments.length, 1);
  await registry.write("index.json", text);
  await readRegistries({ registry: name });
  assert.equal(server.answers.at(-1), "304 /index.json");
});
