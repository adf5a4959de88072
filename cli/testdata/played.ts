import { defineEnvironment } from "@openenv/core";
import { z } from "zod";

const contract = defineEnvironment({
  name: "played",
  action: z.discriminatedUnion("type", [
    z.object({ type: z.literal("add"), by: z.int().min(1), note: z.string().default("") }),
    z.object({ type: z.literal("misbehave"), how: z.enum(["throw", "throw_drawing"]) }),
  ]),
  observation: z.object({ seen: z.string() }),
  resetOptions: z.object({ from: z.int().default(0) }),
});

/** An environment with forms, whose texts are hostile to terminals, and whose code fails when it is told to. */
export default contract.implement(() => {
  let count = 0;
  let how = "";
  return {
    reset({ from }) {
      [count, how] = [from, ""];
      return { observation: { seen: "\x1b[2J\x1b]0;owned\x07start" } };
    },
    step(action) {
      how = action.type === "misbehave" ? action.how : "";
      if (how === "throw") throw new Error("kaboom");
      if (action.type === "add") count += action.by;
      return { observation: { seen: "on" }, reward: 1, terminated: count >= 10, info: { secret: count } };
    },
    render() {
      if (how === "throw_drawing") throw new Error("no ink");
      return { text: `\x1b[1mcount ${count}\x1b[3;3H` };
    },
    webActions: () => [{ label: "Add ten", action: { type: "add" as const, by: 10 } }],
  };
});
