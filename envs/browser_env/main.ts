/**
 * The program of browser: hosts it, by default on http://127.0.0.1:8000. `--help` lists its options.
 *
 * @module
 */
import { serveMain } from "@openenv/server/main";
import app from "./server.ts";

await serveMain(app, { folder: import.meta.url });
