import assert from "node:assert/strict";
import { bundleFor } from "./bundle.ts";
import { BUN, installRuntime, NODE } from "./install.ts";
import { runProgram } from "./run_program.ts";

const LINES =
  '{"question":"1 + 1","answer":2}\n{"id":"two","question":"2 + 2","answer":4}\n{"question":"?","answer":0}\n';

for (const runtime of [NODE, BUN]) {
  Deno.test(`tasksFromJsonl() reads a file in ${runtime.name} ${runtime.version}`, async () => {
    const binary = await installRuntime(runtime);
    const bundle = await bundleFor("tasks_program.ts");
    const path = await Deno.makeTempFile({ suffix: ".jsonl" });
    try {
      await Deno.writeTextFile(path, LINES);
      const { code, stdout, stderr } = await runProgram(binary, [bundle, path]);
      assert.equal(code, 0, stderr);
      const two = { id: "two", public: { question: "2 + 2" }, split: "train", index: 1, private: { answer: 4 } };
      const last = { id: "train-2", public: { question: "?" }, split: "train", index: 2, private: { answer: 0 } };
      assert.deepEqual(JSON.parse(stdout), [3, [two, last], two]);
    } finally {
      await Deno.remove(path);
    }
  });
}
