import { defineEnvironment, type SchemaMismatchError } from "@openenv/core";
import { hashContract } from "@openenv/core/contract";
import assert from "node:assert/strict";
import { z } from "zod";
import { serveForTest } from "../server/serve_for_test.ts";
import { holdTimeouts } from "../tests/held_timers.ts";
import { connect } from "./connect.ts";
import { EnvClient } from "./env_client.ts";
import { notFound, sessionRequired, sleep, standIn, TRANSPORTS, until } from "./testing_fixtures/servers.ts";

const LIMIT_MS = 54_321;
const mine = define("1.0.0", "count");
const theirs = define("2.0.0", "total");

function define(version: string, key: string) {
  const observation = z.object({ [key]: z.int() });
  return defineEnvironment({ name: "counter", version, action: z.object({ by: z.int() }), observation });
}

/** An environment that has one observation. */
function environment(contract: typeof mine, key: string) {
  const result = { observation: { [key]: 0 } };
  return contract.implement(() => ({ reset: () => result, step: () => result }));
}

/** A stand-in that supports both transports and answers `/metadata` as the test wants. */
function describedServer(metadata: (request: Request) => Response | Promise<Response>) {
  return standIn((route, request) => {
    if (route === "GET /metadata") return metadata(request);
    if (route === "GET /state") return sessionRequired();
    return route === "GET /ws" ? Deno.upgradeWebSocket(request).response : notFound();
  });
}

for (const transport of TRANSPORTS) {
  Deno.test(`connect() takes a server of the same schemas, whatever its version (${transport})`, async () => {
    await using server = await serveForTest(environment(define("1.0.1", "count"), "count"));
    await using env = await connect(server.url, mine, { transport });
    assert.deepEqual((await env.reset()).observation, { count: 0 });
  });

  Deno.test(`connect() refuses a server of another contract (${transport})`, async () => {
    await using server = await serveForTest(environment(theirs, "total"));
    const client = { name: "counter", version: "1.0.0", hash: await hashContract(mine) };
    const host = { name: "counter", version: "2.0.0", hash: await hashContract(theirs) };
    await assert.rejects(connect(server.url, mine, { transport }), (error: SchemaMismatchError) => {
      assert.deepEqual([error.code, error.name], ["SCHEMA_MISMATCH", "SchemaMismatchError"]);
      assert.deepEqual(error.data, { client, server: host });
      for (const text of ["1.0.0", "2.0.0", "counter", client.hash, host.hash, "allowSchemaMismatch"]) {
        assert(error.message.includes(text), error.message);
      }
      return true;
    });
    await using lazy = new EnvClient(server.url, mine, { transport });
    for (let attempts = 0; attempts < 2; attempts++) await assert.rejects(lazy.reset(), { code: "SCHEMA_MISMATCH" });
    await lazy.close();
    while (server.app.sessionCount > 0) await sleep(5);
  });

  Deno.test(`connect() goes on in spite of another contract if it may, and without one (${transport})`, async () => {
    await using server = await serveForTest(environment(theirs, "total"));
    await using env = await connect(server.url, mine, { transport, allowSchemaMismatch: true });
    assert.deepEqual((await env.reset()).observation, { total: 0 });
    await using untyped = await connect(server.url, undefined, { transport });
    assert.deepEqual((await untyped.reset()).observation, { total: 0 });
  });

  Deno.test(`connect() takes a server that does not say what it hosts (${transport})`, async () => {
    const python = { name: "CounterEnvironment", description: "", readme_content: null, version: "1.0.0" };
    const answers: readonly (() => Response)[] = [
      () => Response.json(python),
      () => Response.json({ ...python, schema_hash: null }),
      () => Response.json(["schema_hash"]),
      () => new Response("Internal Server Error", { status: 500 }),
      () => new Response(JSON.stringify({ schema_hash: "other" }), { status: 401 }),
      () => new Response("<html>"),
      () => new Response(null, { status: 307, headers: { location: "/elsewhere" } }),
      notFound,
    ];
    for (const answer of answers) {
      await using server = describedServer(answer);
      await using _env = await connect(server.url, mine, { transport });
      assert(server.asked.includes("GET /metadata"));
      assert(!server.asked.includes("GET /elsewhere"));
    }
  });

  Deno.test(`connect() sends headers and token with the question, once (${transport})`, async () => {
    const seen: unknown[] = [];
    await using server = describedServer(({ headers }) => {
      seen.push([headers.get("authorization"), headers.get("x-one")]);
      return notFound();
    });
    const options = { transport, token: "secret", headers: { "x-one": "1" } };
    await using _env = await connect(server.url, mine, options);
    assert.deepEqual(seen, [["Bearer secret", "1"]]);
  });

  Deno.test(`connect() waits for the answer no longer than connectTimeoutMs (${transport})`, async () => {
    const given = Promise.withResolvers<void>();
    await using server = describedServer(() => given.promise.then(notFound));
    using limits = holdTimeouts(LIMIT_MS);
    // Once the connection is open its own limit is gone; the limit that is left is the request's.
    const isLate = () => server.asked.includes("GET /metadata") && limits.size === 1;
    const [env] = await Promise.all([
      connect(server.url, mine, { transport, connectTimeoutMs: LIMIT_MS }),
      until(isLate).then(() => limits.fire()),
    ]);
    await using _env = env;
    await using impatient = new EnvClient(server.url, mine, { transport });
    await assert.rejects(impatient.connect({ signal: AbortSignal.timeout(30) }), { name: "TimeoutError" });
    given.resolve();
  });

  Deno.test(`connect() says why it could not connect rather than that the contract differs (${transport})`, async () => {
    const metadata = { name: "counter", version: "2.0.0", schema_hash: "other" };
    await using server = standIn((route) => route === "GET /metadata" ? Response.json(metadata) : notFound());
    await assert.rejects(connect(server.url, mine, { transport }), { code: "CONNECTION_FAILED" });
  });
}

Deno.test("connect() does not ask in process", async () => {
  await using env = await connect(environment(mine, "count"));
  assert.deepEqual((await env.reset()).observation, { count: 0 });
});
