import { defineTool, defineToolEnvironment, ToolError } from "@openenv/core";
import { z } from "zod";

const scale = defineTool({
  name: "scale",
  description: "Multiplies a value.",
  input: z.object({ value: z.number(), factor: z.number().default(2) }),
  output: z.number(),
  run: ({ value, factor }) => value * factor,
});
const fail = defineTool({
  name: "fail",
  description: "Fails.",
  input: z.object({}),
  run: () => {
    throw new ToolError("out of stock");
  },
});

/** An environment of tools, one of which fails. */
export default defineToolEnvironment({ name: "scales", tools: [scale, fail] });
