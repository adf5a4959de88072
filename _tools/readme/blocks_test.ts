import assert from "node:assert/strict";
import { parseBlocks } from "./blocks.ts";

Deno.test("parseBlocks() finds language, text and line", () => {
  assert.deepEqual(parseBlocks("# A\n\n```ts\na();\nb();\n```\n\n```\nplain\n```\n"), [
    { language: "ts", text: "a();\nb();\n", line: 3 },
    { language: "", text: "plain\n", line: 8 },
  ]);
});

Deno.test("parseBlocks() keeps shorter fences inside a longer one", () => {
  assert.deepEqual(parseBlocks("````md\n```ts\n```\n````"), [{ language: "md", text: "```ts\n```\n", line: 1 }]);
});

Deno.test("parseBlocks() refuses a block without an end", () => {
  assert.throws(() => parseBlocks("text\n```ts\na();\n"), /the block of line 2 is not closed/);
});
