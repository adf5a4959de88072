/**
 * The server of sql, as a value; `main.ts` binds it to a port.
 *
 * @module
 */
import { type App, createApp } from "@openenv/server";

/** The app: all routes of a server. A statement that takes longer than its limit costs its process, and nothing else. */
const app: App = createApp({ module: new URL("./environment.ts", import.meta.url) }, {
  host: { guarantees: ["killable", "no-files", "no-network"], permissions: {} },
  limits: { stepMs: 5000 },
});

export default app;
