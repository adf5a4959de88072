import assert from "node:assert/strict";
import type { StepResult } from "../result.ts";
import { stepResult } from "../testing_fixtures/step_result.ts";
import { FunctionRubric } from "./function_rubric.ts";
import { Gate } from "./gate.ts";
import { Rubric } from "./rubric.ts";
import { RubricDict } from "./rubric_dict.ts";
import { RubricList } from "./rubric_list.ts";
import { Sequential } from "./sequential.ts";
import { rubric } from "./short_form.ts";

const RESULT = stepResult();

Deno.test("Gate.score() passes a score that reaches the threshold", async () => {
  for (const [score, threshold, expected] of [[1, undefined, 1], [0.9, undefined, 0], [0.5, 0.5, 0.5], [-1, -2, -1]]) {
    const options = threshold === undefined ? {} : { threshold };
    assert.equal(new Gate(() => score!, options).score("a", RESULT), expected);
    assert.equal(await new Gate(() => Promise.resolve(score!), options).score("a", RESULT), expected);
  }
  assert.equal(new Gate(() => 1).threshold, 1);
});

Deno.test("Gate refuses a threshold that is no finite number", () => {
  for (const threshold of [NaN, Infinity, "1" as unknown as number]) {
    const refusal = { code: "INVALID_RUBRIC", data: { rubric: "Gate", problem: "threshold" } };
    assert.throws(() => new Gate(() => 1, { threshold }), refusal);
  }
});

Deno.test("Sequential.score() stops at the first 0 and scores what the last one did", async () => {
  const cases: [number[], number, number][] = [[[1, 0.5], 0.5, 2], [[1, 0, 1], 0, 2], [[0, 1], 0, 1], [
    [-1, 0.25],
    0.25,
    2,
  ]];
  for (const [scores, expected, asked] of cases) {
    for (const wrap of [(score: number) => score, (score: number) => Promise.resolve(score)]) {
      let calls = 0;
      const sequence = new Sequential(...scores.map((score) => () => (calls++, wrap(score))));
      assert.equal(await sequence.score("a", RESULT), expected);
      assert.equal(calls, asked);
    }
  }
});

Deno.test("Sequential.score() waits for one child before it asks the next", async () => {
  const calls: string[] = [];
  const first = Promise.withResolvers<number>();
  const sequence = new Sequential(() => 1, () => first.promise, () => calls.push("third"));
  const pending = sequence.score("a", RESULT);
  await Promise.resolve();
  assert.deepEqual(calls, []);
  first.resolve(0.5);
  assert.equal(await pending, 1);
});

Deno.test("Sequential has a length and children by position, and refuses to be empty", () => {
  const child = new FunctionRubric(() => 1);
  const sequence = new Sequential(() => 1, child);
  assert.deepEqual([sequence.length, sequence.at(-1), sequence.at(5)], [2, child, undefined]);
  assert.throws(() => new Sequential(), { code: "INVALID_RUBRIC", data: { rubric: "Sequential", problem: "empty" } });
});

class Sum extends Rubric {
  readonly list = new RubricList([() => 1, () => 2]);
  readonly dict = new RubricDict({ a: () => 3 });
  override forward(action: unknown, result: StepResult<unknown>): number {
    return [...this.list, ...this.dict.values()].reduce((sum, part) => sum + (part.score(action, result) as number), 0);
  }
}

Deno.test("RubricList and RubricDict hold the children of a rubric of one's own", () => {
  const sum = new Sum();
  assert.equal(sum.score("a", RESULT), 6);
  assert.deepEqual(sum.namedRubrics().map(([path]) => path), [
    "list",
    "list.rubric_0",
    "list.rubric_1",
    "dict",
    "dict.a",
  ]);
  sum.list.extend([() => 4]);
  sum.dict.update({ b: () => 5 });
  sum.dict.set("a", () => 0);
  assert.equal(sum.score("a", RESULT), 12);
  assert.equal(sum.getRubric("list.rubric_2"), sum.list.at(-1));
  assert.deepEqual([sum.list.length, sum.dict.size, sum.dict.has("b"), sum.dict.get("c")], [3, 2, true, undefined]);
  assert.deepEqual([...sum.dict.keys()], ["a", "b"]);
  assert.deepEqual([...sum.dict].map(([name]) => name), ["a", "b"]);
});

Deno.test("RubricList and RubricDict have no score, and may be made but not used empty", () => {
  for (const [empty, label] of [[new RubricList(), "RubricList"], [new RubricDict(), "RubricDict"]] as const) {
    assert.throws(() => empty.score("a", RESULT), { data: { rubric: label, problem: "empty" } });
    const holder = rubric({ parts: [empty, 1] });
    const refusal = { code: "INVALID_RUBRIC", data: { rubric: "parts", problem: "empty" } };
    assert.throws(() => holder.score("a", RESULT), refusal);
    assert.throws(() => holder.reset(), refusal);
  }
  assert.throws(() => new RubricList([() => 1]).score("a", RESULT), {
    message: /a RubricList has no score of its own/,
  });
  assert.throws(() => new RubricDict({ a: () => 1 }).score("a", RESULT), { code: "RUBRIC_FAILED" });
});

Deno.test("RubricDict takes any key that a path can have, those of objects and its own methods included", () => {
  const dict = new RubricDict({ reset: () => 1, constructor: () => 2 });
  dict.set("__proto__", () => 3);
  assert.deepEqual([...dict.keys()], ["reset", "constructor", "__proto__"]);
  assert.equal(dict.getRubric("__proto__"), dict.get("__proto__"));
  assert.equal(dict.reset(), undefined);
  for (const name of ["", "a.b", "."]) {
    assert.throws(() => dict.set(name, () => 1), { data: { rubric: "RubricDict", problem: "name" } });
  }
});

Deno.test("FunctionRubric is called what its function is called", () => {
  function isPolite(): number {
    return NaN;
  }
  assert.throws(() => new FunctionRubric(isPolite).score("a", RESULT), { data: { rubric: "isPolite" } });
  assert.throws(() => new FunctionRubric((() => () => NaN)()).score("a", RESULT), {
    data: { rubric: "FunctionRubric" },
  });
});

Deno.test("rubric() makes a weighted sum with the given names", () => {
  const quality = rubric({
    correct: [({ text }: { text: string }) => text === "four" ? 1 : 0, 0.7],
    brief: [new Gate(({ text }: { text: string }) => 1 / text.length), 0.3],
  });
  assert.equal(quality.score({ text: "four" }, RESULT), 0.7);
  assert.deepEqual(quality.namedRubrics().map(([path]) => path), ["correct", "brief", "brief.rubric"]);
});

Deno.test("rubric() refuses what is no record of pairs", () => {
  const refused: [unknown, string][] = [
    [{ a: () => 1 }, "a"],
    [{ a: [() => 1] }, "a"],
    [{ a: [() => 1, 0.5, 0.5] }, "a"],
    [{ a: ["text", 1] }, "a"],
    [null, "rubric"],
    [[[() => 1, 1]], "rubric"],
  ];
  for (const [entries, place] of refused) {
    const make = () => rubric(entries as never);
    assert.throws(make, { code: "INVALID_RUBRIC", data: { rubric: place, problem: "not_a_rubric" } });
  }
  assert.throws(() => rubric({}), { data: { rubric: "WeightedSum", problem: "empty" } });
  assert.throws(() => rubric({ a: [() => 1, 0.5] }), { message: /its weights sum to 0.5, expected 1/ });
});
