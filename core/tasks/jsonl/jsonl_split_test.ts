import assert from "node:assert/strict";
import type { Task } from "../task.ts";
import type { ByteSource } from "./byte_source.ts";
import { JsonlSplit } from "./jsonl_split.ts";

const COUNT = 100_000;
const PAGE = 500;

/** A file in memory that counts the calls to it. */
function countingSource(text: string) {
  const bytes = new TextEncoder().encode(text);
  const counted = { size: bytes.length, read: 0, largest: 0, open: 0, opened: 0 };
  const source: ByteSource = {
    name: "tasks.jsonl",
    open() {
      counted.open++;
      counted.opened++;
      return Promise.resolve({
        size: bytes.length,
        stamp: "1",
        read(from: number, to: number) {
          counted.read += to - from;
          counted.largest = Math.max(counted.largest, to - from);
          return Promise.resolve(bytes.slice(from, to));
        },
        close: () => Promise.resolve(void counted.open--),
      });
    },
  };
  return { source, counted };
}

function toTask(row: unknown, { split, index }: { split: string; index: number }): Task {
  return { id: `${split}-${index}`, public: row as Record<string, unknown> };
}

function manyLines(): string {
  return Array.from({ length: COUNT }, (_, n) => `${JSON.stringify({ n, text: "x".repeat(n % 80) })}\n`).join("");
}

Deno.test("100,000 tasks page with flat memory: each byte is read twice, a page at a time, and none is kept", async () => {
  const { source, counted } = countingSource(manyLines());
  const split = new JsonlSplit("train", source, toTask);
  assert.equal(await split.count(), COUNT);
  assert.equal(counted.read, counted.size, "one pass learns where the lines begin");
  let expected = 0;
  for (let start = 0; start < COUNT; start += PAGE) {
    const page = await split.range(start, start + PAGE);
    assert.equal(page.length, PAGE);
    for (const { public: row } of page) assert.equal(row.n, expected++);
  }
  assert.equal(expected, COUNT);
  assert.equal(counted.read, 2 * counted.size);
  assert.ok(counted.largest <= 256 * 1024, `${counted.largest} bytes at once`);
  assert.equal(counted.open, 0, "nothing stays open");
});

Deno.test("a single task reads its own line alone", async () => {
  const { source, counted } = countingSource(manyLines());
  const split = new JsonlSplit("train", source, toTask);
  await split.count();
  counted.read = 0;
  const [task] = await split.range(COUNT - 1, COUNT);
  assert.equal(task!.public.n, COUNT - 1);
  assert.ok(counted.read < 120, `${counted.read} bytes`);
});

Deno.test("calls at once share the one pass", async () => {
  const { source, counted } = countingSource('{"n":0}\n{"n":1}\n');
  const split = new JsonlSplit("train", source, toTask);
  const [count, range, place] = await Promise.all([split.count(), split.range(0, 2), split.find("train-1")]);
  assert.deepEqual([count, range.length, place], [2, 2, [{ split: "train", index: 1 }]]);
  assert.equal(counted.read, 3 * counted.size + 8, "the index, the range, the ids, and the one line of the id");
  assert.equal(counted.open, 0);
});

Deno.test("findDefault() reads the line of the place, if the id says one", async () => {
  const { source, counted } = countingSource(manyLines());
  const split = new JsonlSplit("train", source, toTask);
  assert.deepEqual(await split.findDefault("train-99999"), { split: "train", index: 99_999 });
  assert.ok(counted.read < counted.size + 120, "the index, and the line");
  for (
    const id of ["train-100000", "train-1e3", "train-01", "train--1", "train-0.5", "train-NaN", "train-", "rain-1"]
  ) {
    assert.equal(await split.findDefault(id), undefined, id);
  }
  const named = new JsonlSplit("train", source, (row, place) => ({ ...toTask(row, place), id: "other" }));
  assert.equal(await named.findDefault("train-0"), undefined);
});

Deno.test("find() reads the lines once, a batch at a time, and then only those that may be it", async () => {
  const { source, counted } = countingSource(manyLines());
  const split = new JsonlSplit("train", source, toTask);
  assert.deepEqual(await split.find("train-77777"), [{ split: "train", index: 77_777 }]);
  assert.ok(counted.read < 2 * counted.size + 500, "the index, the ids, a line");
  counted.read = 0;
  assert.deepEqual(await split.find("nobody"), []);
  assert.deepEqual(await split.find("train-0"), [{ split: "train", index: 0 }]);
  assert.ok(counted.read < 500, `${counted.read} bytes`);
  assert.ok(counted.largest <= 256 * 1024);
});
