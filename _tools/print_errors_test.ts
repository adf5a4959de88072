import assert from "node:assert/strict";
import { renderErrors } from "./print_errors.ts";

Deno.test("docs/errors.md is what the error table prints", async () => {
  const page = await Deno.readTextFile(new URL("../docs/errors.md", import.meta.url));
  // The formatter fills lines and table cells its own way.
  const words = (text: string) => text.replaceAll(/[\s-]+/g, " ").split("|");
  assert.deepEqual(words(page), words(renderErrors()), "print it again: deno run -A _tools/print_errors.ts");
});
