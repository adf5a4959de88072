import assert from "node:assert/strict";
import { toHttpBase, toWebSocketUrl } from "./base_url.ts";

Deno.test("toWebSocketUrl() follows the rules of the wire", () => {
  const cases: readonly [base: string, url: string][] = [
    ["http://127.0.0.1:8000", "ws://127.0.0.1:8000/ws"],
    ["https://host/p//", "wss://host/p/ws"],
    ["ws://host", "ws://host/ws"],
    ["wss://host/", "wss://host/ws"],
    ["localhost:8000", "ws://localhost:8000/ws"],
    ["HTTP://host:1", "ws://host:1/ws"],
    ["http://host/ws", "ws://host/ws/ws"],
    ["http://[::1]:8000", "ws://[::1]:8000/ws"],
  ];
  for (const [base, url] of cases) assert.equal(toWebSocketUrl(base), url);
  assert.equal(toWebSocketUrl(new URL("http://host:1")), "ws://host:1/ws");
});

Deno.test("toWebSocketUrl() refuses a query, a fragment, and what is no URL", () => {
  for (const base of ["http://h/p?q=1", "http://h#f", "", "http://", "a b"]) {
    assert.throws(() => toWebSocketUrl(base), { code: "INVALID_OPTION" }, base);
  }
});

Deno.test("toHttpBase() is where a server's paths are appended", () => {
  const cases: readonly [base: string, url: string][] = [
    ["http://127.0.0.1:8000/", "http://127.0.0.1:8000"],
    ["https://wss.example/http//", "https://wss.example/http"],
    ["ws://host/ws", "http://host/ws"],
    ["WSS://host", "https://host"],
    ["localhost:8000", "http://localhost:8000"],
  ];
  for (const [base, url] of cases) assert.equal(toHttpBase(base), url);
  assert.equal(toWebSocketUrl("https://http.example"), "wss://http.example/ws");
  assert.throws(() => toHttpBase("http://h?q"), { code: "INVALID_OPTION" });
});
