/**
 * `docs/from_python.md` against the package that it is about: either client plays on either server, as the page says,
 * and every public name is on it.
 */

import type { AnyImplementation } from "@openenv/core";
import { createApp, serve } from "@openenv/server";
import assert from "node:assert/strict";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { parseBlocks } from "../../_tools/readme/blocks.ts";
import { runDeno } from "../../_tools/run_deno.ts";
import { ROOT } from "../../_tools/workspace.ts";
import { runPython, startPythonServer } from "./python.ts";

const PAGE = await Deno.readTextFile(join(ROOT, "docs/from_python.md"));

/** The words in the page's code spans, those of its tables above all. */
const WORDS: ReadonlySet<string> = new Set(PAGE.match(/`[^`\n]+`/g)!.flatMap((code) => code.match(/\w+/g) ?? []));

/** The page's programs: a block whose first line is its name. */
const PROGRAMS = new Map(
  parseBlocks(PAGE).flatMap(({ text }) => {
    const name = /^(?:#|\/\/) (\w+\.(?:py|ts))\b/.exec(text)?.[1];
    return name === undefined ? [] : [[name, text]];
  }),
);

/** Writes the programs into a folder of the checkout, so that its import map applies; they play on the given server. */
async function writePrograms(url: string): Promise<{ folder: string } & AsyncDisposable> {
  const folder = await Deno.makeTempDir({ dir: ROOT, prefix: ".readme_" });
  for (const [name, text] of PROGRAMS) {
    await Deno.writeTextFile(join(folder, name), text.replace("http://127.0.0.1:8000", url));
  }
  return { folder, [Symbol.asyncDispose]: () => Deno.remove(folder, { recursive: true }) };
}

async function playAll(url: string): Promise<[python: string, ours: string]> {
  await using programs = await writePrograms(url);
  const { lines } = await runPython("from_python.py", ["play", join(programs.folder, "play.py")]);
  const { output } = await runDeno(["run", "-A", join(programs.folder, "play.ts")]);
  return [lines.join("\n"), output.trim()];
}

Deno.test("docs/from_python.md has programs in both languages", () => {
  assert.deepEqual([...PROGRAMS.keys()], ["guess.py", "guess.ts", "play.py", "play.ts"]);
});

Deno.test("docs/from_python.md: either client plays on Python's server", async () => {
  await using programs = await writePrograms("unused");
  await using server = await startPythonServer("from_python.py", ["serve", programs.folder]);
  assert.deepEqual(await playAll(server.url), ["1.0 True", "1 true"]);
});

Deno.test("docs/from_python.md: either client plays on our server", async () => {
  await using programs = await writePrograms("unused");
  const { default: guess } = await import(pathToFileURL(join(programs.folder, "guess.ts")).href);
  await using server = await serve(createApp(guess as AnyImplementation), {
    port: 0,
    handleSignals: false,
    onListen: () => {},
  });
  assert.deepEqual(await playAll(server.url), ["1.0 True", "1 true"]);
});

Deno.test("docs/from_python.md names every public name of the package", async () => {
  const { lines } = await runPython("from_python.py", ["names"]);
  const names: Record<string, string[]> = JSON.parse(lines.join(""));
  assert.ok(Object.values(names).flat().length > 200);
  const missing = Object.entries(names).flatMap(([owner, list]) =>
    list.filter((name) => !WORDS.has(name)).map((name) => `${owner} ${name}`)
  );
  assert.deepEqual(missing, []);
});
