import { type AnyImplementation, defineEnvironment } from "@openenv/core";
import { type AnyTaskProvider, tasksFromArrays } from "@openenv/core/tasks";
import { z } from "zod";

/** Tasks with a private part. */
export const SUMS = tasksFromArrays({
  train: [0, 1, 2].map((n) => ({ id: `train-${n}`, sum: `${n} + 1`, answer: n + 1 })),
  hard: [{ id: "big", sum: "99 + 1", answer: 100 }],
}, { private: ["answer"] });

/** An environment with these tasks, which does nothing. */
export function makeTaskEnvironment(tasks: AnyTaskProvider | undefined): AnyImplementation {
  return defineEnvironment({ name: "sums", action: z.object({}), observation: z.object({}), tasks })
    .implement(() => ({ reset: () => ({ observation: {} }), step: () => ({ observation: {} }) }));
}

export default makeTaskEnvironment(SUMS);
