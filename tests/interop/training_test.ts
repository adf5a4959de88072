/** The Python programs of `docs/training.md`, on a server of ours; TRL's trainer has a stand-in. */

import type { AnyImplementation } from "@openenv/core";
import { createApp, serve } from "@openenv/server";
import assert from "node:assert/strict";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { parseBlocks } from "../../_tools/readme/blocks.ts";
import { ROOT } from "../../_tools/workspace.ts";
import { runPython } from "./python.ts";

const PAGE = await Deno.readTextFile(join(ROOT, "docs/training.md"));
const STAND_IN = fileURLToPath(new URL("trl_stand_in", import.meta.url));

/** Runs a Python program of the page against the environment of the page, and returns the lines that it prints. */
async function runProgram(name: string): Promise<readonly string[]> {
  const folder = await Deno.makeTempDir({ dir: ROOT, prefix: ".readme_" });
  try {
    await Deno.writeTextFile(join(folder, "quiz.ts"), programOf("// quiz.ts:"));
    const { default: quiz } = await import(pathToFileURL(join(folder, "quiz.ts")).href);
    await using server = await serve(createApp(quiz as AnyImplementation), {
      port: 0,
      handleSignals: false,
      onListen: () => {},
    });
    await Deno.writeTextFile(
      join(folder, name),
      programOf(`# ${name}`).replace("http://127.0.0.1:8000", server.url),
    );
    const { lines } = await runPython("from_python.py", ["play", join(folder, name)], {
      env: { PYTHONPATH: STAND_IN },
    });
    return lines;
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

function programOf(beginning: string): string {
  return parseBlocks(PAGE).find(({ text }) => text.startsWith(beginning))!.text;
}

Deno.test("docs/training.md: Python plays 64 episodes at once", async () => {
  const lines = await runProgram("play.py");
  assert.deepEqual(lines, ["256 episodes, mean reward 1.0"]);
  assert.ok(PAGE.includes(`It prints \`${lines[0]}\``));
});

Deno.test("docs/training.md: TRL's trainer can use the environment", async () => {
  const rewards = "rewards [1.0, 1.0, 1.0, 0.0, 1.0, 1.0, 1.0, 0.0]";
  assert.deepEqual(await runProgram("trl_quiz.py"), [
    "tools ['submit']",
    ...["same episode True", rewards],
    ...["same episode True", rewards],
  ]);
});
