/**
 * Environments whose schemas use what JSON Schema has, for tools that read the OpenAPI document.
 *
 * @module
 */
import { defineEnvironment } from "@openenv/core";
import { taskOf, tasksFromArrays } from "@openenv/core/tasks";
import { z } from "zod";

interface Tree {
  label: string;
  children: Tree[];
}

const Tree: z.ZodType<Tree> = z.object({
  label: z.string(),
  get children() {
    return z.array(Tree).max(3);
  },
});

const Pet = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("cat"), lives: z.int().min(1).max(9) }),
  z.object({ kind: z.literal("dog"), tricks: z.array(z.string()) }),
]);

const Everything = z.object({
  pet: Pet,
  tree: Tree,
  maybe: z.string().nullish(),
  scores: z.record(z.string(), z.number()),
  pair: z.tuple([z.int(), z.boolean()]),
  both: z.intersection(z.object({ left: z.int() }), z.object({ right: z.string() })),
  id: z.uuid(),
  when: z.iso.datetime(),
  code: z.string().regex(/^[a-z]{2}[0-9]*$/),
  fives: z.int().multipleOf(5),
  share: z.number().gt(0).lt(1),
  named: z.object({ value: z.int() }).meta({ id: "Named" }),
  list: z.array(z.enum(["x", "y", "z"])).min(1).max(4),
  open: z.looseObject({ key: z.int() }),
  rest: z.object({ own: z.boolean() }).catchall(z.string()),
  free: z.json(),
  either: z.union([z.string(), z.int(), z.null()]),
});

/** Takes one of everything, and gives it back. */
export const everything = defineEnvironment({
  name: "everything_env",
  description: "Gives back what it gets.",
  action: Everything,
  observation: z.object({ got: Everything.nullable() }),
  state: z.object({ steps: z.int(), last: Everything.nullable() }),
  resetOptions: z.object({ level: z.enum(["easy", "hard"]), sizes: z.array(z.int().positive()).default([1]) }),
  maxSteps: 1000,
}).implement(() => {
  let [steps, last]: [number, z.infer<typeof Everything> | null] = [0, null];
  return {
    reset({ level, sizes }) {
      [steps, last] = [0, null];
      return { observation: { got: null }, info: { level, sizes } };
    },
    step(action) {
      [steps, last] = [steps + 1, action];
      return { observation: { got: action }, reward: action.share, truncated: action.fives === 5 };
    },
    state: () => ({ steps, last }),
  };
});

const Move = z.discriminatedUnion("type", [
  z.object({ type: z.literal("walk"), steps: z.int().min(0) }),
  z.object({ type: z.literal("say"), words: z.array(z.string()).max(5) }),
  z.object({ type: z.literal("wait") }).meta({ id: "Wait" }),
]);

/** Actions and observations that are one of several objects. */
export const variants = defineEnvironment({
  name: "variants",
  action: Move,
  observation: z.union([z.object({ start: z.boolean() }), Move]),
  requiresReset: false,
  allowStepAfterDone: true,
}).implement(() => ({
  reset: () => ({ observation: { start: true } }),
  step: (action) => ({ observation: action, terminated: action.type === "wait", info: { type: action.type } }),
}));

const GOALS = tasksFromArrays({
  train: [{ goal: "five", answer: 5 }, { goal: "ten", answer: 10 }],
  test: [{ goal: "six", answer: 6 }],
}, { private: ["answer"] });

/** Episodes about tasks. */
export const goals = defineEnvironment({
  name: "goals",
  action: z.object({ number: z.int() }),
  observation: z.object({ goal: z.string() }),
  tasks: GOALS,
}).implement(() => ({
  reset: (_, context) => ({ observation: { goal: taskOf(GOALS, context).public.goal } }),
  step({ number }, context) {
    const { public: { goal }, private: { answer } } = taskOf(GOALS, context);
    return { observation: { goal }, reward: number === answer ? 1 : 0, terminated: true };
  },
}));
