import assert from "node:assert/strict";
import { parseAction } from "./actions.ts";
import { parseCall } from "./parse_call.ts";

Deno.test("a call has values by position and by name, in Python's form", () => {
  assert.deepEqual(parseCall(`  f ( 'a\\'b', "c\\n\\u00e9", -1.5e1, True, None, ['x', 2,], key = "v" )  `), {
    name: "f",
    positional: ["a'b", "c\né", -15, true, null, ["x", 2]],
    named: { key: "v" },
  });
  assert.deepEqual(parseCall("f()"), { name: "f", positional: [], named: {} });
  assert.deepEqual(parseCall("f('a', )"), { name: "f", positional: ["a"], named: {} });
  assert.deepEqual(parseCall(`f('C:\\dir')`).positional, ["C:\\dir"]);
});

for (
  const [text, message] of [
    ["", /expected a call such as click\('12'\), found the end/],
    ["click", /expected a call/],
    ["click(12", /expected , or \), found the end/],
    ["click('12) ", /expected a text in quotes/],
    ["click(12) click(13)", /expected nothing more: an action is one call, found "click\(13\)"/],
    ["click(bid='12', 'left')", /expected a name, since an earlier value has one/],
    ["click(12px)", /expected a text in quotes, a number/],
    ["clik('12')", /Cannot do clik: there is no such action; did you mean click\?/],
    ["eval('1')", /the actions are noop, click/],
    ["toString()", /there is no such action/],
    ["click()", /Cannot do click: bid is missing/],
    ["click('1', 'left', [], 4)", /it has 3 parameters at most/],
    ["click('1', bid='2')", /bid is given twice/],
    ["click('1', color='red')", /it has no parameter color/],
    ["fill('1', 2)", /value is 2, which is no text/],
    ["click(1.5)", /bid is 1.5, which is no bid/],
    ["select_option('1', [1])", /options is \[1\], which is no texts/],
    ["scroll('left')", /delta_x is "left", which is no direction/],
  ] as const
) {
  Deno.test(`${JSON.stringify(text)} is refused`, () => {
    assert.throws(() => parseAction(text), (error) => error instanceof SyntaxError && message.test(error.message));
  });
}

Deno.test("an action gets its values by name; a number is an id as well", () => {
  assert.deepEqual(parseAction("click(12)"), { name: "click", values: { bid: "12" } });
  assert.deepEqual(parseAction("fill(bid='a3', value='x')").values, { bid: "a3", value: "x" });
  assert.deepEqual(parseAction("click('1', modifiers=['Shift'])").values, { bid: "1", modifiers: ["Shift"] });
  assert.deepEqual(parseAction("click('1', None)").values, { bid: "1" });
  assert.deepEqual(parseAction("scroll('down')").values, { delta_x: "down" });
  assert.deepEqual(parseAction("scroll(0, -200)").values, { delta_x: 0, delta_y: -200 });
  assert.deepEqual(parseAction("noop()").values, {});
});

Deno.test("a long text that is no call is refused at once", () => {
  const start = performance.now();
  for (const text of ["fill('1', '" + "\\'".repeat(50_000), "f(" + "[".repeat(50_000), " ".repeat(100_000) + "x"]) {
    assert.throws(() => parseAction(text), SyntaxError);
  }
  assert.ok(performance.now() - start < 5_000);
});
