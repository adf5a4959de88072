import assert from "node:assert/strict";
import { ValueProblem } from "./check_json.ts";
import { type SnapshotNotes, takeSnapshot, writeObjects } from "./snapshot.ts";

/** The problem of a value, as an error would name it. */
function problemOf(value: unknown): string {
  const problem = takeSnapshot(value);
  assert.ok(problem instanceof ValueProblem, JSON.stringify(problem));
  return `${problem.path.join(".")} ${problem.message}`;
}

Deno.test("takeSnapshot() copies plain data at every depth, with its keys in their order", () => {
  const value = { b: 1, a: { list: [1, "x", null, { deep: [true] }], none: undefined }, c: Object.create(null) };
  const copy = takeSnapshot(value) as typeof value;
  assert.deepEqual(copy, { ...value, c: {} });
  assert.deepEqual(Object.keys(copy), ["b", "a", "c"]);
  assert.notEqual(copy, value);
  assert.notEqual(copy.a, value.a);
  assert.notEqual(copy.a.list, value.a.list);
  assert.notEqual(copy.a.list[3], value.a.list[3]);
});

Deno.test("takeSnapshot() copies lists of every kind", () => {
  const lists = [
    [],
    [1, 2],
    Array.from({ length: 100 }, (_, index) => index),
    Array.from({ length: 100 }, (_, index) => index / 7),
    [...Array(100).keys(), "x", { y: 1 }],
    [0.5, ...Array(100).fill(null), [1]],
    Array(70).fill("x"),
    [[1, 2], [3, [4]]],
  ];
  for (const list of lists) {
    const copy = takeSnapshot(list) as unknown[];
    assert.deepEqual(copy, list);
    assert.notEqual(copy, list);
    list.forEach((item, index) => typeof item === "object" && item !== null && assert.notEqual(copy[index], item));
  }
  assert.deepEqual(takeSnapshot(Array(2)), [undefined, undefined]);
});

Deno.test("takeSnapshot() reads every getter once, those of a proxy as well", () => {
  let reads = 0;
  const counting = {
    get n() {
      return ++reads;
    },
  };
  assert.deepEqual(takeSnapshot({ counting }), { counting: { n: 1 } });
  const gets: PropertyKey[] = [];
  const proxy = new Proxy([1, 2], {
    get(target, key, receiver) {
      gets.push(key);
      return Reflect.get(target, key, receiver);
    },
  });
  assert.deepEqual(takeSnapshot(proxy), [1, 2]);
  assert.deepEqual(gets.filter((key) => key === "0" || key === "1"), ["0", "1"]);
});

Deno.test("takeSnapshot() asks no class of the author's what a list is made of", () => {
  class Stack extends Array<number> {
    static override get [Symbol.species]() {
      return class {
        constructor() {
          return new Proxy([], { get: () => assert.fail("not ours") });
        }
      } as unknown as ArrayConstructor;
    }
  }
  const copy = takeSnapshot(Stack.of(1, 2, 3));
  assert.deepEqual(copy, [1, 2, 3]);
  assert.equal(Object.getPrototypeOf(copy), Array.prototype);
});

Deno.test("takeSnapshot() keeps a key __proto__ a key", () => {
  const copy = takeSnapshot(JSON.parse('{"__proto__":{"a":{"b":1}}}'));
  assert.equal(JSON.stringify(copy), '{"__proto__":{"a":{"b":1}}}');
  assert.equal(Object.getPrototypeOf(copy), Object.prototype);
});

Deno.test("takeSnapshot() refuses whatever writes itself, throws, or has no end", () => {
  const hidden = (target: object) => Object.defineProperty(target, "toJSON", { value: () => "other" });
  class Written extends Array<number> {
    toJSON() {
      return "other";
    }
  }
  const says = "toJSON is a function, which JSON cannot carry";
  assert.equal(problemOf({ toJSON: () => 1 }), says);
  assert.equal(problemOf(hidden({})), says);
  assert.equal(problemOf({ a: [hidden({})] }), `a.0.${says}`);
  assert.equal(problemOf({ a: hidden([]) }), `a.${says}`);
  assert.equal(problemOf({ a: Written.of(1) }), `a.${says}`);
  const broken = {
    get a() {
      throw new Error("kaboom");
    },
  };
  assert.equal(problemOf({ list: [broken] }), " cannot be read: kaboom");
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  assert.match(problemOf({ proxy }), /^ cannot be read: .*revoked/);
  const cycle: Record<string, unknown> = {};
  cycle.self = [cycle, cycle];
  assert.match(problemOf(cycle), /^self\.0\.self\.0.* is nested deeper than 256 levels$/);
});

class Point {
  x = 1;
  #y = 2;
  get y() {
    return this.#y;
  }
}

Deno.test("takeSnapshot() leaves other objects in their place, and says so", () => {
  const others = [new Date(0), new Map([[1, 2]]), new Float32Array([1, 2]), new Point(), Object("boxed")];
  const notes: SnapshotNotes = {};
  const copy = takeSnapshot({ others }, notes) as { others: unknown[] };
  others.forEach((other, index) => assert.equal(copy.others[index], other));
  assert.equal(notes.hasObjects, true);
  assert.equal(takeSnapshot(others[3]), others[3]);
  const plain: SnapshotNotes = {};
  takeSnapshot({ a: [1, { b: null }] }, plain);
  assert.equal(plain.hasObjects, undefined);
});

Deno.test("takeSnapshot() looks at no item of a tensor's list, and copies it", () => {
  const item = { n: 1 };
  const value = { pixels: [1, item], other: [item], inner: { pixels: [item] } };
  const copy = takeSnapshot(value, { tensors: new Set(["pixels"]) }) as typeof value;
  assert.notEqual(copy.pixels, value.pixels);
  assert.equal(copy.pixels[1], item);
  assert.notEqual(copy.other[0], item);
  assert.notEqual(copy.inner.pixels[0], item);
});

Deno.test("writeObjects() makes of other objects what JSON makes of them", () => {
  const written = (answer: unknown) => Object.assign(new Point(), { toJSON: () => answer });
  const value = {
    others: [
      new Date(0),
      new Map([[1, 2]]),
      new Set([1]),
      new Float32Array([1, 2]),
      new Point(),
      Object("boxed"),
      Object(5),
    ],
    deep: { point: Object.assign(new Point(), { inner: new Point(), list: [new Date(1)] }) },
    written: [
      written(undefined),
      written("text"),
      written({ toJSON: () => 1, inner: [new Date(0)] }),
      written([new Point()]),
    ],
    plain: [1, undefined, { a: undefined, f: () => {} }],
  };
  const text = JSON.stringify(value);
  const snapshot = takeSnapshot(value);
  assert.equal(writeObjects(snapshot, new Map()), undefined);
  assert.equal(JSON.stringify(snapshot), text);
  value.deep.point.inner.x = 2;
  assert.equal(JSON.stringify(snapshot), text);
});

Deno.test("writeObjects() leaves lists of tensors alone, and names what it can't write", () => {
  const list = [new Point()];
  const value = { list };
  assert.equal(writeObjects(value, new Map([[list, "key"]])), undefined);
  assert.ok(value.list[0] instanceof Point);
  const cycle = new Point() as Point & { self?: unknown };
  cycle.self = cycle;
  assert.match(writeObjects({ cycle }, new Map())!.message, /^cannot be read: Maximum call stack/);
});
