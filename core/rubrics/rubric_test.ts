import fc from "fast-check";
import assert from "node:assert/strict";
import { CASE_COUNT } from "../../tests/case_count.ts";
import type { MaybePromise, StepResult } from "../result.ts";
import { stepResult } from "../testing_fixtures/step_result.ts";
import { FunctionRubric } from "./function_rubric.ts";
import { Gate } from "./gate.ts";
import { Rubric } from "./rubric.ts";
import { type RubricFailedError, UnscoredError } from "../errors/rubric_errors.ts";
import { Sequential } from "./sequential.ts";
import { rubric } from "./short_form.ts";
import { WeightedSum } from "./weighted_sum.ts";

const RESULT = stepResult();

/** Returns the given score, and counts its resets. */
class Told extends Rubric {
  resets = 0;
  constructor(public told: MaybePromise<number>) {
    super();
  }
  override forward(): MaybePromise<number> {
    return this.told;
  }
  override reset(): MaybePromise<void> {
    this.resets++;
    return super.reset();
  }
}

class Code extends Rubric {
  readonly syntax = new Told(1);
  readonly style = new Gate(new Told(0.5), { threshold: 0.5 });
  readonly notes = ["no rubric here"];
  override forward(action: unknown, result: StepResult<unknown>): number {
    return this.syntax.score(action, result) as number;
  }
}

class Review extends Rubric {
  code = new Code();
  brief = new Told(0.2);
  override forward(action: unknown, result: StepResult<unknown>): MaybePromise<number> {
    return this.code.score(action, result);
  }
}

Deno.test("Rubric.score() runs pre-hooks, forward, records the score, and runs hooks, in that order", () => {
  const calls: string[] = [];
  const leaf = new FunctionRubric(() => calls.push("forward leaf"));
  const root = new Gate(leaf);
  for (const [name, each] of [["leaf", leaf], ["root", root]] as const) {
    each.registerForwardPreHook(() => void calls.push(`before ${name}`));
    each.registerForwardHook((rubric, _action, _result, score) => {
      calls.push(`after ${name} ${score} ${rubric.lastScore}`);
    });
    each.registerForwardHook(() => void calls.push(`last ${name}`));
  }
  assert.equal(root.score("a", RESULT), 3);
  assert.deepEqual(calls, [
    "before root",
    "before leaf",
    "forward leaf",
    "after leaf 3 3",
    "last leaf",
    "after root 3 3",
    "last root",
  ]);
});

Deno.test("Rubric.score() keeps that order when hooks and forward are asynchronous", async () => {
  const calls: string[] = [];
  const leaf = new FunctionRubric(async () => {
    await Promise.resolve();
    return calls.push("forward");
  });
  const root = new Sequential(leaf);
  const later = (name: string) => async () => {
    await Promise.resolve();
    calls.push(name);
  };
  root.registerForwardPreHook(() => void calls.push("1"));
  root.registerForwardPreHook(later("2"));
  root.registerForwardPreHook(() => void calls.push("3"));
  root.registerForwardHook(later("5"));
  root.registerForwardHook(() => void calls.push(`6 ${root.lastScore}`));
  assert.equal(await root.score("a", RESULT), 4);
  assert.deepEqual(calls, ["1", "2", "3", "forward", "5", "6 4"]);
});

Deno.test("Rubric.score() hands hooks the rubric, the action, the result and the score", () => {
  const told = new Told(0.5);
  const seen: unknown[] = [];
  told.registerForwardPreHook((...parts) => void seen.push(parts));
  told.registerForwardHook((...parts) => void seen.push(parts));
  told.score("a", RESULT);
  assert.deepEqual(seen, [[told, "a", RESULT], [told, "a", RESULT, 0.5]]);
});

Deno.test("Rubric.score() is synchronous exactly as long as no forward and no hook returns a promise", async () => {
  const tree = rubric({ a: [new Gate(new Told(1)), 0.5], b: [new Sequential(new Told(1), new Told(0.5)), 0.5] });
  assert.equal(tree.score("a", RESULT), 0.75);
  const handle = tree.getRubric("b.rubric_1").registerForwardHook(() => Promise.resolve());
  const pending = tree.score("a", RESULT);
  assert.ok(pending instanceof Promise);
  assert.equal(await pending, 0.75);
  handle.remove();
  assert.equal(tree.score("a", RESULT), 0.75);
});

Deno.test("HookHandle takes off one hook, once, also at the end of a using block", () => {
  const told = new Told(1);
  let count = 0;
  const hook = () => void count++;
  const first = told.registerForwardHook(hook);
  told.registerForwardHook(hook);
  first.remove();
  first.remove();
  told.score("a", RESULT);
  assert.equal(count, 1);
  {
    using _handle = told.registerForwardPreHook(hook);
    told.score("a", RESULT);
  }
  assert.equal(count, 3);
  told.score("a", RESULT);
  assert.equal(count, 4);
});

Deno.test("HookHandle lets a hook take itself off while hooks run", () => {
  const told = new Told(1);
  const calls: string[] = [];
  const handle = told.registerForwardHook(() => {
    calls.push("once");
    handle.remove();
  });
  told.registerForwardHook(() => void calls.push("always"));
  told.score("a", RESULT);
  told.score("a", RESULT);
  assert.deepEqual(calls, ["once", "always", "always"]);
});

Deno.test("Rubric.lastScore is null before the first score, after a reset and after a failure", () => {
  const told = new Told(0.5);
  assert.equal(told.lastScore, null);
  told.score("a", RESULT);
  assert.equal(told.lastScore, 0.5);
  told.told = NaN;
  assert.throws(() => told.score("a", RESULT));
  assert.equal(told.lastScore, null);
  told.told = 1;
  told.score("a", RESULT);
  told.reset();
  assert.equal(told.lastScore, null);
});

Deno.test("Rubric.namedRubrics() lists descendants depth first, parents before children", () => {
  const review = new Review();
  assert.deepEqual(review.namedChildren().map(([name]) => name), ["code", "brief"]);
  assert.deepEqual(review.children(), [review.code, review.brief]);
  const paths = ["code", "code.syntax", "code.style", "code.style.rubric", "brief"];
  assert.deepEqual(review.namedRubrics().map(([path]) => path), paths);
  assert.deepEqual(review.namedRubrics("r").map(([path]) => path), paths.map((path) => `r.${path}`));
  assert.deepEqual(review.rubrics().length, 5);
  assert.equal(review.getRubric("code.style.rubric"), review.code.style.rubric);
});

Deno.test("Rubric.namedRubrics() follows a field that is set anew or deleted", () => {
  const review = new Review() as Partial<Review> & Review;
  const other = new Told(1);
  review.brief = other;
  assert.equal(review.getRubric("brief"), other);
  Reflect.deleteProperty(review, "brief");
  assert.deepEqual(review.children(), [review.code]);
});

Deno.test("Rubric.getRubric() suggests the nearest path when there is none", () => {
  const review = new Review();
  assert.throws(() => review.getRubric("code.sintax"), {
    name: "RubricNotFoundError",
    code: "RUBRIC_NOT_FOUND",
    message: 'Cannot find rubric "code.sintax": Review has none there, the nearest is "code.syntax"',
    data: { rubric: "code.sintax", nearest: "code.syntax" },
  });
  assert.throws(() => review.getRubric("entirely.elsewhere"), { data: { rubric: "entirely.elsewhere" } });
  assert.throws(() => review.getRubric(""), { code: "RUBRIC_NOT_FOUND" });
});

Deno.test("Rubric.reset() reaches every descendant, containers and fields alike", async () => {
  const leaves = [new Told(1), new Told(1), new Told(1)] as const;
  class Holder extends Rubric {
    readonly held = new Gate(new Sequential(leaves[0], new WeightedSum([leaves[1], leaves[2]], [0.5, 0.5])));
    override forward(): number {
      return 1;
    }
  }
  const holder = new Holder();
  assert.equal(holder.reset(), undefined);
  assert.deepEqual(leaves.map(({ resets }) => resets), [1, 1, 1]);
  let done = false;
  leaves[2].reset = () => Promise.resolve().then(() => void (done = true));
  const pending = holder.reset();
  assert.ok(pending instanceof Promise);
  await pending;
  assert.ok(done);
});

Deno.test("Rubric.reset() names the rubric whose reset threw", async () => {
  const review = new Review();
  const failing = { code: "RUBRIC_FAILED", data: { rubric: "code.syntax", part: "reset" } };
  review.code.syntax.reset = () => {
    throw new Error("no");
  };
  assert.throws(() => review.reset(), failing);
  review.code.syntax.reset = () => Promise.reject(new Error("no"));
  await assert.rejects(async () => await review.reset(), failing);
});

Deno.test("Rubric.score() names a failing rubric by its path from the root that was asked", async () => {
  const cause = new Error("boom");
  const throwing = () => {
    throw cause;
  };
  for (const scorer of [throwing, () => Promise.reject(cause)]) {
    const gate = new Gate(scorer);
    const tree = rubric({ code: [new Sequential(gate), 1] });
    const ask = async () => await tree.score("a", RESULT);
    await assert.rejects(ask, (error: RubricFailedError) => {
      assert.equal(error.code, "RUBRIC_FAILED");
      assert.deepEqual(error.data, { rubric: "code.rubric_0.rubric", part: "forward" });
      assert.equal(error.message, 'Cannot run forward of rubric "code.rubric_0.rubric": boom');
      assert.equal(error.cause, cause);
      return true;
    });
    await assert.rejects(async () => await gate.score("a", RESULT), { data: { rubric: "rubric", part: "forward" } });
  }
});

Deno.test("Rubric.score() names the rubric whose hook threw", async () => {
  for (const fail of [() => assert.fail("no"), () => Promise.reject(new Error("no"))]) {
    const review = new Review();
    const handle = review.code.syntax.registerForwardPreHook(fail);
    const ask = async () => await review.score("a", RESULT);
    await assert.rejects(ask, { code: "RUBRIC_FAILED", data: { rubric: "code.syntax", part: "pre_hook" } });
    handle.remove();
    review.code.registerForwardHook(fail);
    await assert.rejects(ask, {
      code: "RUBRIC_FAILED",
      message: 'Cannot run a hook of rubric "code": no',
      data: { rubric: "code", part: "hook" },
    });
  }
});

Deno.test("Rubric.score() refuses a score that is no finite number, and names the rubric", async () => {
  const wrong: [unknown, string][] = [
    [NaN, "NaN"],
    [-Infinity, "-Infinity"],
    [undefined, "undefined"],
    [null, "null"],
    ["1", "a string"],
    [true, "a boolean"],
    [1n, "a bigint"],
  ];
  for (const [score, found] of wrong) {
    for (const given of [score, Promise.resolve(score)]) {
      const review = new Review();
      review.code.syntax.told = given as number;
      await assert.rejects(async () => await review.score("a", RESULT), {
        code: "INVALID_REWARD",
        message: `Cannot use score of rubric "code.syntax": it is ${found}, expected a finite number`,
        data: { rubric: "code.syntax" },
      });
    }
  }
  assert.throws(() => new Told(NaN).score("a", RESULT), { data: { rubric: "Told" } });
});

Deno.test("Rubric.score() passes UnscoredError on with the path and the reason", async () => {
  const unscored = () => {
    throw new UnscoredError("the compiler is missing");
  };
  const tree = rubric({ tests: [new Gate(unscored), 0.5], style: [() => Promise.resolve(1), 0.5] });
  await assert.rejects(async () => await tree.score("a", RESULT), (error: UnscoredError) => {
    assert.ok(error instanceof UnscoredError);
    assert.deepEqual(error.data, { rubric: "tests.rubric", reason: "the compiler is missing" });
    assert.equal(error.message, 'Cannot score with rubric "tests.rubric": the compiler is missing');
    return true;
  });
});

Deno.test("Rubric.score() lets a rubric catch what a child threw", () => {
  class Lenient extends Rubric {
    readonly strict = new Told(NaN);
    override forward(action: unknown, result: StepResult<unknown>): number {
      try {
        return this.strict.score(action, result) as number;
      } catch {
        return 0.1;
      }
    }
  }
  assert.equal(new Lenient().score("a", RESULT), 0.1);
});

Deno.test("Rubric.check() refuses a cycle, before anything is scored or reset", () => {
  class Link extends Rubric {
    next?: Rubric;
    override forward(action: unknown, result: StepResult<unknown>): MaybePromise<number> {
      return this.next!.score(action, result);
    }
  }
  const [first, second] = [new Link(), new Link()];
  first.next = second;
  second.next = first;
  const refusal = { code: "INVALID_RUBRIC", data: { rubric: "next.next", problem: "cycle" } };
  assert.throws(() => first.score("a", RESULT), refusal);
  assert.throws(() => first.reset(), refusal);
  assert.throws(() => first.namedRubrics(), refusal);
  first.next = first;
  assert.throws(() => first.check(), { data: { rubric: "next", problem: "cycle" } });
});

Deno.test("Rubric.check() refuses a rubric in two places", () => {
  const shared = new Told(1);
  const tree = rubric({ a: [shared, 0.5], b: [new Gate(shared), 0.5] });
  assert.throws(() => tree.score("a", RESULT), {
    code: "INVALID_RUBRIC",
    message: 'Cannot use rubric "b.rubric": it is used at "a" too, make one rubric for each place',
    data: { rubric: "b.rubric", problem: "used_twice" },
  });
});

Deno.test("Rubric.check() refuses fields in which rubrics are not found", () => {
  const hidden: unknown[] = [[new Told(1)], new Set([new Told(1)]), new Map([["a", new Told(1)]]), { a: new Told(1) }];
  for (const parts of hidden) {
    class Hiding extends Rubric {
      readonly parts = parts;
      override forward(): number {
        return 1;
      }
    }
    const tree = rubric({ all: [new Hiding(), 1] });
    assert.throws(() => tree.score("a", RESULT), {
      code: "INVALID_RUBRIC",
      message: /"all": its field parts holds rubrics/,
      data: { rubric: "all", problem: "hidden" },
    });
  }
});

Deno.test("Rubric.check() is done again for a child that came later", () => {
  class Late extends Rubric {
    child?: Rubric;
    override forward(action: unknown, result: StepResult<unknown>): MaybePromise<number> {
      return this.child?.score(action, result) ?? 0;
    }
  }
  const late = new Late();
  assert.equal(late.score("a", RESULT), 0);
  const twice = new Told(1);
  late.child = rubric({ a: [twice, 0.5], b: [twice, 0.5] });
  assert.throws(() => late.score("a", RESULT), { code: "INVALID_RUBRIC" });
  assert.throws(() => late.check(), { data: { rubric: "child.b", problem: "used_twice" } });
});

Deno.test("Rubric.getRubric() finds every path that namedRubrics() lists, in any tree", () => {
  const { tree } = fc.letrec<{ tree: Rubric }>((tie) => ({
    tree: fc.oneof(
      { maxDepth: 4, withCrossShrink: true },
      fc.double({ min: -5, max: 5, noNaN: true }).map((told) => new Told(told)),
      tie("tree").map((child) => new Gate(child)),
      fc.array(tie("tree"), { minLength: 1, maxLength: 3 }).map((children) => new Sequential(...children)),
      fc.uniqueArray(fc.stringMatching(/^[^.]+$/), { minLength: 1, maxLength: 3 }).chain((names) =>
        fc.tuple(...names.map(() => tie("tree"))).map((children) => {
          const entries = children.map((child, index) => [names[index]!, [child, 1 / names.length]] as const);
          return rubric(Object.fromEntries(entries));
        })
      ),
    ),
  }));
  fc.assert(
    fc.property(tree, (root) => {
      const named = root.namedRubrics();
      assert.equal(new Set(named.map(([path]) => path)).size, named.length);
      for (const [path, found] of named) assert.equal(root.getRubric(path), found);
      const score = root.score("a", RESULT);
      assert.ok(typeof score === "number" && root.lastScore === score);
      root.reset();
      assert.ok(root.rubrics().every(({ lastScore }) => lastScore === null));
    }),
    { numRuns: CASE_COUNT },
  );
});
