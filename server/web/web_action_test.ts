import assert from "node:assert/strict";
import { readWebAction } from "./web_action.ts";

Deno.test("readWebAction() reads what the reference's forms leave as text, and nothing else", () => {
  const cases: readonly [body: Record<string, unknown>, action: unknown][] = [
    [{}, {}],
    [{ action: null }, {}],
    [{ message: "hi" }, { message: "hi" }],
    [{ action: { a: 1 }, message: "hi" }, { a: 1 }],
    [{ action: { tokens: "[1, 2]", action_id: " 7 " } }, { tokens: [1, 2], action_id: 7 }],
    [{ action: { tokens: "no", action_id: "7.5", n: "7" } }, { tokens: "no", action_id: "7.5", n: "7" }],
    [{ action: { type: "call_tool", arguments: '{"a":1}' } }, { type: "call_tool", arguments: { a: 1 } }],
    [{ action: { type: "call_tool", arguments: "{" } }, { type: "call_tool", arguments: "{" }],
    [{ action: { type: "other", arguments: "{}" } }, { type: "other", arguments: "{}" }],
  ];
  for (const [body, action] of cases) assert.deepEqual(readWebAction(body), action);
});
