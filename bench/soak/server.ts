/**
 * The server of the soak: ours, as an author would start it, with short limits. Its arguments are a port, the number of
 * slots and a seed.
 *
 * @module
 */
import { Random } from "@openenv/core";
import { createApp, createLogger, serve } from "@openenv/server";
import { setTimeout as sleep } from "node:timers/promises";
import { answerCommands } from "../processes/commands.ts";
import { countTimers } from "./count_timers.ts";
import { Audit, createSoakEnvironment } from "./world.ts";

/** The commands of the server: report its counts and its memory, after two forced collections. */
export type SoakServerCommands = { readonly measure: typeof measure };

/** How long the runtime may take for the tasks that follow a collection, in milliseconds. */
const TASKS_MS = 250;

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
  log: createLogger({ write: () => {} }),
});
const log = createLogger({ write: () => strayErrors++ });
const server = await serve(app, { port, shutdownTimeoutMs: 5_000, onListen: () => {}, log });
await answerCommands({ measure });

async function measure() {
  for (let round = 0; round < 2; round++) {
    (globalThis as { gc?: () => void }).gc?.();
    // The runtime frees what it keeps beside a collected response in a later task.
    await sleep(TASKS_MS);
  }
  const { instances, repeated } = audit;
  const { heapUsed, rss } = Deno.memoryUsage();
  const counts = { sessions: app.sessionCount, instances, repeated, strayErrors, timers: timers.size };
  return { port: server.port, ...counts, heapUsed, rss };
}
