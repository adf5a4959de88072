import assert from "node:assert/strict";
import { compareVector } from "./compare_vector.ts";
import { SOCKET_CASES } from "./socket_cases.ts";
import { TOOL_WS_VECTORS } from "./tool_vectors.ts";
import { WS_VECTORS } from "./ws_vectors.ts";
import type { Received, WsVector } from "./ws_vector.ts";

const ALL: readonly WsVector[] = [...WS_VECTORS, ...TOOL_WS_VECTORS, ...SOCKET_CASES];

/** A plausible value for each name that recorded texts use. */
function filledIn(template: string): string {
  return template.replaceAll("<text>", "some text").replaceAll("<integer>", "-12").replaceAll("<version>", "2.14")
    .replaceAll("<uuid>", "0b5d3c1e-4b5a-4f0e-9a64-5f3f3c7d1f2a");
}

function vector(id: string): WsVector {
  const found = ALL.find((row) => row.id === id);
  assert.ok(found !== undefined, `no vector ${id}`);
  return found;
}

function frame(text: string): Received {
  return { frames: [text], close: null };
}

Deno.test("every recorded frame is JSON, and every id occurs once", () => {
  for (const { receive, ours } of ALL) {
    if (receive !== null) JSON.parse(filledIn(receive));
    if (ours !== undefined && ours.answer !== "absent" && ours.answer.receive !== null) {
      JSON.parse(filledIn(ours.answer.receive));
    }
  }
  assert.equal(new Set(ALL.map(({ id }) => id)).size, ALL.length);
  assert.deepEqual(WS_VECTORS.map(({ id }) => Number(id)), Array.from({ length: 25 }, (_, index) => index + 1));
});

Deno.test("compareVector() accepts what was recorded", () => {
  for (const row of ALL) {
    const frames = row.receive === null ? [] : [filledIn(row.receive)];
    assert.deepEqual(compareVector(row, { frames, close: row.close ?? null }, { server: "theirs" }), [], row.id);
  }
});

Deno.test("compareVector() names what the reference changed", () => {
  const changed = vector("3").receive!.replace('"step_count":0', '"step_count":1');
  assert.deepEqual(compareVector(vector("3"), frame(changed), { server: "theirs" }), [
    "data.step_count: expected 0, got 1",
  ]);
  const longer = vector("3").receive!.replace('"step_count":0', '"step_count":0,"mood":"fine"');
  assert.deepEqual(compareVector(vector("3"), frame(longer), { server: "theirs" }), ['data.mood: unexpected "fine"']);
  const spaced = vector("3").receive!.replaceAll(":", ": ");
  assert.match(compareVector(vector("3"), frame(spaced), { server: "theirs" }).join(), /^other bytes/);
  assert.deepEqual(compareVector(vector("3"), frame("NaN,"), { server: "theirs" }), ["not JSON: NaN,"]);
});

Deno.test("compareVector() tells integers and floats apart", () => {
  const step = vector("4").receive!.replace('"done":false', '"done":false,"terminated":false,"truncated":false');
  const row = { ...vector("4"), receive: vector("4").receive!.replace("0.5", "1.0") };
  assert.deepEqual(compareVector(row, frame(step.replace("0.5", "1.0")), { server: "ours" }), []);
  assert.deepEqual(compareVector(row, frame(step.replace("0.5", "1")), { server: "ours" }), [
    'data.reward: expected "<float 1>", got 1',
  ]);
  assert.deepEqual(
    compareVector(vector("3"), frame(vector("3").receive!.replace(":0,", ":0.0,")), { server: "ours" }),
    [
      'data.step_count: expected 0, got "<float 0>"',
    ],
  );
});

Deno.test("compareVector() names a missing frame, a second frame and another close", () => {
  const row = vector("25");
  assert.deepEqual(compareVector(row, { frames: ["{}"], close: null }, { server: "theirs" }), [
    "unasked frame: {}",
    'socket: expected close 1000 "", got open',
  ]);
  const silent = compareVector(vector("8"), { frames: [], close: { code: 1011, reason: "late" } }, { server: "ours" });
  assert.deepEqual(silent, [
    `no frame, expected ${vector("8").receive}`,
    'socket: expected open, got close 1011 "late"',
  ]);
  const twice = { frames: [vector("8").receive!, "{}"], close: null };
  assert.deepEqual(compareVector(vector("8"), twice, { server: "theirs" }), ["unasked frame: {}"]);
});

Deno.test("compareVector() takes our additional keys out of our answers only", () => {
  const step = vector("4").receive!.replace('"done":false', '"done":false,"terminated":false,"truncated":false');
  assert.deepEqual(compareVector(vector("4"), frame(step), { server: "ours" }), []);
  assert.equal(compareVector(vector("4"), frame(step), { server: "theirs" }).length, 2);
  const state = vector("3").receive!.replace('"extra_thing":3', '"extra_thing":3,"seed":3');
  assert.deepEqual(compareVector(vector("3"), frame(state), { server: "ours" }), []);
  const factory = vector("failing-factory");
  const reason = factory.receive!.replace(/"}}$/, '","reason":"no notes today"}}');
  const closed = { frames: [reason], close: factory.close! };
  assert.deepEqual(compareVector(factory, closed, { server: "ours" }), []);
});

Deno.test("compareVector() checks our additional keys", () => {
  assert.match(compareVector(vector("4"), frame(vector("4").receive!), { server: "ours" }).join(), /must be booleans/);
  const ended = vector("4").receive!.replace('"done":false', '"done":false,"terminated":true,"truncated":false');
  assert.match(compareVector(vector("4"), frame(ended), { server: "ours" }).join(), /^data\.done: false, but/);
});

Deno.test("compareVector() wants our validation items without url and in the same order of keys", () => {
  const ours = filledIn(vector("13").receive!).replaceAll(/,"url":"[^"]*"/g, "");
  assert.deepEqual(compareVector(vector("13"), frame(ours), { server: "ours" }), []);
  const linked = filledIn(vector("13").receive!);
  assert.match(compareVector(vector("13"), frame(linked), { server: "ours" }).join(), /url: unexpected/);
  const swapped = ours.replace('"type":"extra_forbidden","loc":["zz"]', '"loc":["zz"],"type":"extra_forbidden"');
  assert.match(compareVector(vector("13"), frame(swapped), { server: "ours" }).join(), /keys in the order/);
});

Deno.test("compareVector() applies a marked difference to our server only", () => {
  const drawn = vector("1").receive!.replace("None None", "4711 None")
    .replace('"done":false', '"done":false,"terminated":false,"truncated":false');
  assert.deepEqual(compareVector(vector("1"), frame(drawn), { server: "ours" }), []);
  const undrawn = drawn.replace("4711", "None");
  assert.match(
    compareVector(vector("1"), frame(undrawn), { server: "ours" }).join(),
    /expected "ready <integer> None"/,
  );
});
