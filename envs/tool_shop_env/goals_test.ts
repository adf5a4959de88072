import assert from "node:assert/strict";
import { createCatalogue } from "./catalogue.ts";
import { type Goal, measureProgress, scoreProgress } from "./goals.ts";
import { Shop } from "./shop.ts";

const CATALOGUE = createCatalogue(1);
const [FIRST, SECOND, OTHER] = CATALOGUE.products.flatMap(({ stock }, index) => stock >= 3 ? [index] : []);
const GOAL: Goal = {
  buy: [{ product: FIRST!, quantity: 2 }, { product: SECOND!, quantity: 1 }],
  coupon: 0,
  refund: [1],
};

/** Opens a shop where everything is affordable. */
function open(): Shop {
  return new Shop(CATALOGUE, 1_000_000);
}

function buy(shop: Shop, lines: readonly (readonly [place: number, quantity: number])[], coupon?: number): number {
  for (const [place, quantity] of lines) shop.add(CATALOGUE.products[place]!.id, quantity);
  if (coupon !== undefined) shop.applyCoupon(CATALOGUE.coupons[coupon]!.code);
  return shop.checkout().number;
}

Deno.test("measureProgress() reaches a goal by its parts", () => {
  const shop = open();
  assert.deepEqual(measureProgress(GOAL, shop), { fraction: 0, waste: 0, isReached: false });
  shop.refund(1002);
  assert.deepEqual(measureProgress(GOAL, shop), { fraction: 1 / 4, waste: 0, isReached: false });
  const number = buy(shop, [[FIRST!, 1], [SECOND!, 1]], 0);
  assert.deepEqual(measureProgress(GOAL, shop), { fraction: (0.5 + 1 + 0.75 + 1) / 4, waste: 0, isReached: false });
  shop.refund(number);
  buy(shop, [[FIRST!, 2], [SECOND!, 1]], 0);
  assert.deepEqual(measureProgress(GOAL, shop), { fraction: 1, waste: 0, isReached: true });
});

Deno.test("measureProgress() counts a coupon only if every order has it", () => {
  const shop = open();
  shop.refund(1002);
  buy(shop, [[FIRST!, 2]], 0);
  buy(shop, [[SECOND!, 1]]);
  assert.deepEqual(measureProgress(GOAL, shop), { fraction: 3 / 4, waste: 0, isReached: false });
  assert.equal(measureProgress({ ...GOAL, coupon: null }, shop).isReached, true);
});

Deno.test("measureProgress() counts unwanted orders as waste, until they are refunded", () => {
  const shop = open();
  shop.refund(1002);
  buy(shop, [[FIRST!, 2], [SECOND!, 1]], 0);
  const wrong = buy(shop, [[FIRST!, 1], [OTHER!, 2]]);
  assert.equal(measureProgress(GOAL, shop).waste, 3);
  shop.refund(wrong);
  assert.equal(measureProgress(GOAL, shop).isReached, true);
  shop.refund(1001);
  assert.deepEqual(measureProgress(GOAL, shop), { fraction: 1, waste: 1, isReached: false });
});

Deno.test("scoreProgress() takes a half for each piece of waste, down to -1", () => {
  const score = (fraction: number, waste: number) => scoreProgress({ fraction, waste, isReached: false });
  assert.deepEqual([score(0, 0), score(0.5, 0), score(1, 1), score(0.5, 2), score(0, 9)], [0, 0.5, 0.5, -0.5, -1]);
});
