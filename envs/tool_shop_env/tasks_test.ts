import { type EpisodeTask, tasksOf, toPublicTask } from "@openenv/core/tasks";
import assert from "node:assert/strict";
import { type Catalogue, createCatalogue, type Product } from "./catalogue.ts";
import { costOf, discountOf, Shop } from "./shop.ts";
import { type PrivateShopTask, type PublicShopTask, tasks } from "./tasks.ts";

type ShopTask = EpisodeTask<PublicShopTask, PrivateShopTask>;

const TRAIN = await tasksOf(tasks, "train");
const TEST = await tasksOf(tasks, "test");

Deno.test("there are 160 tasks for training and 40 for testing, the same ones each time and no two alike", async () => {
  assert.deepEqual([TRAIN.length, TEST.length], [160, 40]);
  assert.deepEqual(await tasksOf(tasks, "train"), TRAIN);
  assert.equal(new Set([...TRAIN, ...TEST].map((task) => task.private!.shop_seed)).size, 200);
  assert.deepEqual(new Set(TEST.map((task) => task.public.kind)).size, 6);
});

Deno.test("the public part of a task has the instruction and its kind", () => {
  const { instruction, kind } = TRAIN[0]!.public;
  assert.deepEqual(toPublicTask(TRAIN[0]!), { id: "train-0", instruction, kind });
});

Deno.test("a goal is what its instruction says", () => {
  for (const task of [...TRAIN, ...TEST]) {
    const { instruction, kind } = task.public;
    READERS[kind](instruction, task);
  }
});

Deno.test("a goal can be paid, and an exchange only after the refund", () => {
  for (const { public: { kind }, private: own } of [...TRAIN, ...TEST]) {
    const { goal, shop_seed, wallet_cents } = own!;
    const catalogue = createCatalogue(shop_seed);
    const { products, coupons } = catalogue;
    const shop = new Shop(catalogue, wallet_cents);
    for (const { product, quantity } of goal.buy) shop.add(products[product]!.id, quantity);
    if (goal.coupon !== null) shop.applyCoupon(coupons[goal.coupon]!.code);
    if (kind === "exchange") assert.throws(() => shop.checkout(), /too little$/);
    for (const place of goal.refund) shop.refund(shop.orders[place]!.number);
    if (goal.buy.length > 0) shop.checkout();
    assert.ok(shop.balanceCents >= 0);
  }
});

/** Reads an instruction as a customer would, and compares the goal with what it finds. */
const READERS: Readonly<Record<PublicShopTask["kind"], (instruction: string, task: ShopTask) => void>> = {
  cheapest(instruction, task) {
    const [, digits, colour, category] = /^Buy (\d) (\w+) (\w+?)s?( of one kind)?: the cheapest/.exec(instruction)!;
    const quantity = Number(digits);
    const { products } = catalogueOf(task);
    const kinds = products.filter((one) => one.colour === colour && one.category === category && one.stock >= quantity);
    assert.ok(kinds.length >= 2, instruction);
    assertBought(task, [[kinds.toSorted((one, other) => one.cents - other.cents)[0]!, quantity]]);
  },
  best_rated(instruction, task) {
    const [, category, price] = /^Buy 1 (\w+): the best rated .* less than ([\d.]+)\.$/.exec(instruction)!;
    const { products } = catalogueOf(task);
    const kinds = products.filter((one) =>
      one.category === category && one.stock > 0 && one.cents / 100 < Number(price)
    );
    assert.ok(kinds.length >= 2, instruction);
    assertBought(task, [[kinds.toSorted((one, other) => other.ratingTenths - one.ratingTenths)[0]!, 1]]);
  },
  basket(instruction, task) {
    const [, one, other, code] = /^Buy (.+) and (.+) in one order, with the coupon (\w+)\.$/.exec(instruction)!;
    assertBought(task, [readLine(one!, task), readLine(other!, task)]);
    assert.equal(catalogueOf(task).coupons[task.private!.goal.coupon!]!.code, code);
  },
  best_coupon(instruction, task) {
    const [, basket] = /^Buy (.+) in one order, with the coupon that saves the most\.$/.exec(instruction)!;
    const lines = basket!.split(" and ").map((text) => readLine(text, task));
    assertBought(task, lines);
    const { coupons } = catalogueOf(task);
    const cost = lines.map(([product, quantity]) => ({ product, quantity }));
    const savings = coupons.map((coupon) => discountOf(coupon, cost));
    const saved = savings[task.private!.goal.coupon!]!;
    assert.equal(savings.filter((saving) => saving >= saved).length, 1, instruction);
  },
  refund(instruction, task) {
    const [, name] = /^Refund the order that has the (.+), and keep all others\.$/.exec(instruction)!;
    assertRefunded(task, name!);
    assert.deepEqual(task.private!.goal.buy, []);
  },
  exchange(instruction, task) {
    const [, name, line] = /^Refund the order that has the (.+), and keep all others\. Then buy (.+) instead\.$/
      .exec(instruction)!;
    assertRefunded(task, name!);
    assertBought(task, [readLine(line!, task)]);
    const { products, orders } = catalogueOf(task);
    const { goal: { buy, refund } } = task.private!;
    const [returned, bought] = [orders[refund[0]!]![0]!, products[buy[0]!.product]!];
    assert.equal(returned.quantity, buy[0]!.quantity);
    assert.equal(returned.product.category, bought.category);
    assert.ok(costOf([returned]) > 0 && returned.product !== bought);
  },
};

function catalogueOf({ private: own }: ShopTask): Catalogue {
  return createCatalogue(own!.shop_seed);
}

function readLine(text: string, task: ShopTask): readonly [Product, number] {
  const [, quantity, name] = /^(\d) (.+)$/.exec(text)!;
  const singular = quantity === "1" ? name : name!.replace(/s$/, "");
  return [catalogueOf(task).products.find((product) => product.name === singular)!, Number(quantity)];
}

function assertBought(task: ShopTask, lines: readonly (readonly [Product, number])[]): void {
  const { products } = catalogueOf(task);
  const bought = task.private!.goal.buy.map(({ product, quantity }) => [products[product]!.id, quantity]);
  assert.deepEqual(bought, lines.map(([{ id }, quantity]) => [id, quantity]), task.public.instruction);
}

function assertRefunded(task: ShopTask, name: string): void {
  const places = catalogueOf(task).orders.flatMap((lines, place) =>
    lines.some(({ product }) => product.name === name) ? [place] : []
  );
  assert.deepEqual(task.private!.goal.refund, places, task.public.instruction);
}
