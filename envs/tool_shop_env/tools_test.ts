import { connect, type EnvClient } from "@openenv/client";
import { taskAt } from "@openenv/core/tasks";
import assert from "node:assert/strict";
import { createCatalogue, type Product } from "./catalogue.ts";
import type { toolShop } from "./contract.ts";
import environment from "./environment.ts";
import { tasks } from "./tasks.ts";

type Client = EnvClient<typeof toolShop>;

/** Task 0 of the training split: `Buy 3 black mugs of one kind: the cheapest kind with 3 in stock.` */
const TASK = await taskAt(tasks, "train", 0);
const CATALOGUE = createCatalogue(TASK.private!.shop_seed);
const TARGET = CATALOGUE.products[TASK.private!.goal.buy[0]!.product]!;

async function start(): Promise<Client> {
  const env = await connect(environment);
  await env.reset({ split: "train", index: 0 });
  return env;
}

async function refuses(call: Promise<unknown>, error_type: string, message: string | RegExp): Promise<void> {
  await assert.rejects(call, (thrown: { code: string; message: string; data: { error_type: string } }) => {
    assert.deepEqual([thrown.code, thrown.data.error_type], ["TOOL_FAILED", error_type]);
    if (typeof message === "string") assert.equal(thrown.message, message);
    else assert.match(thrown.message, message);
    return true;
  });
}

Deno.test("search_products finds by words, category and price, page by page", async () => {
  await using env = await start();
  const all = await env.callTool("search_products");
  assert.deepEqual([all.total, all.page, all.pages, all.products.length], [45, 1, 6, 8]);
  const last = await env.callTool("search_products", { page: 6 });
  assert.equal(last.products.length, 45 - 5 * 8);
  await refuses(
    env.callTool("search_products", { page: 7 }),
    "execution_error",
    "There is no page 7: the search has 6",
  );
  const { products } = await env.callTool("search_products", { words: " Black  mug " });
  const mugs = CATALOGUE.products.filter(({ colour, category }) => colour === "black" && category === "mug");
  assert.deepEqual(products, mugs.map(({ id, name, cents }) => ({ product_id: id, name, price: cents / 100 })));
  const price = TARGET.cents / 100;
  const idsUpTo = async (max_price: number) => {
    const found = await env.callTool("search_products", { category: "mug", words: "black", max_price });
    return found.products.map(({ product_id }) => product_id);
  };
  assert.ok((await idsUpTo(price)).includes(TARGET.id), "a price that is the limit is within it");
  assert.ok(!(await idsUpTo(price - 0.01)).includes(TARGET.id));
  assert.deepEqual(await idsUpTo(0), []);
});

Deno.test("search_products names what there is when nothing can be found", async () => {
  await using env = await start();
  const search = (args: { words?: string; category?: string }) => env.callTool("search_products", args);
  const failed = "execution_error";
  await refuses(search({ words: "black mugs" }), failed, 'No product has the word "mugs": the nearest is "mug"');
  const categories = [...new Set(CATALOGUE.products.map(({ category }) => category))].sort().join(", ");
  await refuses(
    search({ category: "furniture" }),
    failed,
    `No product has the category "furniture": there are ${categories}`,
  );
});

Deno.test("get_product describes a product, and its stock as it is now", async () => {
  await using env = await start();
  const { id: product_id, name, category, cents, ratingTenths, stock } = TARGET;
  const details = { product_id, name, category, price: cents / 100, rating: ratingTenths / 10, stock };
  assert.deepEqual(await env.callTool("get_product", { product_id }), details);
  await env.callTool("add_to_cart", { product_id, quantity: 3 });
  await env.callTool("checkout");
  assert.equal((await env.callTool("get_product", { product_id })).stock, stock - 3);
  const wrong = product_id.replace("-", "");
  const message = `No product has the id "${wrong}": the nearest is "${product_id}"`;
  await refuses(env.callTool("get_product", { product_id: wrong }), "execution_error", message);
});

Deno.test("the cart, the coupons and the orders are shown with prices of two decimals", async () => {
  await using env = await start();
  const { id: product_id, name, cents } = TARGET;
  const welcome = CATALOGUE.coupons[0]!;
  await env.callTool("add_to_cart", { product_id, quantity: 2 });
  const cart = await env.callTool("apply_coupon", { code: welcome.code });
  const discount = Math.round(2 * cents * welcome.percent / 100);
  const lines = [{ product_id, name, price: cents / 100, quantity: 2 }];
  const amounts = { subtotal: 2 * cents / 100, discount: discount / 100, total: (2 * cents - discount) / 100 };
  const { balance } = cart;
  assert.deepEqual(cart, { lines, coupon: welcome.code, ...amounts, balance, coupons: cart.coupons });
  assert.deepEqual(cart.coupons[0], { code: welcome.code, percent: welcome.percent, terms: "everything" });
  assert.equal((await env.callTool("remove_from_cart", { product_id, quantity: 1 })).lines[0]!.quantity, 1);
  const { order, balance: after } = await env.callTool("checkout");
  const paid = (cents - Math.round(cents * welcome.percent / 100)) / 100;
  assert.deepEqual(order, {
    order: 1005,
    lines: [{ ...lines[0], quantity: 1 }],
    coupon: welcome.code,
    paid,
    refunded: false,
  });
  assert.equal(Math.round((balance - after) * 100), Math.round(paid * 100));
  assert.deepEqual((await env.callTool("list_orders")).orders.map((one) => one.order), [1001, 1002, 1003, 1004, 1005]);
  const refund = await env.callTool("refund_order", { order: 1005 });
  assert.deepEqual([refund.order.refunded, refund.balance], [true, balance]);
  assert.deepEqual((await env.callTool("view_cart")).lines, []);
});

Deno.test("arguments that make no sense are refused before the shop sees them", async () => {
  await using env = await start();
  const { id: product_id } = TARGET;
  for (const quantity of [0, -1, 1.5, 100, 1e300]) {
    await refuses(env.callTool("add_to_cart", { product_id, quantity }), "invalid_args", /quantity: /);
    await refuses(env.callTool("remove_from_cart", { product_id, quantity }), "invalid_args", /quantity: /);
  }
  const untyped = env.callTool as (name: string, args: unknown) => Promise<unknown>;
  const call = untyped.bind(env);
  await refuses(call("add_to_cart", {}), "invalid_args", /product_id: Field required/);
  await refuses(call("checkout", { total: 0 }), "invalid_args", /total: Extra inputs are not permitted/);
  await refuses(call("steal", {}), "tool_not_found", "Unknown tool: 'steal'");
  assert.deepEqual((await env.callTool("view_cart")).lines, []);
});

Deno.test("every tool says what it does and what it returns", async () => {
  await using env = await start();
  const listed = await env.listTools();
  const { tools } = environment.contract;
  assert.deepEqual(listed.map(({ name }) => name), tools!.map(({ name }) => name));
  for (const { description, outputSchema } of tools!) assert.ok(description.length > 10 && outputSchema !== undefined);
  const search: Product["id"][] = Object.keys(listed[0]!.inputSchema.properties!);
  assert.deepEqual(search, ["words", "category", "max_price", "page"]);
});
