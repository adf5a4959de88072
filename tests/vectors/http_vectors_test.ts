import assert from "node:assert/strict";
import { compareHttp } from "./compare_http.ts";
import type { HttpReceived, HttpVector } from "./http_vector.ts";
import { HTTP_VECTORS } from "./http_vectors.ts";
import { SESSION_VECTORS } from "./session_vectors.ts";

const SESSION = "0b5d3c1e-4b5a-4f0e-9a64-5f3f3c7d1f2a";
const JSON_TYPE = "application/json";
const ENDS = '"terminated":false,"truncated":false';

/** A plausible value for each name that recorded texts use. */
function filledIn(template: string): string {
  return template.replaceAll("<text>", "some text").replaceAll("<integer>", "12").replaceAll("<version>", "2.14")
    .replaceAll("<uuid>", SESSION).replaceAll("<S>", SESSION);
}

function vector(id: string): HttpVector {
  const found = HTTP_VECTORS.find((row) => row.id === id);
  assert.ok(found !== undefined, `no vector ${id}`);
  return found;
}

/** An answer with this body, and otherwise as recorded. */
function received(row: HttpVector, body = filledIn(row.body), sessionId: string | null = null): HttpReceived {
  const contentType = /^[[{]/.test(row.body) ? JSON_TYPE : "text/plain; charset=utf-8";
  return { status: row.status, body, contentType, sessionId };
}

Deno.test("every recorded body is JSON, or one of the plain texts", () => {
  for (const { id, body, ours } of HTTP_VECTORS) {
    for (const text of [body, ours?.answer.body ?? ""]) {
      if (text === "" || text === "Internal Server Error") continue;
      assert.doesNotThrow(() => JSON.parse(filledIn(text)), `${id}: ${text}`);
    }
  }
  for (const { id, receive } of SESSION_VECTORS.flat()) {
    if (receive !== null) assert.doesNotThrow(() => JSON.parse(filledIn(receive)), id);
  }
});

Deno.test("compareHttp() accepts what was recorded", () => {
  for (const row of HTTP_VECTORS) {
    assert.deepEqual(compareHttp(row, received(row), { server: "theirs", sessionId: SESSION }), [], row.id);
  }
});

Deno.test("compareHttp() names another status, content type and body", () => {
  const row = vector("health");
  const other = { ...received(row), status: 503, contentType: "text/html" };
  assert.deepEqual(compareHttp(row, other, { server: "theirs" }), [
    "status: expected 200, got 503",
    "content type: expected application/json, got text/html",
  ]);
  assert.match(compareHttp(row, received(row, '{"status": "healthy"}'), { server: "theirs" }).join(), /^other bytes/);
  assert.deepEqual(compareHttp(row, received(row, '{"status":"ill"}'), { server: "ours" }), [
    'status: expected "healthy", got "ill"',
  ]);
  const crash = vector("step-raises");
  assert.deepEqual(compareHttp(crash, received(crash, "Oops"), { server: "theirs" }), ["body: got Oops"]);
});

Deno.test("compareHttp() takes our additional keys out of our results only, and checks them", () => {
  const row = vector("reset-seed-text");
  const plain = filledIn(row.body);
  const ours = `${plain.slice(0, -1)},${ENDS},"session_id":"${SESSION}"}`;
  assert.deepEqual(compareHttp(row, received(row, ours, SESSION), { server: "ours" }), []);
  assert.equal(compareHttp(row, received(row, ours, SESSION), { server: "theirs" }).length, 3);
  assert.match(compareHttp(row, received(row, ours, "other"), { server: "ours" }).join(), /but the header says other/);
  assert.match(compareHttp(row, received(row, plain), { server: "ours" }).join(), /must be booleans/);
});

Deno.test("compareHttp() takes code and data out of our errors, if the code is one", () => {
  const row = vector("reset-negative-seed");
  const withCode = (code: string) => `${row.body.slice(0, -1)},"code":"${code}","more":1}`;
  assert.deepEqual(compareHttp(row, received(row, withCode("VALIDATION_ERROR")), { server: "ours" }), []);
  assert.deepEqual(compareHttp(row, received(row, withCode("OOPS")), { server: "ours" }), ['code: "OOPS" is no code']);
  const unlinked = filledIn(vector("step-empty-action").body).replace(/,"url":"[^"]*"/, "");
  const action = vector("step-empty-action");
  assert.deepEqual(compareHttp(action, received(action, unlinked), { server: "ours" }), []);
  assert.notDeepEqual(compareHttp(action, received(action), { server: "ours" }), []);
});

Deno.test("compareHttp() wants our keys of /metadata and takes the reason out of a failed factory", () => {
  const row = vector("metadata");
  const ours = row.ours!.answer.body;
  const load = '"max_sessions":4,"active_sessions":0,"closing_sockets":0,"unread_bytes":0';
  const wanted = `${ours.slice(0, -1)},${load},"schema_hash":"${"a".repeat(64)}"}`;
  assert.deepEqual(compareHttp(row, received(row, wanted), { server: "ours" }), []);
  assert.equal(compareHttp(row, received(row, ours), { server: "ours" }).length, 5);
  const factory = vector("rpc-failing-create");
  const reason = factory.body.replace(/}}}$/, ',"reason":"no notes today"}}}');
  assert.deepEqual(compareHttp(factory, received(factory, reason), { server: "ours" }), []);
});

Deno.test("compareHttp() does not compare what the reference's library says of itself, and wants both styles alike", () => {
  const row = vector("tool-list");
  const ours = (other: unknown) => {
    const body = JSON.parse(row.body);
    for (const tool of body.result.tools) {
      tool.meta = null;
      tool.input_schema = other ?? tool.inputSchema;
      tool.output_schema = tool.outputSchema;
    }
    return received(row, JSON.stringify(body));
  };
  assert.deepEqual(compareHttp(row, ours(undefined), { server: "ours" }), []);
  assert.match(compareHttp(row, ours({}), { server: "ours" }).join(), /echo_message: input_schema is another/);
  assert.notDeepEqual(compareHttp(row, ours(undefined), { server: "theirs" }), []);
  const call = vector("tool-call");
  const plain = call.body.replace('"meta":{"fastmcp":{"wrap_result":true}}', '"meta":null');
  assert.deepEqual(compareHttp(call, received(call, plain), { server: "ours" }), []);
  const loud = plain.replace('"annotations":null,"meta":null', '"annotations":null,"meta":{}');
  assert.match(compareHttp(call, received(call, loud), { server: "ours" }).join(), /content\[0\]\.meta/);
});
