import { sum } from "./amounts.ts";
import type { Shop } from "./shop.ts";

/** The conditions at the end of an episode. Products, coupons and orders are positions in the shop's catalogue. */
export interface Goal {
  /** The lines of all new orders together: these and no others. */
  readonly buy: readonly { readonly product: number; readonly quantity: number }[];
  /** The coupon that every new order has; `null` if that does not matter. */
  readonly coupon: number | null;
  /** The earlier orders that are refunded: these and no others. */
  readonly refund: readonly number[];
}

/** How far a customer has come. */
export interface Progress {
  /** The part of the goal that is reached, 0 to 1. */
  readonly fraction: number;
  /** The number of pieces that were not wanted, and of earlier orders that were refunded without need. */
  readonly waste: number;
  /** `true` if all of the goal is reached, and nothing is wasted. */
  readonly isReached: boolean;
}

/** The deduction from the fraction for each piece of waste. */
const COST_OF_WASTE = 0.5;

/** Compares a shop with a goal. Only orders count that stand: a mistake that was refunded is none. */
export function measureProgress({ buy, coupon, refund }: Goal, { catalogue, kept, orders }: Shop): Progress {
  const bought = kept.flatMap(({ lines }) => lines);
  const wanted = buy.map(({ product, quantity }) => {
    const pieces = bought.filter((line) => line.product === catalogue.products[product]);
    return { quantity, bought: sum(pieces.map((line) => line.quantity)) };
  });
  const purchases = wanted.map(({ quantity, bought }) => Math.min(bought, quantity) / quantity);
  const isUsed = coupon !== null && kept.every((order) => order.coupon === catalogue.coupons[coupon]);
  const coupons = coupon === null ? [] : [isUsed ? mean(purchases) : 0];
  const earlier = orders.slice(0, catalogue.orders.length);
  const refunds = refund.map((place) => earlier[place]!.isRefunded ? 1 : 0);
  const fraction = mean([...purchases, ...coupons, ...refunds]);
  const useful = sum(wanted.map(({ quantity, bought }) => Math.min(bought, quantity)));
  const needless = earlier.filter(({ isRefunded }, place) => isRefunded && !refund.includes(place));
  const waste = sum(bought.map(({ quantity }) => quantity)) - useful + needless.length;
  return { fraction, waste, isReached: fraction === 1 && waste === 0 };
}

/** The score of a progress, -1 to 1: the fraction, less a half for each piece of waste. */
export function scoreProgress({ fraction, waste }: Progress): number {
  return Math.max(-1, fraction - COST_OF_WASTE * waste);
}

function mean(numbers: readonly number[]): number {
  return sum(numbers) / numbers.length;
}
