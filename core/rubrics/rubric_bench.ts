/**
 * The cost of rubrics per step: a tree by itself, and in the runner, each compared with its baseline.
 *
 * The aim is below 2 microseconds for a tree of 20 synchronous rubrics.
 */
import { z } from "zod";
import { defineEnvironment } from "../contract/define_environment.ts";
import type { StepResult } from "../result.ts";
import { InlineHost } from "../session/inline_host.ts";
import type { HostedEnvironment } from "../session/environment_host.ts";
import { clipReward } from "../transforms/clip_reward.ts";
import { composeTransforms } from "../transforms/compose_transforms.ts";
import { recordEpisodeStatistics } from "../transforms/record_episode_statistics.ts";
import { Gate } from "./gate.ts";
import type { Rubric } from "./rubric.ts";
import { Sequential } from "./sequential.ts";
import { rubric } from "./short_form.ts";
import { WeightedSum } from "./weighted_sum.ts";

interface Move {
  readonly by: number;
}
interface Seen {
  readonly count: number;
}

const scorers = [
  ({ by }: Move) => by / 2,
  (_: Move, { observation }: StepResult<Seen>) => observation.count % 2,
  ({ by }: Move, { observation }: StepResult<Seen>) => by <= observation.count ? 1 : 0,
];

/** 20 rubrics: a sum of a gate, a sequence, a sum and a function, and their children. */
function createTree(): Rubric<Move, Seen> {
  const scorer = (index: number) => scorers[index % scorers.length]!;
  return rubric<Move, Seen>({
    gated: [new Gate(new WeightedSum([0, 1, 2, 3].map(scorer), [0.25, 0.25, 0.25, 0.25]), { threshold: 0.1 }), 0.25],
    ordered: [new Sequential(...[0, 3, 6, 9].map(scorer)), 0.25],
    mixed: [
      new WeightedSum([new Gate(scorer(0)), new Gate(scorer(1)), scorer(2), scorer(3)], Array(4).fill(0.25)),
      0.25,
    ],
    plain: [scorer(1), 0.25],
  });
}

const counter = defineEnvironment({
  name: "counter",
  action: z.object({ by: z.int() }),
  observation: z.object({ count: z.int() }),
});

type Extras = Parameters<typeof counter.implement>[0] extends () => infer Made ? Partial<Awaited<Made>> : never;

/** A runner around a synchronous environment, which returns a reward only if there is no rubric. */
function createRunner(makeExtras: () => Extras, includeRubricScores = false): HostedEnvironment {
  const environment = counter.implement(() => {
    let count = 0;
    const extras = makeExtras();
    const owed = extras.rubric === undefined ? { reward: 1 } : {};
    return {
      reset: () => ({ observation: { count: count = 0 } }),
      step: ({ by }) => ({ observation: { count: count += by }, ...owed }),
      ...extras,
    };
  });
  const made = new InlineHost(environment, { log: () => {}, includeRubricScores }).create() as HostedEnvironment;
  made.reset({ seed: 1 }, 1000);
  return made;
}

const tree = createTree();
if (tree.rubrics().length + 1 !== 20) throw new Error(`the tree has ${tree.rubrics().length + 1} rubrics`);
const move: Move = { by: 2 };
const seen: StepResult<Seen> = {
  observation: { count: 3 },
  reward: null,
  terminated: false,
  truncated: false,
  done: false,
  info: {},
};

Deno.bench("20 plain function calls, added up", { group: "tree", baseline: true }, () => {
  let sum = 0;
  for (let index = 0; index < 20; index++) sum += scorers[index % scorers.length]!(move, seen);
  if (sum < 0) throw new Error("unreachable");
});
Deno.bench("a tree of 20 synchronous rubrics", { group: "tree" }, () => {
  tree.score(move, seen);
});

const transform = composeTransforms(clipReward(-1, 1), recordEpisodeStatistics());
const bare = createRunner(() => ({}));
const single = createRunner(() => ({ rubric: rubric({ all: [scorers[0]!, 1] }) }));
const scored = createRunner(() => ({ rubric: createTree() }));
const attributed = createRunner(() => ({ rubric: createTree() }), true);
const transformed = createRunner(() => ({ transform }));
const action = { by: 2 };

Deno.bench("runner step, the author's reward", { group: "step", baseline: true }, () => {
  bare.step(action, 1000);
});
Deno.bench("runner step, a rubric of one function", { group: "step" }, () => {
  single.step(action, 1000);
});
Deno.bench("runner step, a tree of 20 rubrics", { group: "step" }, () => {
  scored.step(action, 1000);
});
Deno.bench("runner step, a tree of 20 rubrics, scores in info", { group: "step" }, () => {
  attributed.step(action, 1000);
});
Deno.bench("runner step, two transforms", { group: "step" }, () => {
  transformed.step(action, 1000);
});
