import assert from "node:assert/strict";
import { TerminalText } from "./terminal_text.ts";

const plain = new TerminalText(false);
const colored = new TerminalText(true);

Deno.test("TerminalText.clean() lets colours through, and nothing else that a terminal obeys", () => {
  const cases: readonly [text: string, plain: string, colored: string][] = [
    ["\x1b[31mred\x1b[0m", "red", "\x1b[31mred\x1b[0m\x1b[0m"],
    ["\x1b[2J\x1b[1;1Hgone", "gone", "gone"],
    ["\x1b]0;title\x07x\x1b]8;;http://evil\x1b\\y", "xy", "xy"],
    ["\x1bPq#0\x1b\\z", "z", "z"],
    ["a\rb\x08c\x9b31md", "abc31md", "abc31md"],
    ["a\u202eb\u2066c", "abc", "abc"],
    ["one\r\ntwo\tthree\n", "one\ntwo\tthree\n", "one\ntwo\tthree\n"],
  ];
  for (const [text, without, within] of cases) {
    assert.equal(plain.clean(text), without, JSON.stringify(text));
    assert.equal(colored.clean(text), within, JSON.stringify(text));
  }
  assert.ok(!plain.clean("\x1b[31").includes("\x1b"), "a sequence that is cut off");
});

Deno.test("TerminalText.draw() shows texts and tables, and leaves pictures to pages", () => {
  assert.equal(plain.draw({ svg: "<svg>" }), undefined);
  assert.equal(plain.draw({ text: "A .\n" }), "A .");
  const table = { columns: ["who", "n"], rows: [["\x1b[2Jann\n", 1], ["bo", null]] };
  assert.equal(plain.draw({ text: "x", table }), "x\nwho  n\nann  1\nbo");
  assert.equal(colored.draw({ table: { rows: [["\x1b[31ma", true]] } }), "a  true");
  assert.equal(plain.draw({ table: { rows: [] } }), "");
});

Deno.test("TerminalText.describe() writes a key a line, and long texts below their keys", () => {
  const value = {
    at: 1,
    say: "\x1b[2Jhi",
    code: "a\n  b\n",
    goal: { x: 1, deep: { y: [1, "2"] } },
    none: {},
    no: null,
  };
  const lines = ["at: 1", "say: hi", "code:", "  a", "    b", "goal:", "  x: 1", "  deep:", '    y: [1,"2"]'];
  assert.equal(plain.describe(value), [...lines, "none: {}", "no: null"].join("\n"));
  assert.equal(plain.describe({}), "");
  assert.equal(plain.describe("two\nlines"), "two\nlines");
});
