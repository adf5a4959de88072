import assert from "node:assert/strict";
import { readAnsi, showInvisible } from "./ansi.ts";

Deno.test("readAnsi() splits a text into styles, and drops codes that move the cursor", () => {
  assert.deepEqual(readAnsi("a\x1b[1;31mb\x1b[39mc\x1b[0md\x1b[2J\x1b]0;title\x07e\x1b[38;5;196mf"), [
    { text: "a", style: "" },
    { text: "b", style: "ansi-bold ansi-red" },
    { text: "c", style: "ansi-bold" },
    { text: "d", style: "" },
    { text: "e", style: "" },
    { text: "f", style: "" },
  ]);
  assert.deepEqual(readAnsi("\x1b[97;44mx\x1b["), [{ text: "x\x1b[", style: "ansi-white ansi-on-blue" }]);
});

Deno.test("showInvisible() makes characters visible that hide or reorder others", () => {
  assert.equal(showInvisible("a\u202eb\u0000c\x7fd\te\nf"), "a⟨U+202E⟩b␀c␡d\te\nf");
  assert.equal(showInvisible("مرحبا"), "مرحبا");
});
