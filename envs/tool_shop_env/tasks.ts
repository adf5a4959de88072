import type { Random } from "@openenv/core";
import { type TaskProvider, tasksFromGenerator } from "@openenv/core/tasks";
import { formatPrice } from "./amounts.ts";
import { type Catalogue, createCatalogue, type Line, type Product } from "./catalogue.ts";
import type { Goal } from "./goals.ts";
import { costOf, discountOf } from "./shop.ts";

/** The kinds of goals; the tasks of a split take turns. */
export type GoalKind = "cheapest" | "best_rated" | "basket" | "best_coupon" | "refund" | "exchange";

/** The public part of a task. */
export interface PublicShopTask {
  /** The customer's wish, in one or two sentences. */
  readonly instruction: string;
  /** The kind of goal. */
  readonly kind: GoalKind;
}

/** The private part of a task. */
export interface PrivateShopTask {
  /** The meaning of the instruction, in this shop. */
  readonly goal: Goal;
  /** Decides the shop: its products, coupons and earlier orders. */
  readonly shop_seed: number;
  /** The money that the customer has. */
  readonly wallet_cents: number;
}

/** Determines all tasks; `openenv.yaml` declares it. */
const GENERATOR_SEED = 20261128;

/** A wish of a customer. */
interface Wish {
  readonly instruction: string;
  readonly buy?: readonly Line[];
  readonly coupon?: number;
  readonly refund?: number;
}

/** Draws a wish; `undefined` if this shop has nothing for it. */
type DrawWish = (catalogue: Catalogue, random: Random) => Wish | undefined;

const WISHES: Readonly<Record<GoalKind, DrawWish>> = {
  cheapest: drawCheapest,
  best_rated: drawBestRated,
  basket: drawBasket,
  best_coupon: drawBestCoupon,
  refund: drawRefund,
  exchange: drawExchange,
};
const KINDS = Object.keys(WISHES) as GoalKind[];

/** The tasks: 160 for training and 40 for testing. */
export const tasks: TaskProvider<PublicShopTask, PrivateShopTask> = tasksFromGenerator<
  PublicShopTask & PrivateShopTask,
  keyof PrivateShopTask
>({
  splits: { train: 160, test: 40 },
  seed: GENERATOR_SEED,
  generate: ({ random, index }) => createTask(KINDS[index % KINDS.length]!, random),
  private: ["goal", "shop_seed", "wallet_cents"],
});

function createTask(kind: GoalKind, random: Random): PublicShopTask & PrivateShopTask {
  for (;;) {
    const shop_seed = random.uint32();
    const catalogue = createCatalogue(shop_seed);
    const wish = WISHES[kind](catalogue, random);
    if (wish === undefined) continue;
    const { instruction, buy = [], coupon, refund } = wish;
    const goal: Goal = {
      buy: buy.map(({ product, quantity }) => ({ product: catalogue.products.indexOf(product), quantity })),
      coupon: coupon ?? null,
      refund: refund === undefined ? [] : [refund],
    };
    return { instruction, kind, goal, shop_seed, wallet_cents: drawWallet(wish, catalogue, random) };
  }
}

/** Draws enough money for the wish, and for an exchange too little without the refund. */
function drawWallet({ buy = [], coupon, refund }: Wish, { coupons, orders }: Catalogue, random: Random): number {
  const cost = costOf(buy) - (coupon === undefined ? 0 : discountOf(coupons[coupon], buy));
  if (refund === undefined || buy.length === 0) return cost + random.int(0, 2500);
  const refunded = costOf(orders[refund]!);
  return Math.max(0, cost - refunded) + random.int(0, Math.min(cost, refunded) - 1);
}

function drawCheapest({ products }: Catalogue, random: Random): Wish | undefined {
  const { category, colour } = random.choice(products);
  const quantity = random.int(1, 3);
  const kinds = inStock(products, quantity).filter((one) => one.category === category && one.colour === colour);
  if (kinds.length < 2) return undefined;
  const product = kinds.reduce((best, one) => one.cents < best.cents ? one : best);
  const instruction = quantity === 1
    ? `Buy 1 ${colour} ${category}: the cheapest that is in stock.`
    : `Buy ${quantity} ${colour} ${category}s of one kind: the cheapest kind with ${quantity} in stock.`;
  return { instruction, buy: [{ product, quantity }] };
}

function drawBestRated({ products }: Catalogue, random: Random): Wish | undefined {
  const { category, cents: limit } = random.choice(products);
  const kinds = inStock(products, 1).filter((one) => one.category === category && one.cents < limit);
  if (kinds.length < 2) return undefined;
  const product = kinds.reduce((best, one) => one.ratingTenths > best.ratingTenths ? one : best);
  const instruction = `Buy 1 ${category}: the best rated that is in stock and costs less than ${formatPrice(limit)}.`;
  return { instruction, buy: [{ product, quantity: 1 }] };
}

function drawBasket({ products, coupons }: Catalogue, random: Random): Wish | undefined {
  const buy = drawLines(products, 2, random);
  const coupon = random.int(0, coupons.length - 1);
  if (buy === undefined || discountOf(coupons[coupon], buy) === 0) return undefined;
  const [one, other] = buy.map(describeLine);
  const instruction = `Buy ${one} and ${other} in one order, with the coupon ${coupons[coupon]!.code}.`;
  return { instruction, buy, coupon };
}

function drawBestCoupon({ products, coupons }: Catalogue, random: Random): Wish | undefined {
  const buy = drawLines(products, random.int(1, 2), random);
  if (buy === undefined) return undefined;
  const savings = coupons.map((coupon) => discountOf(coupon, buy));
  const most = Math.max(...savings);
  const best = savings.flatMap((saving, index) => saving === most ? [index] : []);
  if (best.length > 1 || savings.filter((saving) => saving > 0).length < 2) return undefined;
  const basket = buy.map(describeLine).join(" and ");
  return { instruction: `Buy ${basket} in one order, with the coupon that saves the most.`, buy, coupon: best[0] };
}

function drawRefund({ orders }: Catalogue, random: Random): Wish {
  const refund = random.int(0, orders.length - 1);
  const { product } = random.choice(orders[refund]!);
  return { instruction: `Refund the order that has the ${product.name}, and keep all others.`, refund };
}

function drawExchange({ products, orders }: Catalogue, random: Random): Wish | undefined {
  const refund = random.choice(orders.flatMap((lines, index) => lines.length === 1 ? [index] : []));
  const { product: returned, quantity } = orders[refund]![0]!;
  const others = inStock(products, quantity).filter((one) => one.category === returned.category && one !== returned);
  if (others.length === 0) return undefined;
  const product = random.choice(others);
  const instruction = `Refund the order that has the ${returned.name}, and keep all others. ` +
    `Then buy ${describeLine({ product, quantity })} instead.`;
  return { instruction, buy: [{ product, quantity }], refund };
}

/** Draws lines of different products that the shop has; `undefined` if it has too few of them. */
function drawLines(products: readonly Product[], count: number, random: Random): Line[] | undefined {
  const lines = random.shuffle(products).slice(0, count).map((product) => ({ product, quantity: random.int(1, 3) }));
  return lines.every(({ product, quantity }) => product.stock >= quantity) ? lines : undefined;
}

function inStock(products: readonly Product[], quantity: number): readonly Product[] {
  return products.filter(({ stock }) => stock >= quantity);
}

function describeLine({ product, quantity }: Line): string {
  return `${quantity} ${product.name}${quantity === 1 ? "" : "s"}`;
}
