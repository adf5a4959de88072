import { defineEnvironment } from "@openenv/core";
import assert from "node:assert/strict";
import { z } from "zod";
import type { AppOptions } from "../options.ts";
import { serveForTest, type ServerForTest } from "../serve_for_test.ts";
import { RawHttp } from "../testdata/raw_http.ts";

const MIB = 1 << 20;

const counter = defineEnvironment({
  name: "counter",
  action: z.object({ by: z.int().default(1), text: z.string().optional(), free: z.unknown().optional() }),
  observation: z.object({ count: z.int() }),
}).implement(() => {
  let count = 0;
  return {
    reset: () => ({ observation: { count: count = 0 } }),
    step: ({ by }) => ({ observation: { count: count += by } }),
  };
});

/** A server with a session that must go on whatever happens beside it. */
class Stage implements AsyncDisposable {
  readonly server: ServerForTest;
  readonly #session: string;
  #count = 0;

  private constructor(server: ServerForTest, session: string) {
    this.server = server;
    this.#session = session;
  }

  static async make(options: AppOptions = {}): Promise<Stage> {
    const server = await serveForTest(counter, options);
    const { session_id } = await (await fetch(`${server.url}/reset`, { method: "POST" })).json();
    return new Stage(server, session_id);
  }

  get port(): number {
    return this.server.running.port;
  }

  async post(path: string, body: BodyInit, headers: HeadersInit = {}): Promise<{ status: number; body: Answer }> {
    const own = { "OpenEnv-Session": this.#session, "Content-Type": "application/json" };
    const response = await fetch(`${this.server.url}${path}`, {
      method: "POST",
      body,
      headers: { ...own, ...headers },
    });
    return { status: response.status, body: await response.json() };
  }

  /** Fails unless the session has counted on, and is still the only one. */
  async assertWell(what: string): Promise<void> {
    const { status, body } = await this.post("/step", '{"action":{}}');
    assert.deepEqual([status, body.observation], [200, { metadata: {}, count: ++this.#count }], what);
    assert.equal(this.server.app.sessionCount, 1, what);
    assert.deepEqual(this.server.logged, [], what);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.server[Symbol.asyncDispose]();
  }
}

// deno-lint-ignore no-explicit-any -- whatever the server says
type Answer = any;

const HOST = "Host: 127.0.0.1\r\n";
const CHUNKED = `POST /reset HTTP/1.1\r\n${HOST}Transfer-Encoding: chunked\r\n`;
const CHUNK = "2\r\n{}\r\n0\r\n\r\n";

/** The runtime's own answers; `undefined` where it hangs up. */
const MALFORMED: readonly [what: string, request: string, status: number | undefined][] = [
  ["a length beside chunks", `${CHUNKED}Content-Length: 4\r\n\r\n${CHUNK}`, 400],
  ["two lengths", `POST /reset HTTP/1.1\r\n${HOST}Content-Length: 4\r\nContent-Length: 2\r\n\r\n{}{}`, 400],
  ["a negative length", `POST /reset HTTP/1.1\r\n${HOST}Content-Length: -2\r\n\r\n{}`, 400],
  ["a length with a sign", `POST /reset HTTP/1.1\r\n${HOST}Content-Length: +2\r\n\r\n{}`, 400],
  ["another coding", `POST /reset HTTP/1.1\r\n${HOST}Transfer-Encoding: xchunked\r\n\r\n${CHUNK}`, 400],
  ["a coding after chunked", `POST /reset HTTP/1.1\r\n${HOST}Transfer-Encoding: chunked, gzip\r\n\r\n${CHUNK}`, 400],
  ["a chunk size that is no number", `${CHUNKED}\r\nzz\r\n{}\r\n0\r\n\r\n`, undefined],
  ["a chunk size that overflows", `${CHUNKED}\r\nfffffffffffffffff\r\n{}\r\n0\r\n\r\n`, undefined],
  ["a folded header", `GET /state HTTP/1.1\r\n${HOST}OpenEnv-Session: a\r\n b\r\n\r\n`, 400],
  ["a NUL in a header", `GET /state HTTP/1.1\r\n${HOST}OpenEnv-Session: a\0b\r\n\r\n`, 400],
  ["a bare CR in a header", `GET /state HTTP/1.1\r\n${HOST}OpenEnv-Session: a\rX: b\r\n\r\n`, 400],
  ["a space before the colon", `GET /state HTTP/1.1\r\n${HOST}OpenEnv-Session : a\r\n\r\n`, 400],
  ["a header of 1 MiB", `GET /state HTTP/1.1\r\n${HOST}OpenEnv-Session: ${"a".repeat(MIB)}\r\n\r\n`, 400],
  ["a thousand headers", `GET /state HTTP/1.1\r\n${HOST}${"A: b\r\n".repeat(1000)}\r\n`, 400],
  ["another protocol", "\x16\x03\x01\x02\x00\x01\x00\r\n\r\n", 400],
];

Deno.test("requests that are no HTTP are refused, and nothing else is disturbed", async () => {
  await using stage = await Stage.make();
  for (const [what, request, status] of MALFORMED) {
    using connection = await RawHttp.connect(stage.port);
    await connection.send(request);
    assert.equal((await connection.answer())?.status, status, what);
    assert.equal(await connection.answer(), undefined, `${what}: the connection ends, whatever came behind`);
    await stage.assertWell(what);
  }
});

Deno.test("a session id that tries to be more than one header is just an unknown id", async () => {
  await using stage = await Stage.make();
  const ids = ["a\r\nX-Injected: b", "a%0d%0aX-Injected:%20b", "\xe9\xff", "'; --", "a\r\nOpenEnv-Session: b"];
  for (const id of ids) {
    using connection = await RawHttp.connect(stage.port);
    await connection.send(`GET /state HTTP/1.1\r\n${HOST}OpenEnv-Session: ${id}\r\n\r\n`);
    const answer = await connection.answer();
    assert.deepEqual([answer?.status, JSON.parse(answer!.body).code], [404, "SESSION_LOST"], id);
    assert.doesNotMatch(answer!.head, /injected/i, id);
    await stage.assertWell(id);
  }
});

Deno.test("an upgrade that is no handshake is refused with a code of its own (#12)", async () => {
  await using stage = await Stage.make();
  const handshakes = ["Connection: Upgrade", "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA=="];
  for (const path of ["/ws", "/mcp"]) {
    for (const line of handshakes) {
      using connection = await RawHttp.connect(stage.port);
      await connection.send(`GET ${path} HTTP/1.1\r\n${HOST}Upgrade: websocket\r\n${line}\r\n\r\n`);
      const answer = await connection.answer();
      assert.deepEqual([answer?.status, JSON.parse(answer!.body).code], [400, "INVALID_UPGRADE"], line);
      assert.match(JSON.parse(answer!.body).detail, /^Cannot open WebSocket: .*header/, line);
      await stage.assertWell(line);
    }
  }
});

Deno.test("a body that is cut short is no request", async () => {
  await using stage = await Stage.make();
  const requests = [
    `POST /reset HTTP/1.1\r\n${HOST}Content-Length: 20\r\n\r\n{"seed":`,
    `${CHUNKED}\r\n14\r\n{"seed":`,
    `${CHUNKED}\r\n2\r\n{}\r\n`,
  ];
  for (const request of requests) {
    {
      using connection = await RawHttp.connect(stage.port);
      await connection.send(request);
      await new Promise((resolve) => setTimeout(resolve, 30));
    }
    await stage.assertWell(request);
  }
});

const BODIES: readonly [what: string, body: BodyInit, status: number, type: string][] = [
  ["no JSON", "by=1", 422, "json_invalid"],
  ["a JSON text with something behind it", '{"action":{}} {}', 422, "json_invalid"],
  ["bytes that are no UTF-8", Uint8Array.from('{"action":{"text":"\xe9"}}', byteOf), 422, "json_invalid"],
  ["UTF-8 that ends in the middle", Uint8Array.from('{"action":{}}\xc3', byteOf), 422, "json_invalid"],
  ["compressed bytes", new Uint8Array([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3]), 422, "json_invalid"],
  ["a number", "5", 422, "model_attributes_type"],
  ["NaN for an integer", '{"action":{"by":NaN}}', 422, "finite_number"],
  ["Infinity for an integer", '{"action":{"by":-Infinity}}', 422, "finite_number"],
  ["a number that overflows", '{"action":{"by":1e999}}', 422, "finite_number"],
  ["NaN for a time", '{"action":{},"timeout_s":NaN}', 422, "finite_number"],
  ["a key that is no property", '{"action":{"__proto__":{"by":5}}}', 422, "extra_forbidden"],
];

Deno.test("bodies that cannot be read are answered with 422 and the kind of failure", async () => {
  await using stage = await Stage.make();
  for (const [what, body, status, type] of BODIES) {
    const answer = await stage.post("/step", body);
    assert.equal(answer.status, status, what);
    assert.deepEqual([answer.body.code, answer.body.detail[0].type], ["VALIDATION_ERROR", type], what);
    await stage.assertWell(what);
  }
});

Deno.test("bodies nested deeper than 64 levels are answered with 413", async () => {
  await using stage = await Stage.make();
  for (const levels of [64, 100_000]) {
    const free = "[".repeat(levels) + "]".repeat(levels);
    for (const path of ["/step", "/reset", "/mcp"]) {
      const answer = await stage.post(path, `{"action":{"free":${free}}}`);
      assert.deepEqual([answer.status, answer.body.code], [413, "TOO_LARGE"], `${path} ${levels}`);
    }
    await stage.assertWell(`${levels} levels`);
  }
});

Deno.test("the content type of a body is not looked at, and of two equal keys the last one counts", async () => {
  await using stage = await Stage.make();
  for (
    const type of ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "nonsense"]
  ) {
    const { status } = await stage.post("/step", '{"action":{"by":7},"action":{"by":7,"by":0}}', {
      "Content-Type": type,
    });
    assert.equal(status, 200, type);
    await stage.assertWell(type);
  }
});

Deno.test("a body of 20 MiB is answered with 413, and the connection goes on", async () => {
  await using stage = await Stage.make();
  const piece = new Uint8Array(MIB).fill(0x20);
  const heads: readonly [head: string, before: string, after: string][] = [
    [`Content-Length: ${20 * MIB}\r\n\r\n`, "", ""],
    ["Transfer-Encoding: chunked\r\n\r\n", `${MIB.toString(16)}\r\n`, "\r\n"],
  ];
  for (const [head, before, after] of heads) {
    using connection = await RawHttp.connect(stage.port);
    await connection.send(`POST /step HTTP/1.1\r\n${HOST}${head}`);
    for (let count = 0; count < 20; count++) {
      for (const part of [before, piece, after]) assert(await connection.send(part));
    }
    if (before !== "") await connection.send("0\r\n\r\n");
    await connection.send(`GET /health HTTP/1.1\r\n${HOST}\r\n`);
    const refusal = await connection.answer();
    assert.deepEqual([refusal?.status, JSON.parse(refusal!.body).code], [413, "TOO_LARGE"], head);
    assert.deepEqual((await connection.answer())?.body, '{"status":"healthy"}', head);
    await stage.assertWell(head);
  }
});

Deno.test("a body that trickles in delays nobody, and is given up after bodyTimeoutMs", async () => {
  await using stage = await Stage.make({ bodyTimeoutMs: 400 });
  const slow = await Promise.all(Array.from({ length: 20 }, () => RawHttp.connect(stage.port)));
  for (const connection of slow) await connection.send(`POST /reset HTTP/1.1\r\n${HOST}Content-Length: 1000\r\n\r\n`);
  let answered = false;
  const answers = Promise.all(slow.map((connection) => connection.answer())).finally(() => answered = true);
  for (let count = 0; !answered; count++) {
    for (const connection of slow) await connection.send(" ");
    await stage.assertWell(`while ${slow.length} bodies trickle in`);
    await new Promise((resolve) => setTimeout(resolve, 20));
    assert(count < 200, "the server waits for ever");
  }
  for (const answer of await answers) {
    assert.deepEqual([answer?.status, JSON.parse(answer!.body).code], [504, "TIMEOUT"]);
  }
  slow.forEach((connection) => connection[Symbol.dispose]());
  await stage.assertWell("afterwards");
});

function byteOf(character: string): number {
  return character.charCodeAt(0);
}
