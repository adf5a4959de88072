import { Hono } from "@hono/hono";
import { connect } from "@openenv/client";
import assert from "node:assert/strict";
import { HttpEnvServer } from "./http_env_server.ts";
import { type Servable, serve } from "./serve.ts";
import environment from "./testdata/environment.ts";

const QUIET = { port: 0, handleSignals: false, crashGuard: false, onListen: () => {} };

async function playUnder(mount: (app: Hono, sub: Hono) => unknown): Promise<unknown> {
  const [app, sub] = [new Hono(), new Hono()];
  const server = new HttpEnvServer(environment);
  server.registerRoutes(sub);
  mount(app, sub);
  const running = await serve({ fetch: (request) => app.fetch(request) } as Servable, QUIET);
  const env = await connect(`${running.url}/env`);
  try {
    return (await env.reset({}, { timeoutMs: 2000 })).observation;
  } finally {
    await env.close();
    await server.close();
    await running.shutdown();
  }
}

Deno.test("HttpEnvServer.registerRoutes() plays under app.route", async () => {
  assert.deepEqual(await playUnder((app, sub) => app.route("/env", sub)), {});
});

Deno.test("HttpEnvServer.registerRoutes() breaks with an error under app.mount, as documented", async () => {
  await assert.rejects(playUnder((app, sub) => app.mount("/env", sub.fetch)), { code: "CONNECTION_CLOSED" });
});

Deno.test("HttpEnvServer.registerRoutes() takes any router of the same shape", async () => {
  const handlers = new Map<string, (context: { req: { raw: Request } }) => Response | Promise<Response>>();
  const server = new HttpEnvServer(environment);
  server.registerRoutes({ on: (method, path, handler) => handlers.set(`${method} ${path}`, handler) });
  const raw = new Request("http://localhost/health");
  assert.deepEqual(await (await handlers.get("GET /health")!({ req: { raw } })).json(), { status: "healthy" });
});

Deno.test("HttpEnvServer.deserializeAction() and serializeObservation() do what /step does", () => {
  const server = new HttpEnvServer(environment);
  assert.deepEqual(server.deserializeAction({ metadata: {} }), {});
  assert.throws(() => server.deserializeAction({ nope: 1 }), { code: "VALIDATION_ERROR" });
  const result = { observation: { a: 1 }, reward: 2, terminated: true, truncated: false, done: true, info: { k: 1 } };
  assert.deepEqual(server.serializeObservation(result), {
    observation: { metadata: { k: 1 }, a: 1 },
    reward: 2,
    done: true,
    terminated: true,
    truncated: false,
    metadata: { k: 1 },
  });
});
