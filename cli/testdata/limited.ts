import { type AnyImplementation, defineEnvironment } from "@openenv/core";
import { z } from "zod";

/** An environment with limits, and with an action whose text has every character that a shell treats specially. */
const limited: AnyImplementation = defineEnvironment({
  name: "limited",
  version: "2.1.0",
  maxSessions: 3,
  maxSteps: 5,
  action: z.object({ say: z.enum([`it's "so" \\ $HOME \`id\` !`]) }),
  observation: z.object({ said: z.string() }),
  resetOptions: z.object({ mood: z.enum(["it's", "fine"]) }),
}).implement(() => ({
  reset: ({ mood }) => ({ observation: { said: mood } }),
  step: ({ say }) => ({ observation: { said: `heard ${say.length} characters` }, reward: 1 }),
}));

export default limited;
