// An environment inside an existing app: its routes are added to a Hono app, under /env.
//
// `app.route` keeps the WebSocket working; `app.mount` would break it, since it creates a new Request.

import { Hono } from "@hono/hono";
import { connect } from "@openenv/client";
import { HttpEnvServer, serve } from "@openenv/server";
import assert from "node:assert/strict";
import environment, { guess } from "./guess.ts";

const envServer = new HttpEnvServer(environment, { maxSessions: 8 });
const routes = new Hono();
envServer.registerRoutes(routes);

const app = new Hono();
app.get("/", (context) => context.text("the app's own page"));
app.route("/env", routes);

// This is not an `App`, so readiness and closing are passed on by hand.
await using server = await serve({
  fetch: (request) => app.fetch(request),
  ready: () => envServer.ready(),
  close: (timeoutMs) => envServer.close(timeoutMs),
}, { port: 0 });

assert.equal(await (await fetch(server.url)).text(), "the app's own page");
assert.deepEqual(await (await fetch(`${server.url}/env/health`)).json(), { status: "healthy" });

await using env = await connect(`${server.url}/env`, guess);
await env.reset({ seed: 7 });
const { observation } = await env.step({ number: 50 });
assert.ok(["higher", "lower", "right"].includes(observation.hint));
assert.equal(envServer.sessionCount, 1);
console.log(`the app answers, and so does the environment: ${observation.hint}`);
