import assert from "node:assert/strict";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { makeTempFolder } from "../testdata/temp_folder.ts";
import { listLocalModules } from "./watched_files.ts";

Deno.test("listLocalModules() finds modules, data files, and files that are missing", async () => {
  await using folder = await makeTempFolder({
    "main.ts": 'import "./a.ts"; import text from "./note.txt" with { type: "text" }; await import("./lazy.ts");',
    "a.ts": 'import "./missing.ts"; import data from "./data.json" with { type: "json" };',
    "note.txt": "",
    "data.json": "{}",
    "lazy.ts": "import { z } from 'zod';",
    "other.ts": "",
  });
  const files = await listLocalModules(pathToFileURL(join(folder.path, "main.ts")));
  const names = ["a.ts", "data.json", "lazy.ts", "main.ts", "missing.ts", "note.txt"];
  assert.deepEqual(files.sort(), names.map((name) => join(folder.path, name)));
});

Deno.test("listLocalModules() has the module itself when that cannot be read", async () => {
  await using folder = await makeTempFolder({ "main.ts": "const a = ;" });
  const path = join(folder.path, "main.ts");
  assert.deepEqual(await listLocalModules(pathToFileURL(path)), [path]);
});
