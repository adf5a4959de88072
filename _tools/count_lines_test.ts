import assert from "node:assert/strict";
import { countCodeLines } from "./count_lines.ts";

Deno.test("countCodeLines() leaves out comments and blank lines", () => {
  const text = `/** A doc\n * comment. */\nconst a = 1; // kept\n\n  // gone\nconst b = "/*";\n/* gone */\n`;
  assert.equal(countCodeLines(text), 2);
});
