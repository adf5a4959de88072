/**
 * For programs that host an environment: `serveMain` is all of a package's `main.ts`.
 *
 * ```ts no-eval
 * import { serveMain } from "@openenv/server/main";
 * import app from "./server.ts";
 *
 * await serveMain(app, { folder: import.meta.url });
 * ```
 *
 * @module
 */
export { DRAIN_RULE, readDrainMs } from "../drain_time.ts";
export { describeNextSteps, playCommand, type TriedServer } from "./next_steps.ts";
export { PORT_RULE, readPort } from "./read_flags.ts";
export { serveAndAnnounce, type ServeAndAnnounceOptions } from "./serve_and_announce.ts";
export { serveMain, type ServeMainOptions } from "./serve_main.ts";
export { denoCommand, quote } from "./shell.ts";
export { killAtSecondSignal } from "../signals/kill_at_second_signal.ts";
