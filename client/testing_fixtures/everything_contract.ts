import { defineEnvironment } from "@openenv/core";
import { z } from "zod";

/** A contract that uses every feature of contracts. */
export const contract = defineEnvironment({
  name: "everything",
  action: z.object({
    do: z.enum(["draw", "hang", "late", "throw", "nan", "bad", "end"]).default("draw"),
    note: z.string().optional(),
    free: z.unknown().optional(),
  }),
  observation: z.object({ drawn: z.int(), items: z.array(z.string()), note: z.string().optional() }),
  state: z.object({ items: z.int() }),
  resetOptions: z.object({ flavor: z.string().default("plain") }),
  maxSteps: 50,
});

/** A record of what happens to the instances of an environment. */
export interface Seen {
  /** The codes with which their signals were aborted. */
  readonly aborted: unknown[];
  /** The time limits of their steps. */
  readonly timeouts: (number | undefined)[];
}

/** An environment whose actions each go wrong in their own way; its instances record what happens to them. */
export function makeEnvironment(seen: Seen = { aborted: [], timeouts: [] }) {
  return contract.implement(() => {
    const items: string[] = [];
    return {
      reset({ flavor }, { random }) {
        if (flavor === "sour") throw new RangeError("too sour");
        items.length = 0;
        return { observation: { drawn: random.int(1, 1000), items, note: flavor } };
      },
      async step({ do: what, note }, { random, signal, timeoutMs }) {
        seen.timeouts.push(timeoutMs);
        signal.addEventListener("abort", () => seen.aborted.push(signal.reason?.code));
        items.push(what);
        if (what === "hang") await new Promise((resolve) => signal.addEventListener("abort", resolve));
        if (what === "late") await new Promise((resolve) => setTimeout(resolve, 150));
        if (what === "throw") throw new RangeError("kaboom");
        if (what === "bad") return { observation: { drawn: 1.5, items } };
        const observation = { drawn: random.int(1, 1000), items, ...(note === undefined ? {} : { note }) };
        return { observation, reward: what === "nan" ? NaN : 0.5, terminated: what === "end", info: { what } };
      },
      state: () => ({ items: items.length }),
    };
  });
}
