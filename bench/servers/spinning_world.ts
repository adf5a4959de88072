import { defineEnvironment } from "@openenv/core";
import { z } from "zod";

const contract = defineEnvironment({
  name: "spinning",
  action: z.object({ spin_ms: z.int().min(0) }),
  observation: z.object({ steps: z.int() }),
});

/** A world whose steps keep their thread busy for as long as they are told to. */
export default contract.implement(() => {
  let steps = 0;
  return {
    reset: () => ({ observation: { steps: steps = 0 } }),
    step({ spin_ms }) {
      const until = performance.now() + spin_ms;
      while (performance.now() < until);
      return { observation: { steps: ++steps }, reward: 0 };
    },
  };
});
