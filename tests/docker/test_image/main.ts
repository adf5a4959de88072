/**
 * The program of the image for the tests. Its variable `MODE` chooses what it does, `SESSIONS` how many it serves.
 *
 * @module
 */
import { createApp, serve } from "@openenv/server";
import environment from "./environment.ts";

const MODES: Record<string, () => unknown> = {
  async serve() {
    const maxSessions = Number(Deno.env.get("SESSIONS") ?? 1);
    await serve(createApp(environment, { maxSessions }), { hostname: "0.0.0.0" });
  },
  broken() {
    console.log(`broken on purpose, secret ${Deno.env.get("SECRET")}`);
    Deno.exit(3);
  },
  silent() {
    console.log("silent on purpose");
    setInterval(() => {}, 1000);
  },
  async write() {
    await Deno.writeTextFile("/app/file", "");
  },
};

await MODES[Deno.env.get("MODE") ?? "serve"]!();
