import assert from "node:assert/strict";
import { serveForTest } from "../server/serve_for_test.ts";
import { connect } from "./connect.ts";
import { makeEnvironment } from "./testing_fixtures/everything.ts";
import { TRANSPORTS } from "./testing_fixtures/servers.ts";
import { toHttpBase } from "./transport/base_url.ts";

/** Answers every request on a free port while a function runs. */
async function withServer(answer: () => Response, run: (url: string) => Promise<void>): Promise<void> {
  await using server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen() {} }, answer);
  await run(`http://127.0.0.1:${server.addr.port}`);
}

for (const transport of TRANSPORTS) {
  Deno.test(`connect() says what to do about a server that is none of OpenEnv (${transport})`, async () => {
    const page = () => new Response("<h1>Hello</h1>", { headers: { "content-type": "text/html; charset=utf-8" } });
    await withServer(page, async (url) => {
      await assert.rejects(connect(url, undefined, { transport }), {
        code: "CONNECTION_FAILED",
        message: /what answers there is no OpenEnv server: GET .* Check the address, its port and its path$/,
      });
    });
    await withServer(() => new Response("no", { status: 404 }), async (url) => {
      await assert.rejects(connect(url, undefined, { transport }), {
        code: "CONNECTION_FAILED",
        message: /what answers there is no OpenEnv server: GET \/health answered 404/,
      });
    });
  });

  Deno.test(`connect() says what to do where nothing listens (${transport})`, async () => {
    let gone = "";
    await withServer(() => new Response(), (url) => Promise.resolve(void (gone = url)));
    await assert.rejects(connect(gone, undefined, { transport }), {
      code: "CONNECTION_FAILED",
      message: /; no OpenEnv server answers there; check the address, or start one: openenv serve <environment>$/,
      data: { url: transport === "http" ? gone : `${gone.replace("http", "ws")}/ws` },
    });
  });
}

Deno.test("connect() names the scheme that it can't use", () => {
  for (const target of ["ftp://x", "file:///srv/x", "HTTPX://x"]) {
    const scheme = target.split(":")[0];
    assert.throws(() => toHttpBase(target), {
      code: "INVALID_OPTION",
      message: `Cannot use target "${target}": its scheme is ${scheme}, expected http, https, ws or wss, ` +
        "as in http://127.0.0.1:8000",
    });
  }
});

Deno.test("a client whose server was killed is told what to do", async () => {
  const server = await serveForTest(makeEnvironment());
  await using env = await connect(server.url);
  await env.reset();
  await server.running.shutdown();
  await assert.rejects(env.state(), {
    code: "CONNECTION_CLOSED",
    message: /; the episode is lost\. Once the server is there again, reconnect\(\) opens a new session$/,
  });
});

Deno.test("connect() names the transport for a runtime without a WebSocket, such as Node 20", async () => {
  await using server = await serveForTest(makeEnvironment());
  const { WebSocket } = globalThis;
  try {
    globalThis.WebSocket = undefined as never;
    await assert.rejects(connect(server.url), {
      code: "INVALID_OPTION",
      message: 'Cannot connect: this runtime has no WebSocket; use the option transport: "http", or Node 22 and later',
    });
    await using env = await connect(server.url, undefined, { transport: "http" });
    assert.equal((await env.reset()).done, false);
  } finally {
    globalThis.WebSocket = WebSocket;
  }
});
