/**
 * A program for the tests of `serve`: hosts an environment whose actions are what can go wrong with a process. Its
 * argument holds options of `serve`, as JSON.
 *
 * @module
 */
import { defineEnvironment } from "@openenv/core";
import { createApp, serve } from "@openenv/server";
import { z } from "zod";

/** More than the system takes of a reply that the client does not read. */
const LARGE = 32 << 20;

const environment = defineEnvironment({
  name: "slow",
  action: z.object({ do: z.enum(["wait", "reject", "throw", "large"]) }),
  observation: z.object({ text: z.string() }),
}).implement(() => ({
  reset: () => ({ observation: { text: "ready" } }),
  async step({ do: what }) {
    if (what === "wait") console.log("step running");
    if (what === "reject") void Promise.reject(new Error("left behind"));
    if (what === "throw") setTimeout(() => fail("thrown later"));
    if (what === "large") return { observation: { text: "x".repeat(LARGE) } };
    await new Promise((resolve) => setTimeout(resolve, 200));
    return { observation: { text: "done" } };
  },
  async close() {
    await new Promise((resolve) => setTimeout(resolve, 20));
    console.log("environment closed");
  },
}));

function fail(message: string): never {
  throw new Error(message);
}

await serve(createApp(environment), { port: 0, ...JSON.parse(Deno.args[0] ?? "{}") });
