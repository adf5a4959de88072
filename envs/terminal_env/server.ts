/**
 * The server of terminal, as a value; `main.ts` binds it to a port.
 *
 * @module
 */
import { type App, createApp } from "@openenv/server";

/** The app: all routes of a server. Twenty sessions share a process, whose code has no permission but one variable. */
const app: App = createApp({ module: new URL("./environment.ts", import.meta.url) }, {
  host: {
    guarantees: ["killable", "no-files", "no-network"],
    permissions: { env: ["__MINIMATCH_TESTING_PLATFORM__"] },
    environmentsPerHost: 20,
  },
  limits: { stepMs: 30_000 },
});

export default app;
