import { type AnyImplementation, defineEnvironment } from "@openenv/core";
import { tasksFromArrays } from "@openenv/core/tasks";
import { z } from "zod";

/** An environment with tasks. */
const quizzed: AnyImplementation = defineEnvironment({
  name: "quizzed",
  action: z.object({ answer: z.int() }),
  observation: z.object({ question: z.string() }),
  tasks: tasksFromArrays({ train: [{ question: "1 + 1", answer: 2 }] }, { private: ["answer"] }),
}).implement(() => ({
  reset: () => ({ observation: { question: "" } }),
  step: () => ({ observation: { question: "" } }),
}));

export default quizzed;
