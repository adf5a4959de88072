import assert from "node:assert/strict";
import { pathToFileURL } from "node:url";
import { makeTempFolder } from "../testdata/temp_folder.ts";
import { isName, resolveAnyTarget, resolveTarget } from "./targets.ts";

Deno.test("resolveTarget() finds a bundled environment by its name and by its alias", async () => {
  const module = new URL("../../envs/grid_world_env/environment.ts", import.meta.url);
  for (const target of ["grid_world_env", "grid-world", "grid_world", "grid_world@0.1.0"]) {
    const { url, package: found } = await resolveTarget(target);
    assert.equal(url.href, module.href);
    assert.deepEqual([found?.manifest.name, found?.manifest.aliases], ["grid_world_env", ["grid_world"]]);
  }
});

Deno.test("resolveTarget() says which manifest cannot be used, and where", async () => {
  await using folder = await makeTempFolder({
    "one/openenv.yaml": "name: echo_env\nversion: 0.1",
    "two/openenv.yaml": "name: echo_env",
  });
  await assert.rejects(resolveTarget(`${folder.path}/one`), {
    message: /^Cannot read .*one[/\\]openenv\.yaml: line 2: version must be a text, but is the number 0\.1; /,
  });
  await assert.rejects(resolveTarget(`${folder.path}/two`), { message: /its openenv\.yaml names no module$/ });
});

Deno.test("resolveTarget() names the scheme of a URL that it can't load, and what it takes", async () => {
  for (const target of ["ftp://x", "jsr:@a/b", "FTP://x/a.ts"]) {
    const scheme = target.slice(0, 4).toLowerCase();
    const message = `Cannot load ${target}: the scheme ${scheme} is not supported; pass a name, a file, a package's ` +
      "folder, or a URL with http: or https:";
    await assert.rejects(resolveTarget(target), { message });
    await assert.rejects(resolveAnyTarget(target, {}), { message });
  }
  for (const target of ["./nowhere.ts", "file:///nowhere.ts", "/nowhere:a.ts"]) {
    await assert.rejects(resolveTarget(target), { message: `Cannot load ${target}: there is no such file` });
  }
});

Deno.test("resolveTarget() finds the module of a package", async () => {
  await using folder = await makeTempFolder({ "openenv.yaml": "name: echo_env\nmodule: src/environment.ts\n" });
  const { url } = await resolveTarget(folder.path);
  assert.equal(url.href, new URL("src/environment.ts", pathToFileURL(`${folder.path}/`)).href);
});

Deno.test("a name may have a version, and a dot or a slash makes a path", () => {
  assert.deepEqual(["coding", "coding@0.1.0", "guess.ts", "./coding", "a/b"].map(isName), [
    true,
    true,
    false,
    false,
    false,
  ]);
});

Deno.test("resolveAnyTarget() refuses code from elsewhere that is not trusted", async () => {
  await assert.rejects(resolveAnyTarget("https://example.com/environment.ts", {}), { code: "UNTRUSTED_CODE" });
  await assert.rejects(resolveAnyTarget("https://example.com/", {}), { message: /it is the address of a server/ });
});

Deno.test("resolveTarget() says how to name a package's folder that it was given as a name", async () => {
  await using folder = await makeTempFolder({
    "my_env/openenv.yaml": "name: my_env\nmodule: a.ts\n",
    "other/a.ts": "",
  });
  const read = (name: string) => resolveTarget(name, folder.path).catch(({ message }) => message);
  assert.equal(
    await read("my_env"),
    'Cannot find environment "my_env": no registry has that name; for the folder, write ./my_env',
  );
  assert.match(String(await read("other")), /^Cannot find environment "other": no bundled environment has that name; /);
});
