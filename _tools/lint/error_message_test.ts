import assert from "node:assert/strict";
import { lintSource } from "./lint_source.ts";

function problems(source: string, path = "core/a.ts"): string[] {
  return lintSource("error-message", path, source);
}

Deno.test("error-message accepts an action and a state", () => {
  const sources = [
    'new SessionError(`Cannot step session "${id}": environment has not been reset`)',
    'new OpenEnvError("TIMEOUT", "Cannot step session: it took too long")',
    "new TypeError(text)",
    "new Error(`Cannot read the author's file ${path}.`.slice(0, 10))",
    'new Error(`Cannot read ${path}`, { cause: "don\'t look." })',
    "console.error('That doesn\\'t work.')",
  ];
  for (const source of sources) assert.deepEqual(problems(source), [], source);
});

Deno.test("error-message refuses a final period", () => {
  const sources = [
    'new Error("Cannot step: not reset.")',
    "new classes.SessionError(`Cannot step ${id}.`)",
    'sessionError("SESSION_LOST", "Cannot step: the session is lost.")',
    'new Error("Cannot step: " + reason + ".")',
    'new Error({ code: "A", message: "Cannot step: not reset." })',
    'Error("Cannot step: not reset.")',
  ];
  for (const source of sources) assert.match(problems(source).join(), /final period/, source);
});

Deno.test("error-message refuses contractions", () => {
  for (const word of ["don't", "can't", "Isn’t", "it's", "we're", "they'll"]) {
    assert.match(problems(`new Error("Cannot step: ${word} ready")`).join(), new RegExp(`write ${word}`), word);
  }
});

Deno.test("error-message leaves tests alone", () => {
  assert.deepEqual(problems('new Error("don\'t.")', "core/a_test.ts"), []);
});
