// The environment that most examples here use: guess a number from 1 to 100.

import { defineEnvironment } from "@openenv/core";
import { z } from "zod";

export const guess = defineEnvironment({
  name: "guess",
  action: z.object({ number: z.int().min(1).max(100) }),
  observation: z.object({ hint: z.enum(["start", "higher", "lower", "right"]) }),
});

export default guess.implement(() => {
  let secret = 0;
  return {
    reset(_options, { random }) {
      secret = random.int(1, 100);
      return { observation: { hint: "start" } };
    },
    step({ number }) {
      const hint = number === secret ? "right" : number < secret ? "higher" : "lower";
      return { observation: { hint }, reward: hint === "right" ? 1 : 0, terminated: hint === "right" };
    },
  };
});
