import { Random, ToolError } from "@openenv/core";
import assert from "node:assert/strict";
import { type Catalogue, createCatalogue, type Product } from "./catalogue.ts";
import { discountOf, Shop } from "./shop.ts";

const MUG = product("red-glass-mug", { cents: 1249, stock: 3 });
const KETTLE = product("blue-steel-kettle", { cents: 4000, stock: 2 });
const WELCOME = { code: "WELCOME5", percent: 5, category: undefined, leastCents: 0 };
const MUGS = { code: "MUG20", percent: 20, category: "mug", leastCents: 0 };
const BIG = { code: "BIG12", percent: 12, category: undefined, leastCents: 6000 };
const CATALOGUE: Catalogue = {
  products: [MUG, KETTLE],
  coupons: [WELCOME, MUGS, BIG],
  orders: [[{ product: KETTLE, quantity: 1 }], [{ product: MUG, quantity: 2 }]],
};

function product(id: string, { cents, stock }: { cents: number; stock: number }): Product {
  const [colour, material, category] = id.split("-") as [string, string, string];
  return { id, name: id, colour, material, category, cents, stock, ratingTenths: 40 };
}

function refuses(act: () => unknown, message: string): void {
  assert.throws(act, (thrown) => thrown instanceof ToolError && thrown.message === message || assert.fail(`${thrown}`));
}

Deno.test("Shop.add() and remove() change the cart, within the stock", () => {
  const shop = new Shop(CATALOGUE, 5000);
  shop.add(MUG.id, 2);
  shop.add(MUG.id, 1);
  assert.deepEqual(shop.cart, [{ product: MUG, quantity: 3 }]);
  refuses(() => shop.add(MUG.id, 1), "Cannot add 1 of red-glass-mug: 3 in stock, and 3 of them in the cart already");
  refuses(() => shop.add(KETTLE.id, 99), "Cannot add 99 of blue-steel-kettle: 2 in stock");
  refuses(() => shop.remove(MUG.id, 4), "Cannot remove 4 of red-glass-mug: the cart has 3");
  refuses(() => shop.remove(KETTLE.id), "Cannot remove blue-steel-kettle: the cart has 3 red-glass-mug");
  shop.remove(MUG.id, 1);
  shop.remove(MUG.id);
  assert.deepEqual(shop.cart, []);
  refuses(() => shop.remove(MUG.id), "Cannot remove red-glass-mug: the cart is empty");
});

Deno.test("Shop.product() names the nearest product, also for a name", () => {
  const shop = new Shop(CATALOGUE, 0);
  refuses(() => shop.product("Red Glas Mug"), 'No product has the id "Red Glas Mug": the nearest is "red-glass-mug"');
  refuses(() => shop.product("sofa"), 'No product has the id "sofa": search_products lists what there is');
});

Deno.test("Shop.applyCoupon() keeps to the terms, and takes a discount that is rounded to cents", () => {
  const shop = new Shop(CATALOGUE, 0);
  refuses(() => shop.applyCoupon("MUG2"), 'No coupon has the code "MUG2": there are WELCOME5, MUG20, BIG12');
  refuses(() => shop.applyCoupon("WELCOME5"), "Cannot apply WELCOME5: the cart is empty");
  shop.add(KETTLE.id, 1);
  refuses(() => shop.applyCoupon("MUG20"), "Cannot apply MUG20: it is for mugs, and the cart has none");
  refuses(
    () => shop.applyCoupon("BIG12"),
    "Cannot apply BIG12: it is for orders of 60.00 or more, and the cart has 40.00",
  );
  shop.add(MUG.id, 1);
  shop.applyCoupon(" welcome5 ");
  assert.deepEqual(shop.bill, { subtotalCents: 5249, discountCents: 262, totalCents: 4987 });
  shop.applyCoupon("MUG20");
  assert.deepEqual(shop.bill, { subtotalCents: 5249, discountCents: 250, totalCents: 4999 });
});

Deno.test("a coupon comes off a cart that no longer meets its terms", () => {
  const shop = new Shop(CATALOGUE, 10_000);
  shop.add(KETTLE.id, 2);
  shop.applyCoupon("BIG12");
  shop.remove(KETTLE.id, 1);
  assert.deepEqual([shop.coupon, shop.bill.totalCents], [undefined, 4000]);
});

Deno.test("Shop.checkout() pays once, and only what the wallet has", () => {
  const shop = new Shop(CATALOGUE, 5249);
  refuses(() => shop.checkout(), "Cannot pay: the cart is empty");
  shop.add(KETTLE.id, 2);
  refuses(() => shop.checkout(), "Cannot pay 80.00: the wallet has 52.49, 27.51 too little");
  shop.remove(KETTLE.id, 1);
  shop.add(MUG.id, 1);
  shop.applyCoupon("MUG20");
  const { number, paidCents, coupon } = shop.checkout();
  assert.deepEqual([number, paidCents, coupon, shop.balanceCents], [1003, 4999, MUGS, 250]);
  assert.deepEqual([shop.cart, shop.coupon, shop.stockOf(KETTLE)], [[], undefined, 1]);
  refuses(() => shop.checkout(), "Cannot pay: the cart is empty");
});

Deno.test("a coupon pays one order, and returns with its refund", () => {
  const shop = new Shop(CATALOGUE, 5000);
  shop.add(MUG.id, 1);
  shop.applyCoupon("MUG20");
  const { number } = shop.checkout();
  shop.add(MUG.id, 1);
  refuses(() => shop.applyCoupon("MUG20"), "Cannot apply MUG20: order 1003 has used it");
  shop.refund(number);
  assert.deepEqual([shop.balanceCents, shop.stockOf(MUG)], [5000, 3]);
  shop.applyCoupon("MUG20");
  assert.equal(shop.checkout().paidCents, 999);
});

Deno.test("Shop.refund() gives the money of an earlier order back, once", () => {
  const shop = new Shop(CATALOGUE, 100);
  refuses(() => shop.refund(1003), "No order has the number 1003: there are 1001, 1002");
  assert.equal(shop.refund(1002).isRefunded, true);
  assert.equal(shop.balanceCents, 100 + 2 * 1249);
  refuses(() => shop.refund(1002), "Cannot refund order 1002: it is refunded already");
  assert.deepEqual(shop.orders.map(({ isRefunded }) => isRefunded), [false, true]);
});

Deno.test("no sequence of calls makes money or goods", () => {
  for (let seed = 0; seed < 100; seed++) {
    const random = new Random(seed);
    const catalogue = createCatalogue(seed);
    const wealthOf = (one: Shop) => one.balanceCents + one.kept.reduce((sum, { paidCents }) => sum + paidCents, 0);
    const shop = new Shop(catalogue, 20_000);
    const id = () => random.choice(catalogue.products).id;
    const moves = [
      () => shop.add(id(), random.int(1, 6)),
      () => shop.add(id(), random.int(1, 6)),
      () => shop.remove(id()),
      () => shop.applyCoupon(random.choice(catalogue.coupons).code),
      () => shop.checkout(),
      () => shop.refund(random.int(1005, 1010)),
    ];
    for (let turn = 0; turn < 200; turn++) {
      try {
        random.choice(moves)();
      } catch (thrown) {
        assert.ok(thrown instanceof ToolError);
      }
      assert.ok(shop.balanceCents >= 0 && wealthOf(shop) === 20_000);
      assert.ok(catalogue.products.every((one) => shop.stockOf(one) >= 0 && shop.stockOf(one) <= one.stock));
      const used = shop.kept.flatMap(({ coupon }) => coupon ?? []);
      assert.equal(new Set(used).size, used.length);
    }
  }
});

Deno.test("discountOf() is zero for lines that do not meet the terms", () => {
  const lines = [{ product: KETTLE, quantity: 1 }];
  assert.deepEqual([undefined, WELCOME, MUGS, BIG].map((coupon) => discountOf(coupon, lines)), [0, 200, 0, 0]);
});
