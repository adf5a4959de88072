/**
 * The server of coding, as a value; `main.ts` binds it to a port.
 *
 * @module
 */
import { type App, createApp } from "@openenv/server";
import environment from "./environment.ts";

/** The app: `/ws` and `/health`. */
const app: App = createApp(environment);

export default app;
