import assert from "node:assert/strict";
import { AttemptError, readRetryAfter, toAttemptError } from "./attempt_error.ts";

const NOW = Date.UTC(2026, 0, 1);

function wait(headers: Record<string, string>): number | undefined {
  return readRetryAfter((name) => headers[name] ?? null, NOW);
}

Deno.test("readRetryAfter() reads milliseconds, seconds and dates, and nothing else", () => {
  assert.equal(wait({}), undefined);
  assert.equal(wait({ "retry-after-ms": "250", "retry-after": "9" }), 250);
  assert.equal(wait({ "retry-after": "1.5" }), 1500);
  assert.equal(wait({ "retry-after": "0" }), 0);
  assert.equal(wait({ "retry-after": new Date(NOW + 3000).toUTCString() }), 3000);
  assert.equal(wait({ "retry-after": new Date(NOW - 3000).toUTCString() }), 0);
  for (const text of ["soon", "", " ", "NaN"]) assert.equal(wait({ "retry-after": text }), undefined);
});

Deno.test("toAttemptError() repeats what may help, by status", () => {
  const retriable = (status?: number) => toAttemptError(Object.assign(new Error("no"), { status })).isRetriable;
  for (const status of [408, 409, 429, 500, 502, 503, 529]) assert.equal(retriable(status), true, String(status));
  for (const status of [400, 401, 403, 404, 413, 422]) assert.equal(retriable(status), false, String(status));
  assert.equal(retriable(), true);
});

Deno.test("toAttemptError() keeps its own kind, takes whatever was thrown, and shortens what an endpoint says", () => {
  const error = new AttemptError("no", { isRetriable: false });
  assert.equal(toAttemptError(error), error);
  for (const thrown of [undefined, null, "text", 5]) assert.equal(toAttemptError(thrown).status, null);
  assert.equal(toAttemptError(new Error("x".repeat(10_000))).message.length, 300);
});
