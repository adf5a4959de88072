import { z } from "zod";
import { defineEnvironment } from "../contract/define_environment.ts";
import type { AnyImplementation } from "../contract/contract.ts";

/**
 * The environment of the protocol's test vectors. This implementation always knows its seed, and its steps have no
 * timeout of their own.
 */
export const note: AnyImplementation = defineEnvironment({
  name: "note_env",
  action: z.object({ message: z.string().min(1), n: z.int().min(0).max(10).default(1) }),
  observation: z.object({ echoed: z.string(), inner: z.object({ timeout: z.number().nullable() }).nullable() }),
  state: z.object({ extra_thing: z.int() }),
  resetOptions: z.object({ flavor: z.string().optional() }),
}).implement(() => ({
  reset({ seed, flavor }) {
    const observation = { echoed: `ready ${seed} ${flavor ?? "None"}`, inner: null };
    return flavor === "meta" ? { observation, info: { from: "reset" } } : { observation };
  },
  step({ message, n }) {
    if (message === "boom") throw new Error("kaboom");
    if (message === "meta") {
      return { observation: { echoed: "x", inner: null }, reward: 0.5, info: { k: 1, list: [1] } };
    }
    return { observation: { echoed: message.repeat(n), inner: { timeout: null } }, reward: 0.5 };
  },
  state: () => ({ extra_thing: 3 }),
}));
