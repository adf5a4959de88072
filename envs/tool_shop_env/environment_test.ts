import { connect, type EnvClient } from "@openenv/client";
import type { CallToolAction } from "@openenv/core";
import { Random } from "@openenv/core";
import { taskAt } from "@openenv/core/tasks";
import assert from "node:assert/strict";
import { createCatalogue, type Product } from "./catalogue.ts";
import type { toolShop } from "./contract.ts";
import environment from "./environment.ts";
import { tasks } from "./tasks.ts";

type Client = EnvClient<typeof toolShop>;
type Call = readonly [tool_name: string, args?: Record<string, unknown>];

const { private: MUGS } = await taskAt(tasks, "train", 0); // Buy 3 black mugs of one kind: ...
const { private: REFUND } = await taskAt(tasks, "train", 4); // Refund the order that has the Blue Iron Teapot ...
const { products: PRODUCTS } = createCatalogue(MUGS!.shop_seed);
const MUG = PRODUCTS[MUGS!.goal.buy[0]!.product]!;
const OTHER = cheapestOf(PRODUCTS.filter((product) => product !== MUG && product.stock > 0));
const TEAPOT_ORDER = 1001 + REFUND!.goal.refund[0]!;
const FINISH: Call = ["finish"];

function cheapestOf(products: readonly Product[]): Product {
  return products.reduce((best, product) => product.cents < best.cents ? product : best);
}

function add({ id }: Product, quantity: number): Call {
  return ["add_to_cart", { product_id: id, quantity }];
}

function toAction([tool_name, args = {}]: Call): CallToolAction {
  return { type: "call_tool", tool_name, arguments: args };
}

/** Plays calls on a task of the training split; returns the rewards and the errors. */
async function play(index: number, calls: readonly Call[]): Promise<{ rewards: (number | null)[]; errors: string[] }> {
  await using env: Client = await connect(environment);
  await env.reset({ split: "train", index });
  const [rewards, errors]: [(number | null)[], string[]] = [[], []];
  for (const call of calls) {
    const { reward, observation } = await env.step(toAction(call));
    rewards.push(reward);
    if (observation.error != null) errors.push(observation.error.message);
  }
  return { rewards, errors };
}

async function lastReward(index: number, calls: readonly Call[]): Promise<number | null> {
  return (await play(index, calls)).rewards.at(-1)!;
}

Deno.test("a reset tells the instruction and the balance, and nothing of the goal", async () => {
  await using env: Client = await connect(environment);
  const { observation, reward, info } = await env.reset({ split: "train", index: 0 });
  assert.deepEqual({ observation, reward, info }, {
    observation: {
      instruction: "Buy 3 black mugs of one kind: the cheapest kind with 3 in stock.",
      balance: MUGS!.wallet_cents / 100,
      hint: "Call finish when you are done.",
    },
    reward: 0,
    info: {},
  });
  const { cart, orders, ...state } = await env.state();
  assert.deepEqual([cart.lines, orders.length, state.task_id], [[], 4, "train-0"]);
  assert.ok(!("goal" in state));
});

Deno.test("reaching the goal is rewarded with 1 when the episode ends, and not before", async () => {
  const { rewards } = await play(0, [add(MUG, 3), ["checkout"], ["view_cart"], FINISH]);
  assert.deepEqual(rewards, [0, 0, 0, 1]);
  assert.deepEqual((await play(4, [["refund_order", { order: TEAPOT_ORDER }], FINISH])).rewards, [0, 1]);
});

Deno.test("a part of the goal is worth up to a half, and waste costs", async () => {
  assert.equal(await lastReward(0, [FINISH]), 0);
  assert.equal(await lastReward(0, [add(MUG, 3), FINISH]), 0, "a cart that is not paid is worth nothing");
  assert.equal(await lastReward(0, [add(MUG, 1), ["checkout"], FINISH]), 1 / 6);
  assert.equal(await lastReward(0, [add(OTHER, 1), ["checkout"], FINISH]), -0.25);
  const spoilt: Call[] = [add(MUG, 3), ["checkout"], ["refund_order", { order: 1001 }], FINISH];
  assert.equal(await lastReward(0, spoilt), 0.25, "all that was asked for, and one thing that was not");
  const everything = [1001, 1002, 1003, 1004].map((order): Call => ["refund_order", { order }]);
  assert.equal(await lastReward(4, [...everything, FINISH]), -0.25);
  assert.equal(await lastReward(0, [...everything, FINISH]), -0.5, "no reward is lower");
});

Deno.test("an episode that is cut off is scored as it stands", async () => {
  await using env: Client = await connect(environment);
  await env.reset({ split: "train", index: 4, max_steps: 2 });
  await env.step(toAction(["refund_order", { order: TEAPOT_ORDER }]));
  const { reward, truncated, terminated } = await env.step(toAction(["list_orders"]));
  assert.deepEqual({ reward, truncated, terminated }, { reward: 1, truncated: true, terminated: false });
});

Deno.test("an episode has at most 30 steps", async () => {
  await using env: Client = await connect(environment);
  let result = await env.reset();
  let steps = 0;
  for (; !result.done; steps++) result = await env.step(toAction(["view_cart"]));
  assert.deepEqual([steps, result.reward, result.truncated], [30, 0, true]);
  await assert.rejects(env.reset({ max_steps: 31 }), { code: "VALIDATION_ERROR" });
});

Deno.test("nothing can be done after finish", async () => {
  await using env: Client = await connect(environment);
  await env.reset({ split: "train", index: 0 });
  await env.step(toAction(FINISH));
  for (const call of [add(MUG, 3), ["checkout"], FINISH] satisfies Call[]) {
    await assert.rejects(env.step(toAction(call)), { code: "EPISODE_OVER" });
  }
});

Deno.test("buying and refunding in turns brings neither money nor reward", async () => {
  const loop: Call[] = [5, 6, 7].flatMap((place): Call[] => [
    add(MUG, 3),
    ["checkout"],
    ["refund_order", { order: 1000 + place }],
  ]);
  assert.equal(await lastReward(0, [...loop, FINISH]), 0);
  assert.equal(await lastReward(0, [...loop, add(MUG, 3), ["checkout"], FINISH]), 1);
  const twice: Call[] = [1, 2].map(() => ["refund_order", { order: TEAPOT_ORDER }]);
  const { rewards, errors } = await play(4, [...twice, FINISH]);
  assert.deepEqual([rewards, errors], [[0, 0, 1], [`Cannot refund order ${TEAPOT_ORDER}: it is refunded already`]]);
});

Deno.test("paying twice buys nothing twice, and buying twice is waste", async () => {
  const { rewards, errors } = await play(0, [add(MUG, 3), ["checkout"], ["checkout"], FINISH]);
  assert.deepEqual([rewards.at(-1), errors], [1, ["Cannot pay: the cart is empty"]]);
  const dear = await play(0, [add(MUG, 3), ["checkout"], add(OTHER, 1), ["checkout"], FINISH]);
  assert.ok(dear.errors.length > 0 || dear.rewards.at(-1)! < 0.5);
});

Deno.test("negative and broken quantities change nothing", async () => {
  const quantities = [-3, 0, 1.5, "three", null];
  const calls = quantities.map((quantity): Call => ["add_to_cart", { product_id: MUG.id, quantity }]);
  const { rewards, errors } = await play(0, [...calls, ["checkout"], FINISH]);
  assert.deepEqual([errors.length, rewards.at(-1)], [quantities.length + 1, 0]);
});

Deno.test("play with real products and orders comes above a half only where it reaches the goal", async () => {
  await using env: Client = await connect(environment);
  for (let seed = 0; seed < 120; seed++) {
    const random = new Random(seed);
    const index = random.int(0, 159);
    const { private: own } = await taskAt(tasks, "train", index);
    const { products, coupons } = createCatalogue(own!.shop_seed);
    const wanted = [...own!.goal.buy.map(({ product }) => products[product]!), random.choice(products)];
    const moves: (() => Call)[] = [
      () => add(random.choice(wanted), random.int(1, 3)),
      () => ["remove_from_cart", { product_id: random.choice(wanted).id }],
      () => ["apply_coupon", { code: random.choice(coupons).code }],
      () => ["checkout"],
      () => ["refund_order", { order: random.int(1001, 1006) }],
    ];
    await env.reset({ split: "train", index });
    for (let step = 0; step < 15; step++) await env.step(toAction(random.choice(moves)()));
    const { orders } = await env.state();
    const { reward } = await env.step(toAction(FINISH));
    const refunded = orders.slice(0, 4).flatMap((order, place) => order.refunded ? [place] : []);
    const bought = new Map<string, number>();
    const kept = orders.slice(4).filter((order) => !order.refunded);
    for (const { product_id, quantity } of kept.flatMap(({ lines }) => lines)) {
      bought.set(product_id, (bought.get(product_id) ?? 0) + quantity);
    }
    const { goal } = own!;
    const isReached = refunded.join() === goal.refund.join() && bought.size === goal.buy.length &&
      goal.buy.every(({ product, quantity }) => bought.get(products[product]!.id) === quantity) &&
      (goal.coupon === null || kept.every(({ coupon }) => coupon === coupons[goal.coupon!]!.code));
    if (isReached) assert.equal(reward, 1);
    else assert.ok(reward! >= -0.5 && reward! < 0.5, `seed ${seed}: ${reward}`);
  }
});

Deno.test("the shop draws the wish, the wallet, the cart and the orders, and its one-click actions end an episode", async () => {
  await using env = await connect(environment);
  const { observation: { instruction } } = await env.reset({ split: "train", index: 0 });
  const { products } = createCatalogue((await taskAt(tasks, "train", 0)).private!.shop_seed);
  await env.step(toAction(["add_to_cart", { product_id: products[0]!.id, quantity: 2 }]));
  const { rendering, actions } = await env.render();
  assert.ok(rendering!.text!.startsWith(`${instruction}\nWallet `), rendering!.text!);
  assert.deepEqual(rendering!.table!.rows[0]!.slice(0, 3), ["cart", products[0]!.name, 2]);
  const finish = actions!.find(({ label }) => label === "Finish")!;
  assert.equal((await env.step(finish.action as CallToolAction)).done, true);
});
