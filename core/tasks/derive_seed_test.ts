import assert from "node:assert/strict";
import { deriveSeed } from "./derive_seed.ts";

Deno.test("deriveSeed() gives the same numbers on every machine", () => {
  assert.deepEqual([deriveSeed("a"), deriveSeed("a", 1), deriveSeed("a", "1"), deriveSeed()], [
    7812427798190970,
    1849825124536827,
    4419975394384341,
    3457339013061026,
  ]);
});

Deno.test("deriveSeed() gives safe integers that differ", () => {
  const seeds = new Set<number>();
  for (let seed = -50; seed < 50; seed++) {
    for (let index = 0; index < 1000; index++) seeds.add(deriveSeed("purpose", seed, "train", index));
  }
  assert.equal(seeds.size, 100_000);
  assert.ok([...seeds].every((seed) => Number.isSafeInteger(seed) && seed >= 0));
});

Deno.test("deriveSeed() spreads neighbours over all of its range", () => {
  const sixteenths = new Array<number>(16).fill(0);
  for (let index = 0; index < 16_000; index++) sixteenths[Math.floor(deriveSeed("x", index) / 2 ** 49)]!++;
  for (const count of sixteenths) assert.ok(Math.abs(count - 1000) < 150, `${sixteenths}`);
});
