import type { MaybePromise, StepResult } from "@openenv/core";
import {
  ExponentialDiscountingTrajectoryRubric,
  FunctionRubric,
  Gate,
  Rubric,
  RubricDict,
  RubricList,
  Sequential,
  type TrajectoryStep,
  WeightedSum,
} from "@openenv/core/rubrics";
import assert from "node:assert/strict";
import { runPython } from "./python.ts";
import {
  makeCases,
  makeSettings,
  type Node,
  type RubricCase,
  type Settings,
  type StepOutcome,
} from "./rubrics_cases.ts";

/**
 * Rubrics and trajectories score as the Python package's do: the same trees, the same episodes, number by number.
 *
 * Left out of the comparison are the differences of docs/rubrics.md, "Compared with the Python package": its reset
 * neither reaches rubrics inside containers nor forgets last scores (`rubrics_reference.py` does both by hand), an empty
 * `Sequential` scores 1 there and is refused here, so is a rubric in two places, and scores that are no finite numbers
 * are passed on there.
 */
const CASES = 1000;
const SETTINGS = 200;
const SEED = 20261121;
const RELATIVE_TOLERANCE = 1e-12;

interface Seen {
  readonly step: number;
}

class Mean extends Rubric<number, Seen> {
  readonly parts: RubricList<number, Seen> | RubricDict<number, Seen>;
  readonly #members: readonly Rubric<number, Seen>[];

  constructor(children: readonly Rubric<number, Seen>[], names: readonly string[] | null) {
    super();
    const pairs = children.map((child, index) => [names?.[index] ?? "", child] as const);
    this.parts = names === null ? new RubricList(children) : new RubricDict(Object.fromEntries(pairs));
    this.#members = children;
  }

  override async forward(action: number, result: StepResult<Seen>): Promise<number> {
    let total = 0;
    for (const part of this.#members) total += await part.score(action, result);
    return total / this.#members.length;
  }
}

class Weighed extends ExponentialDiscountingTrajectoryRubric<number, Seen> {
  readonly #factor: number;

  constructor({ gamma, intermediate, factor }: Extract<Node, { kind: "trajectory" }>) {
    super({ gamma, intermediateReward: intermediate });
    this.#factor = factor;
  }

  override scoreTrajectory(trajectory: readonly TrajectoryStep<number, Seen>[]): number {
    return trajectory.reduce((total, { action }, place) => total + this.#factor * action * (place + 1), 0);
  }
}

function build(node: Node): Rubric<number, Seen> {
  switch (node.kind) {
    case "leaf":
      return new FunctionRubric((_, { observation }): MaybePromise<number> => {
        const score = node.scores[observation.step]!;
        return node.isAsync ? Promise.resolve(score) : score;
      });
    case "sum":
      return new WeightedSum(node.children.map(build), node.weights);
    case "gate":
      return new Gate(build(node.child), { threshold: node.threshold });
    case "sequence":
      return new Sequential(...node.children.map(build));
    case "mean":
      return new Mean(node.children.map(build), node.names);
    case "trajectory":
      return new Weighed(node);
  }
}

async function play({ tree, episodes }: RubricCase): Promise<StepOutcome[]> {
  const root = build(tree);
  const everyone: [string, Rubric][] = [["", root], ...root.namedRubrics()];
  const outcomes: StepOutcome[] = [];
  for (const episode of episodes) {
    root.reset();
    for (const [step, action] of episode.entries()) {
      const terminated = step === episode.length - 1;
      const flags = { terminated, truncated: false, done: terminated };
      const score = await root.score(action, { observation: { step }, reward: null, ...flags, info: {} });
      const last = everyone.map(([path, { lastScore }]) => [path, lastScore] as const);
      const trajectories = everyone.filter((entry): entry is [string, Weighed] => entry[1] instanceof Weighed);
      const rewards = trajectories.map(([path, rubric]) => [path, rubric.computeStepRewards() as number[]] as const);
      outcomes.push({ score, last, rewards });
    }
  }
  return outcomes;
}

function judge({ weights, gammas }: Settings): unknown {
  const trajectory = { kind: "trajectory", intermediate: 0, factor: 1 } as const;
  return {
    weights: weights.map((given) => takes(() => new WeightedSum(given.map(() => () => 1), given))),
    gammas: gammas.map((gamma) => takes(() => new Weighed({ ...trajectory, gamma }))),
  };
}

function takes(make: () => unknown): boolean {
  try {
    make();
    return true;
  } catch (error) {
    assert.equal((error as { code?: string }).code, "INVALID_RUBRIC");
    return false;
  }
}

/** Like `deepEqual`, with numbers that may differ in their last digits: the two languages' powers do. */
function assertClose(ours: unknown, theirs: unknown, place: string): void {
  if (typeof ours === "number" && typeof theirs === "number") {
    const allowed = RELATIVE_TOLERANCE * Math.max(1, Math.abs(theirs));
    assert.ok(Math.abs(ours - theirs) <= allowed, `${place}: ours ${ours}, theirs ${theirs}`);
  } else if (typeof ours === "object" && ours !== null && typeof theirs === "object" && theirs !== null) {
    assert.deepEqual(Object.keys(ours), Object.keys(theirs), place);
    for (const [key, value] of Object.entries(ours)) {
      assertClose(value, (theirs as Record<string, unknown>)[key], `${place}.${key}`);
    }
  } else {
    assert.equal(ours, theirs, place);
  }
}

Deno.test(`rubrics score ${CASES} generated trees and trajectories as the Python package's do`, async () => {
  const cases = makeCases(CASES, SEED);
  const settings = makeSettings(SETTINGS, SEED);
  const path = await Deno.makeTempFile({ prefix: "openenv_rubrics_", suffix: ".json" });
  try {
    await Deno.writeTextFile(path, JSON.stringify({ cases, settings }));
    const { lines } = await runPython("rubrics_reference.py", [path]);
    const theirs = lines.map((line) => JSON.parse(line));
    assert.equal(theirs.length, CASES + 1);
    for (const [index, given] of cases.entries()) {
      assertClose(await play(given), theirs[index], `case ${index} of ${JSON.stringify(given.tree)}`);
    }
    assert.deepEqual(judge(settings), theirs.at(-1));
    assertVariety(cases, theirs.at(-1));
  } finally {
    await Deno.remove(path);
  }
});

/** The comparison is worth something only if the cases have a bit of everything. */
function assertVariety(cases: readonly RubricCase[], taken: { weights: boolean[]; gammas: boolean[] }): void {
  const text = JSON.stringify(cases);
  for (const kind of ["leaf", "sum", "gate", "sequence", "mean", "trajectory"]) {
    assert.ok(text.split(`"kind":"${kind}"`).length > CASES / 4, kind);
  }
  for (const answers of Object.values(taken)) assert.deepEqual([...new Set(answers)].sort(), [false, true]);
}
