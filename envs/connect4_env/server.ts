/**
 * The server of connect4, as a value; `main.ts` binds it to a port.
 *
 * @module
 */
import { type App, createApp } from "@openenv/server";
import environment from "./environment.ts";

/** The app: all routes of a server. */
const app: App = createApp(environment, { readme: new URL("README.md", import.meta.url) });

export default app;
