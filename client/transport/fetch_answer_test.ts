import assert from "node:assert/strict";
import { DEFAULT_CONNECTION_LIMITS } from "../../core/protocol/connection.ts";
import { HttpEnvClient } from "../http_env_client.ts";
import { connect } from "../connect.ts";
import { contract } from "../testing_fixtures/everything.ts";
import { sessionRequired, standIn } from "../testing_fixtures/servers.ts";

const { maxOutboundBytes: LIMIT } = DEFAULT_CONNECTION_LIMITS;
const RESULT = '{"observation":{},"reward":null,"done":false,"session_id":"s1"}';
const CHUNK = new TextEncoder().encode(" ".repeat(1_000_000));

/** A result, and spaces after it: one million at a time, `chunks` times; what was taken is counted. */
function spaces(chunks: number) {
  const taken = { chunks: 0, cancelled: false };
  const stream = new ReadableStream<Uint8Array<ArrayBuffer>>({
    start: (controller) => controller.enqueue(new TextEncoder().encode(RESULT)),
    pull(controller) {
      if (taken.chunks++ < chunks) controller.enqueue(CHUNK);
      else controller.close();
    },
    cancel: () => void (taken.cancelled = true),
  });
  return { stream, taken };
}

Deno.test("an HTTP client reads no more of a reply than a message may have, after decompression (#12)", async () => {
  const { stream: bomb } = spaces(80);
  const zipped = await new Response(bomb.pipeThrough(new CompressionStream("gzip"))).arrayBuffer();
  assert(zipped.byteLength < 100_000);
  const headers = { "content-encoding": "gzip" };
  const { stream: endless, taken } = spaces(Infinity);
  const { stream: metadata } = spaces(Infinity);
  await using server = standIn((route) => {
    if (route === "GET /metadata") return new Response(metadata);
    if (route === "GET /state") return sessionRequired();
    if (route === "POST /reset") return new Response(spaces(50).stream);
    if (route === "POST /step") return new Response(endless);
    return route === "GET /list_environments" ? Response.json(["e"]) : new Response(zipped, { headers });
  });
  await using env = await connect(server.url, contract, { transport: "http" });
  await using plain = new HttpEnvClient(server.url);
  await plain.reset();
  const tooLarge = { code: "TOO_LARGE", message: `Cannot read reply: it has more than ${LIMIT} bytes` };
  await assert.rejects(plain.step({}), tooLarge);
  assert(taken.chunks < 100, String(taken.chunks));
  await assert.rejects(env.taskRange("train"), tooLarge);
});
