import { defineEnvironment } from "@openenv/core";
import { z } from "zod";

/** An environment that draws itself. */
export default defineEnvironment({
  name: "drawn",
  action: z.object({ n: z.int() }),
  observation: z.object({ n: z.int() }),
}).implement(() => {
  let last = 0;
  return {
    reset: () => ({ observation: { n: last = 0 } }),
    step: ({ n }) => ({ observation: { n: last = n } }),
    render: () => ({ text: `n is ${last}`, png: Uint8Array.from([137, 80, 78, 71, 13, 10, 26, 10, last]) }),
  };
});
