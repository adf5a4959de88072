import assert from "node:assert/strict";
import { fromWireView, isWireView, toWireView } from "./wire_view.ts";

Deno.test("toWireView() and fromWireView() carry pictures of any size as base64", () => {
  for (const size of [0, 1, 0x8000, 100_001]) {
    const png = Uint8Array.from({ length: size }, (_, index) => index % 256);
    const view = {
      rendering: { text: "\x1b[31m<script>\u202e", png, table: { rows: [["a", 1, null]] } },
      actions: [{ label: "go", action: { by: 1 } }],
      parts: { a: 0.5, b: null },
    };
    const wire = JSON.parse(JSON.stringify(toWireView(view)));
    assert.equal(typeof wire.rendering.png, "string");
    assert.deepEqual(fromWireView(wire), view);
  }
});

Deno.test("fromWireView() refuses what is no view", () => {
  const views: unknown[] = [
    null,
    [],
    { rendering: [] },
    { rendering: { text: 5 } },
    { rendering: { png: new Uint8Array(3) } },
    { rendering: { table: { rows: ["a"] } } },
    { actions: {} },
    { actions: [{ action: {} }] },
    { parts: { a: "1" } },
  ];
  for (const view of views) {
    assert.equal(isWireView(view), false, JSON.stringify(view));
    assert.throws(() => fromWireView(view), { code: "INVALID_REPLY" });
  }
  assert.throws(() => fromWireView({ rendering: { png: "!" } }), { code: "INVALID_REPLY" });
});
