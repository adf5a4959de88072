import assert from "node:assert/strict";
import { readOutput } from "./read_output.ts";

function run(code: string, onLine?: (line: string) => void): Promise<string> {
  return readOutput(Deno.execPath(), ["eval", code], { action: "fly", onLine });
}

Deno.test("readOutput() returns what a program prints, and shows its lines", async () => {
  const lines: string[] = [];
  const printed = await run("console.log('one\\ntwo'); console.error('three')", (line) => lines.push(line));
  assert.equal(printed, "one\ntwo\n");
  assert.deepEqual(lines.sort(), ["one", "three", "two"]);
});

Deno.test("readOutput() says in one line why a program failed", async () => {
  await assert.rejects(run("console.error('warming up\\nerror: no wings\\nCaused by: birth'); Deno.exit(3)"), {
    message: "Cannot fly: no wings; Caused by: birth",
  });
  await assert.rejects(run("Deno.exit(3)"), { message: "Cannot fly: exit code 3" });
});

Deno.test("readOutput() leaves noise out of what it says", async () => {
  const args = ["eval", "console.error('hint: eat\\nno wings'); Deno.exit(1)"];
  const options = { action: "fly", noise: /^hint: / };
  await assert.rejects(readOutput(Deno.execPath(), args, options), { message: "Cannot fly: no wings" });
});

Deno.test("readOutput() says what to do about a program that is not there", async () => {
  await assert.rejects(readOutput("no-such-program", [], { action: "fly", advice: "grow wings" }), {
    message: "Cannot fly: there is no program no-such-program; grow wings",
  });
});
