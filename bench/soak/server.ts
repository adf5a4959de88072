/**
 * The server of the soak: ours, as an author would start it, with short limits. Its arguments are a port, the number of
 * slots and a seed.
 *
 * @module
 */
import { Random } from "@openenv/core";
import { createApp, serve } from "@openenv/server";
import { answerCommands } from "../processes/commands.ts";
import { countTimers } from "./count_timers.ts";
import { Audit, createSoakEnvironment } from "./world.ts";

/** What the server can be asked: for its counts and its memory, after two forced collections, and to fill its memory. */
export type SoakServerCommands = { readonly measure: typeof measure; readonly remember: typeof remember };

/** How many requests that opened or ended a session the server remembers, so that none is carried out twice. */
const REMEMBERED = 10_000;

const timers = countTimers();
const [port, maxSessions, seed] = Deno.args.map(Number) as [number, number, number];
const audit = new Audit();
let strayErrors = 0;
const app = createApp(createSoakEnvironment(audit, new Random(seed)), {
  maxSessions,
  idleTimeoutMs: 20_000,
  httpIdleTimeoutMs: 8_000,
  pingTimeoutMs: 6_000,
  bodyTimeoutMs: 2_000,
  limits: { createMs: 1_000, resetMs: 5_000, stepMs: 2_000, closeMs: 500 },
  log: () => {},
});
const server = await serve(app, { port, shutdownTimeoutMs: 5_000, onListen: () => {}, log: () => strayErrors++ });
await answerCommands({ measure, remember });

/** Has the server remember refused requests only; otherwise, what it remembers would count as leaked. */
async function remember() {
  for (let count = 0; count < REMEMBERED; count++) {
    const headers = { "OpenEnv-Request-Id": crypto.randomUUID() };
    await app.fetch(new Request("http://localhost/step", { method: "POST", headers, body: "{" }));
  }
}

function measure() {
  for (let round = 0; round < 2; round++) (globalThis as { gc?: () => void }).gc?.();
  const { instances, repeated } = audit;
  const { heapUsed, rss } = Deno.memoryUsage();
  const counts = { sessions: app.sessionCount, instances, repeated, strayErrors, timers: timers.size };
  return { port: server.port, ...counts, heapUsed, rss };
}
