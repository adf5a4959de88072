import { type AnyImplementation, defineTool, defineToolEnvironment, type ToolContext, ToolError } from "@openenv/core";
import { z } from "zod";

/** The world of the counter. */
export interface Counter {
  count: number;
}

const add = defineTool({
  name: "add",
  title: "Add",
  description: "Adds to the counter.",
  input: z.object({ by: z.int().min(1).default(1) }),
  output: z.object({ count: z.int() }),
  annotations: { destructiveHint: false },
  run({ by }, { world, setReward, endEpisode }: ToolContext<Counter>) {
    world.count += by;
    setReward(by / 10);
    if (world.count >= 10) endEpisode();
    return { count: world.count };
  },
});

const echo = defineTool({
  name: "echo",
  description: "Returns the text.",
  input: z.object({ text: z.string() }),
  output: z.string(),
  run: ({ text }) => text,
});

/** The signals of hanging calls, in order, with what they were aborted for. */
export const aborted: unknown[] = [];

const misbehave = defineTool({
  name: "misbehave",
  description: "Goes wrong in many ways.",
  input: z.object({ how: z.enum(["throw", "fail", "hang", "deaf", "wrong", "cycle", "huge", "reward"]) }),
  async run({ how }, { signal, progress, setReward }: ToolContext<Counter>): Promise<unknown> {
    switch (how) {
      case "throw":
        throw new Error("kaboom");
      case "fail":
        throw new ToolError("there is no such thing");
      case "hang":
        progress({ progress: 1, total: 2, message: "half" });
        return await new Promise((_, reject) => {
          signal.addEventListener("abort", () => {
            aborted.push(signal.reason);
            reject(signal.reason);
          });
        });
      case "deaf":
        return await new Promise(() => {});
      case "wrong":
        return new Date(0);
      case "cycle": {
        const cycle: Record<string, unknown> = {};
        return cycle.cycle = cycle;
      }
      case "reward":
        setReward(NaN);
        return "fine";
      default:
        return "x".repeat(40_000);
    }
  },
});

/** A tool environment with a world, in which tools set rewards, end the episode and go wrong. */
export const counter: AnyImplementation = defineToolEnvironment({
  name: "counter",
  description: "Counts to ten.",
  tools: [add, echo, misbehave],
  resetOptions: z.object({ from: z.int().default(0) }),
  toolTimeoutMs: 2000,
  start: ({ from }): Counter => ({ count: from }),
  readState: ({ count }) => ({ count }),
});

/** A tool environment whose calls do not depend on each other. */
export const stateless: AnyImplementation = defineToolEnvironment({ name: "stateless", tools: [echo] });
