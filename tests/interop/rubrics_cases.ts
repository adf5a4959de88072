import { Random } from "@openenv/core";

/** A rubric of a generated tree, as both implementations build it. */
export type Node =
  | { readonly kind: "leaf"; readonly scores: readonly number[]; readonly isAsync: boolean }
  | { readonly kind: "sum"; readonly children: readonly Node[]; readonly weights: readonly number[] }
  | { readonly kind: "gate"; readonly child: Node; readonly threshold: number }
  | { readonly kind: "sequence"; readonly children: readonly Node[] }
  | { readonly kind: "mean"; readonly children: readonly Node[]; readonly names: readonly string[] | null }
  | { readonly kind: "trajectory"; readonly gamma: number; readonly intermediate: number; readonly factor: number };

/** A tree, and the episodes that it scores: the actions of each, the last one of which ends it. */
export interface RubricCase {
  readonly tree: Node;
  readonly episodes: readonly (readonly number[])[];
}

/** What came of one step: the score, every named rubric's last score, and each trajectory's step rewards. */
export interface StepOutcome {
  readonly score: number;
  readonly last: readonly (readonly [path: string, score: number | null])[];
  readonly rewards: readonly (readonly [path: string, rewards: readonly number[]])[];
}

/** Settings that one implementation may take and the other refuse. */
export interface Settings {
  readonly weights: readonly (readonly number[])[];
  readonly gammas: readonly number[];
}

const STEPS = 6;
const LEAF_SCORES = [0, 0, 0.1, 0.25, 0.5, 1 / 3, 0.9, 1, 1, 2, -0.5];
const THRESHOLDS = [0, 0.1, 0.5, 1, 1, -1];
const GAMMAS = [0, 0.5, 0.9, 0.99, 1];

/** Makes that many cases of a seed. */
export function makeCases(count: number, seed: number): RubricCase[] {
  const random = new Random(seed);
  return Array.from({ length: count }, () => ({
    tree: makeNode(random, random.int(0, 4)),
    episodes: Array.from({ length: 2 }, () => list(random.int(1, STEPS), () => random.int(-3, 3) / 4)),
  }));
}

/** Makes settings on both sides of what is allowed. */
export function makeSettings(count: number, seed: number): Settings {
  const random = new Random(seed);
  const offsets = [0, 5e-7, 9.9e-7, -9.9e-7, 1.1e-6, -1.1e-6, 0.1, -1, 1];
  const weights = list(count, () => {
    const [first, ...rest] = makeWeights(random, random.int(1, 4));
    return [first! + random.choice(offsets), ...rest];
  });
  return { weights, gammas: [...GAMMAS, -1e-9, 1 + 1e-9, -1, 2, ...list(count, () => 3 * random.float() - 1)] };
}

function makeNode(random: Random, depth: number): Node {
  if (depth === 0) return random.bool(0.2) ? makeTrajectory(random) : makeLeaf(random);
  const children = list(random.int(1, 4), () => makeNode(random, random.int(0, depth - 1)));
  switch (random.int(0, 3)) {
    case 0:
      return { kind: "sum", children, weights: makeWeights(random, children.length) };
    case 1:
      return { kind: "gate", child: children[0]!, threshold: random.choice(THRESHOLDS) };
    case 2:
      return { kind: "sequence", children };
    default:
      return { kind: "mean", children, names: random.bool() ? children.map((_, index) => `part_${index}`) : null };
  }
}

function makeLeaf(random: Random): Node {
  return { kind: "leaf", scores: list(STEPS, () => random.choice(LEAF_SCORES)), isAsync: random.bool(0.25) };
}

function makeTrajectory(random: Random): Node {
  const gamma = random.bool() ? random.choice(GAMMAS) : random.float();
  return { kind: "trajectory", gamma, intermediate: random.choice([0, 0, 0.25, -1]), factor: random.float() };
}

/** Random weights that sum to 1 as closely as floating point lets them. */
function makeWeights(random: Random, count: number): number[] {
  const parts = list(count, () => random.float() + 0.01);
  const sum = parts.reduce((total, part) => total + part, 0);
  return parts.map((part) => part / sum);
}

function list<T>(count: number, make: () => T): T[] {
  return Array.from({ length: count }, make);
}
