import { defineEnvironment } from "@openenv/core";
import { z } from "zod";

/** The smallest file that begins like a PNG and has bytes of every kind. */
export const PNG: Uint8Array = Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 128, 255]);

/** An environment that draws as it is told, however harmful. */
export const drawn = defineEnvironment({
  name: "drawn",
  action: z.object({ draw: z.enum(["all", "throw", "wrong", "loop", "hang"]) }),
  observation: z.object({ draw: z.string() }),
});

/** The environment. */
export default drawn.implement(() => {
  let draw = "all";
  return {
    reset: () => ({ observation: { draw: draw = "all" } }),
    step: (action) => ({ observation: { draw: draw = action.draw } }),
    render() {
      if (draw === "throw") throw new TypeError("no ink");
      if (draw === "wrong") return { picture: 1 } as object;
      // Longer than any deadline of a test, but not for ever: the thread of a worker in a loop can't be ended.
      if (draw === "loop") { for (const end = Date.now() + 5000; Date.now() < end;); }
      if (draw === "hang") return new Promise(() => {});
      return { text: "<script>alert(1)</script>\x1b[31m", png: PNG, table: { rows: [["a", 1]] } };
    },
    webActions: () => [{ label: "again", action: { draw: "all" } }],
  };
});
