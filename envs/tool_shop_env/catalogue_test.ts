import assert from "node:assert/strict";
import { createCatalogue } from "./catalogue.ts";

const SEEDS = Array.from({ length: 50 }, (_, seed) => seed);

Deno.test("createCatalogue() gives the same shop for the same seed, and others for others", () => {
  assert.deepEqual(createCatalogue(7), createCatalogue(7));
  const shops = SEEDS.map((seed) => JSON.stringify(createCatalogue(seed)));
  assert.equal(new Set(shops).size, SEEDS.length);
});

Deno.test("createCatalogue() sells nine kinds in five categories, with no two alike in price or rating", () => {
  for (const seed of SEEDS) {
    const { products } = createCatalogue(seed);
    assert.equal(new Set(products.map(({ id }) => id)).size, 45);
    const categories = Map.groupBy(products, ({ category }) => category);
    assert.equal(categories.size, 5);
    for (const kinds of categories.values()) {
      assert.equal(kinds.length, 9);
      assert.equal(new Set(kinds.map(({ cents }) => cents)).size, 9);
      assert.equal(new Set(kinds.map(({ ratingTenths }) => ratingTenths)).size, 9);
    }
    for (const { id, name, cents, stock } of products) {
      assert.equal(name.toLowerCase().replaceAll(" ", "-"), id);
      assert.ok(Number.isInteger(cents) && cents > 0 && stock >= 0);
    }
  }
});

Deno.test("createCatalogue() has no product in two earlier orders", () => {
  for (const seed of SEEDS) {
    const { orders } = createCatalogue(seed);
    assert.deepEqual(orders.map((lines) => lines.length), [1, 1, 2, 2]);
    assert.equal(new Set(orders.flat().map(({ product }) => product)).size, 6);
  }
});

Deno.test("createCatalogue() has a coupon for everything, one for a category that is sold, and one for large orders", () => {
  for (const seed of SEEDS) {
    const { products, coupons: [all, some, large] } = createCatalogue(seed);
    assert.deepEqual([all!.category, all!.leastCents], [undefined, 0]);
    assert.ok(products.some(({ category }) => category === some!.category));
    assert.ok(large!.leastCents >= 4000);
    assert.ok(all!.percent < large!.percent && large!.percent < some!.percent);
  }
});
