import assert from "node:assert/strict";
import { ExponentialDiscountingTrajectoryRubric } from "./exponential_discounting_trajectory_rubric.ts";
import { Gate } from "./gate.ts";
import { LLMJudge } from "./llm_judge.ts";
import { Rubric } from "./rubric.ts";
import { rubric } from "./short_form.ts";
import { TrajectoryRubric } from "./trajectory_rubric.ts";
import { stepResult } from "../testing_fixtures/step_result.ts";

class Won extends ExponentialDiscountingTrajectoryRubric {
  override scoreTrajectory(): number {
    return 1;
  }
}

function makeTree() {
  return rubric({
    won: [new Won({ gamma: 0.5, intermediateReward: 0.1, maxSteps: 7 }), 0.6],
    judged: [new Gate(new LLMJudge("{action}", () => Promise.resolve("1")), { threshold: 0.4 }), 0.4],
  });
}

const STATE = {
  "weights": [0.6, 0.4],
  "won.intermediate_reward": 0.1,
  "won.max_steps": 7,
  "won.gamma": 0.5,
  "judged.threshold": 0.4,
  "judged.rubric.template": "{action}",
  "judged.rubric.score_pattern": new LLMJudge("{action}", () => Promise.resolve("")).stateDict().score_pattern,
  "judged.rubric.score_flags": "gim",
  "judged.rubric.default_score": null,
  "judged.rubric.clamp": [0, 1],
  "judged.rubric.timeout_ms": 60_000,
};

Deno.test("Rubric.stateDict() has the configuration of every rubric, by path, as JSON carries it", () => {
  const tree = makeTree();
  assert.deepEqual(tree.stateDict(), STATE);
  assert.deepEqual(JSON.parse(JSON.stringify(tree.stateDict())), STATE);
});

Deno.test("Rubric.loadStateDict() takes over what stateDict() wrote, and shares nothing with it", () => {
  const tree = makeTree();
  const state = structuredClone({ ...STATE, "weights": [0.25, 0.75], "won.gamma": 1, "judged.rubric.clamp": null });
  tree.loadStateDict(state);
  assert.deepEqual(tree.stateDict(), state);
  assert.deepEqual(tree.weights, [0.25, 0.75]);
  state.weights[0] = 9;
  (tree.stateDict().weights as number[])[0] = 9;
  assert.deepEqual(tree.weights, [0.25, 0.75]);
});

Deno.test("Rubric.stateDict() has no scores and no trajectories", () => {
  const won = new Won();
  const before = won.stateDict();
  won.score("a", stepResult());
  assert.deepEqual(won.stateDict(), before);
});

Deno.test("Rubric.loadStateDict() refuses missing and unknown keys, with the nearest known one", () => {
  const tree = makeTree();
  const { "won.gamma": _, ...missing } = STATE;
  const refusal = (message: RegExp) => ({
    code: "INVALID_RUBRIC",
    message,
    data: { rubric: "WeightedSum", problem: "state" },
  });
  assert.throws(() => tree.loadStateDict(missing), refusal(/its state has no key "won.gamma"/));
  assert.throws(
    () => tree.loadStateDict({ ...STATE, "won.gama": 1 }),
    refusal(/"won.gama", .* nearest is "won.gamma"/),
  );
  assert.throws(() => tree.loadStateDict(null as never), refusal(/its state is null, expected an object/));
});

Deno.test("Rubric.loadStateDict() loads all of a state or nothing of it, and names the rubric that refused", () => {
  const tree = makeTree();
  const changed = { ...STATE, "weights": [0.5, 0.5], "won.gamma": 0.9, "judged.threshold": 0.1 };
  const wrong: [string, unknown, string, string][] = [
    ["weights", [0.5], "WeightedSum", "weight_count"],
    ["won.gamma", 2, "won", "gamma"],
    ["won.intermediate_reward", "1", "won", "intermediate_reward"],
    ["won.max_steps", 0, "won", "max_steps"],
    ["judged.threshold", null, "judged", "threshold"],
    ["judged.rubric.template", "rate it", "judged.rubric", "template"],
    ["judged.rubric.score_pattern", "(", "judged.rubric", "score_pattern"],
    ["judged.rubric.default_score", "0", "judged.rubric", "default_score"],
    ["judged.rubric.clamp", [1, 0], "judged.rubric", "clamp"],
    ["judged.rubric.timeout_ms", 0, "judged.rubric", "timeout"],
  ];
  for (const [key, value, path, problem] of wrong) {
    const load = () => tree.loadStateDict({ ...changed, [key]: value });
    assert.throws(load, { code: "INVALID_RUBRIC", data: { rubric: path, problem } }, key);
    assert.deepEqual(tree.stateDict(), STATE, key);
  }
});

Deno.test("Rubric.loadStateDict() names a rubric of one's own whose loading threw", () => {
  class Own extends Rubric {
    override forward(): number {
      return 1;
    }
    protected override ownState(): Record<string, unknown> {
      return { limit: 1 };
    }
    protected override loadOwnState({ limit }: Readonly<Record<string, unknown>>): void {
      if (limit !== 1) throw new RangeError("limit is not 1");
    }
  }
  const tree = rubric({ own: [new Own(), 1] });
  tree.loadStateDict({ "weights": [1], "own.limit": 1 });
  assert.throws(() => tree.loadStateDict({ "weights": [1], "own.limit": 2 }), {
    code: "RUBRIC_FAILED",
    data: { rubric: "own", part: "state" },
  });
});

Deno.test("TrajectoryRubric of one's own keeps the inherited configuration", () => {
  class Quick extends TrajectoryRubric {
    override scoreTrajectory(): number {
      return 1;
    }
    override computeStepRewards(): number[] {
      return [];
    }
  }
  assert.deepEqual(new Quick().stateDict(), { intermediate_reward: 0, max_steps: 10_000 });
});
