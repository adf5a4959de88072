import { defineEnvironment } from "@openenv/core";
import { tasksFromArrays } from "@openenv/core/tasks";
import { z } from "zod";

const kept: Uint8Array[] = [];

/** An environment that does as it is told, however harmful. */
export const deeds = defineEnvironment({
  name: "deeds",
  action: z.object({ do: z.string(), n: z.int().default(1) }),
  observation: z.object({ said: z.string(), count: z.int() }),
  state: z.object({ count: z.int() }),
  resetOptions: z.object({ from: z.int().min(0).default(0) }),
  tasks: tasksFromArrays({ train: [{ q: "one", answer: 1 }] }, { private: ["answer"] }),
});

class Deeds {
  #count = 0;

  reset({ from, seed }: { from: number; seed: number }) {
    this.#count = from;
    return { observation: { said: `seed ${seed}`, count: this.#count }, reward: 0 };
  }

  async step(
    action: { do: string; n: number },
    { log, signal }: { log: (...data: unknown[]) => void; signal: AbortSignal },
  ) {
    this.#count += action.n;
    let said = action.do;
    switch (action.do) {
      case "throw":
        throw new TypeError("kaboom");
      case "wrong":
        return { observation: { said: 5 as unknown as string, count: this.#count } };
      case "hang":
        await new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
        break;
      case "loop":
        // Longer than any deadline of a test, but not for ever: the thread of a worker in a loop can't be ended.
        for (const end = Date.now() + 5000; Date.now() < end;);
        break;
      case "exit":
        Deno.exit(3);
        break;
      case "memory":
        for (;;) kept.push(new Uint8Array(8 << 20).fill(1));
      case "read":
        said = await Deno.readTextFile("/etc/hostname").then(() => "read", (error) => error.name);
        break;
      case "net":
        said = await Deno.connect({ port: 9 }).then(() => "connected", (error) => error.name);
        break;
      case "env":
        try {
          said = String(Deno.env.get("HOME"));
        } catch (error) {
          said = (error as Error).name;
        }
        break;
      case "log":
        log("hello", { from: "inside" });
        console.log("printed");
        break;
    }
    return { observation: { said, count: this.#count }, reward: 0.5, terminated: action.do === "end" };
  }

  state() {
    return { count: this.#count };
  }
}

export default deeds.implement(() => new Deeds());
