import { type AnyImplementation, defineTool, defineToolEnvironment, type ToolContext } from "@openenv/core";
import { z } from "zod";

console.log("noise of the module");
console.table([{ noise: 1 }]);

const add = defineTool({
  name: "add",
  description: "Adds to the counter.",
  input: z.object({ by: z.int().default(1) }),
  run({ by }, { world, log, setReward }: ToolContext<{ count: number }>) {
    console.info("noise of the tool");
    log("adds", by);
    setReward(by);
    return world.count += by;
  },
});

/** A tool environment that writes where it should not, keeps the process busy, and has to be reset. */
const environment: AnyImplementation = defineToolEnvironment({
  name: "noisy_counter",
  description: "Counts aloud.",
  tools: [add],
  requiresReset: true,
  start() {
    setInterval(() => {}, 1000);
    return { count: 0 };
  },
  end: () => console.log("the world has ended"),
});

export default environment;
