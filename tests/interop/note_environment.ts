/**
 * The Note environment of `note_server.py`, on our side of the wire.
 *
 * @module
 */

import { defineEnvironment, type EpisodeContext } from "@openenv/core";
import { tasksFromArrays } from "@openenv/core/tasks";
import { z } from "zod";

const DEFAULT_STEP_TIMEOUT_MS = 300_000;

/** What clients of the Note environment know. */
export const note = defineEnvironment({
  name: "note_env",
  action: z.object({ message: z.string().min(1), n: z.int().min(0).max(10).default(1) }),
  observation: z.object({
    echoed: z.string(),
    inner: z.object({ timeout: z.number().nullable() }).nullable(),
  }),
  state: z.object({ extra_thing: z.int() }),
  resetOptions: z.object({ flavor: z.string().nullish() }),
});

/** The environment; the factory has the name of the Python class, since error frames carry it. */
export const noteEnvironment = note.implement(function NoteEnvironment() {
  return {
    reset({ seed, flavor }) {
      const observation = { echoed: `ready ${seed} ${flavor ?? "None"}`, inner: null };
      return flavor === "meta" ? { observation, info: { from: "reset" } } : { observation };
    },
    step({ message, n }, context) {
      if (message === "boom") throw new Error("kaboom");
      if (message === "meta") {
        return { observation: { echoed: "x", inner: null }, reward: 0.5, info: { k: 1, list: [1] } };
      }
      return { observation: { echoed: message.repeat(n), inner: { timeout: timeoutOf(context) } }, reward: 0.5 };
    },
    state: () => ({ extra_thing: 3 }),
  };
});

/** The same with the tasks of `task_server.py`, and in each a private part that the reference has no word for. */
export const taskEnvironment = defineEnvironment({
  ...note,
  tasks: tasksFromArrays({ train: rows("train"), hard: rows("hard") }, { private: ["answer"] }),
}).implement(noteEnvironment.factory);

function rows(split: string): { id: string; answer: number }[] {
  return [0, 1, 2].map((index) => ({ id: `${split}-${index}`, answer: index }));
}

/** The same contract, and a factory that throws. */
export const failingEnvironment = note.implement(function NoteEnvironment() {
  throw new Error("no notes today");
});

/** In seconds as the reference says it; null where the caller has asked for nothing. */
function timeoutOf({ timeoutMs }: EpisodeContext): number | null {
  return timeoutMs === DEFAULT_STEP_TIMEOUT_MS ? null : timeoutMs / 1000;
}
