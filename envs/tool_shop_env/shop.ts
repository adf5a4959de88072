import { nearestName, ToolError } from "@openenv/core";
import { formatPrice, sum } from "./amounts.ts";
import type { Catalogue, Coupon, Line, Product } from "./catalogue.ts";

/** An order of the customer. */
export interface Order {
  /** Its number, from 1001. */
  readonly number: number;
  /** The lines bought. */
  readonly lines: readonly Line[];
  /** The coupon that it was paid with. */
  readonly coupon: Coupon | undefined;
  /** The price paid. */
  readonly paidCents: number;
  /** `true` if it was made in this episode. */
  readonly isNew: boolean;
  /** `true` if the money has been given back. */
  readonly isRefunded: boolean;
}

/** The costs of a cart. */
export interface Bill {
  /** The sum of all lines. */
  readonly subtotalCents: number;
  /** The coupon's discount. */
  readonly discountCents: number;
  /** The price to pay. */
  readonly totalCents: number;
}

const FIRST_NUMBER = 1001;

/**
 * A shop with one customer: a cart, a wallet and orders.
 *
 * The wallet and the stock are not kept, but follow from the orders, so that no sequence of calls can make money or
 * goods. Whatever a customer may not do throws a `ToolError` that says what there is.
 */
export class Shop {
  /** The shop as the customer found it. */
  readonly catalogue: Catalogue;
  readonly #walletCents: number;
  readonly #cart = new Map<Product, number>();
  #coupon: Coupon | undefined;
  #orders: readonly Order[];

  /** Opens the shop for a customer with that much money. */
  constructor(catalogue: Catalogue, walletCents: number) {
    this.catalogue = catalogue;
    this.#walletCents = walletCents;
    this.#orders = catalogue.orders.map((lines, index) => ({
      number: FIRST_NUMBER + index,
      lines,
      coupon: undefined,
      paidCents: costOf(lines),
      isNew: false,
      isRefunded: false,
    }));
  }

  /** The orders, the earlier ones first. */
  get orders(): readonly Order[] {
    return this.#orders;
  }

  /** The orders of this episode that stand. */
  get kept(): readonly Order[] {
    return this.#orders.filter(({ isNew, isRefunded }) => isNew && !isRefunded);
  }

  /** The money in the wallet. */
  get balanceCents(): number {
    const returned = this.#orders.filter(({ isNew, isRefunded }) => !isNew && isRefunded);
    return this.#walletCents + sum(returned.map(paid)) - sum(this.kept.map(paid));
  }

  /** The lines of the cart, in the order in which they came. */
  get cart(): readonly Line[] {
    return [...this.#cart].map(([product, quantity]) => ({ product, quantity }));
  }

  /** The coupon of the cart. */
  get coupon(): Coupon | undefined {
    return this.#coupon;
  }

  /** The costs of the cart. */
  get bill(): Bill {
    const subtotalCents = costOf(this.cart);
    const discountCents = discountOf(this.#coupon, this.cart);
    return { subtotalCents, discountCents, totalCents: subtotalCents - discountCents };
  }

  /** Finds a product by its id. */
  product(id: string): Product {
    const ids = this.catalogue.products.map((product) => product.id);
    const place = ids.indexOf(id);
    if (place !== -1) return this.catalogue.products[place]!;
    const nearest = nearestName(id.trim().replaceAll(/\s+/g, "-"), ids);
    const hint = nearest === undefined ? "search_products lists what there is" : `the nearest is "${nearest}"`;
    throw new ToolError(`No product has the id "${id}": ${hint}`);
  }

  /** The number of pieces of a product that are left. */
  stockOf(product: Product): number {
    return product.stock - sum(this.kept.flatMap(({ lines }) => lines).map((line) => quantityIn(line, product)));
  }

  /** Puts pieces of a product into the cart. */
  add(id: string, quantity: number): void {
    const product = this.product(id);
    const before = this.#cart.get(product) ?? 0;
    const stock = this.stockOf(product);
    if (before + quantity > stock) {
      const already = before === 0 ? "" : `, and ${before} of them in the cart already`;
      throw new ToolError(`Cannot add ${quantity} of ${id}: ${stock} in stock${already}`);
    }
    this.#setQuantity(product, before + quantity);
  }

  /** Takes pieces of a product out of the cart, or all of them. */
  remove(id: string, quantity?: number): void {
    const product = this.product(id);
    const before = this.#cart.get(product);
    if (before === undefined) throw new ToolError(`Cannot remove ${id}: ${this.#describeCart()}`);
    if (quantity !== undefined && quantity > before) {
      throw new ToolError(`Cannot remove ${quantity} of ${id}: the cart has ${before}`);
    }
    this.#setQuantity(product, before - (quantity ?? before));
  }

  /** Applies a coupon to the cart, instead of the one before. */
  applyCoupon(code: string): void {
    const { coupons } = this.catalogue;
    const coupon = coupons.find((coupon) => coupon.code === code.trim().toUpperCase());
    if (coupon === undefined) {
      throw new ToolError(`No coupon has the code "${code}": there are ${coupons.map(({ code }) => code).join(", ")}`);
    }
    const refusal = this.#refusalOf(coupon);
    if (refusal !== undefined) throw new ToolError(`Cannot apply ${coupon.code}: ${refusal}`);
    this.#coupon = coupon;
  }

  /** Pays the cart from the wallet. */
  checkout(): Order {
    const { totalCents } = this.bill;
    const balance = this.balanceCents;
    if (this.#cart.size === 0) throw new ToolError("Cannot pay: the cart is empty");
    if (totalCents > balance) {
      const lack = formatPrice(totalCents - balance);
      const state = `the wallet has ${formatPrice(balance)}, ${lack} too little`;
      throw new ToolError(`Cannot pay ${formatPrice(totalCents)}: ${state}`);
    }
    const order = {
      number: FIRST_NUMBER + this.#orders.length,
      lines: this.cart,
      coupon: this.#coupon,
      paidCents: totalCents,
      isNew: true,
      isRefunded: false,
    };
    this.#orders = [...this.#orders, order];
    this.#cart.clear();
    this.#coupon = undefined;
    return order;
  }

  /** Takes a whole order back: its price returns to the wallet, its goods to the shop, its coupon to the customer. */
  refund(number: number): Order {
    const order = this.#orders.find((order) => order.number === number);
    if (order === undefined) {
      const numbers = this.#orders.map(({ number }) => number).join(", ");
      throw new ToolError(`No order has the number ${number}: there are ${numbers}`);
    }
    if (order.isRefunded) throw new ToolError(`Cannot refund order ${number}: it is refunded already`);
    const refunded = { ...order, isRefunded: true };
    this.#orders = this.#orders.map((one) => one === order ? refunded : one);
    return refunded;
  }

  /** The coupon comes off a cart that no longer meets its terms. */
  #setQuantity(product: Product, quantity: number): void {
    if (quantity === 0) this.#cart.delete(product);
    else this.#cart.set(product, quantity);
    if (this.#coupon !== undefined && this.#refusalOf(this.#coupon) !== undefined) this.#coupon = undefined;
  }

  #refusalOf(coupon: Coupon): string | undefined {
    const used = this.kept.find((order) => order.coupon === coupon);
    if (used !== undefined) return `order ${used.number} has used it`;
    if (this.#cart.size === 0) return "the cart is empty";
    if (discountOf(coupon, this.cart) > 0) return undefined;
    const found = coupon.category === undefined ? formatPrice(costOf(this.cart)) : "none";
    return `it is for ${describeTerms(coupon)}, and the cart has ${found}`;
  }

  #describeCart(): string {
    const lines = this.cart.map(({ product, quantity }) => `${quantity} ${product.id}`).join(", ");
    return lines === "" ? "the cart is empty" : `the cart has ${lines}`;
  }
}

/** The price of lines without a coupon. */
export function costOf(lines: readonly Line[]): number {
  return sum(lines.map(({ product, quantity }) => product.cents * quantity));
}

/** The discount of a coupon on lines, rounded to cents; 0 if they do not meet its terms. */
export function discountOf(coupon: Coupon | undefined, lines: readonly Line[]): number {
  if (coupon === undefined || costOf(lines) < coupon.leastCents) return 0;
  const { category, percent } = coupon;
  const reduced = lines.filter(({ product }) => category === undefined || product.category === category);
  return Math.round(costOf(reduced) * percent / 100);
}

/** The orders that a coupon is for, in words. */
export function describeTerms({ category, leastCents }: Coupon): string {
  if (category !== undefined) return `${category}s`;
  return leastCents === 0 ? "everything" : `orders of ${formatPrice(leastCents)} or more`;
}

function quantityIn({ product, quantity }: Line, wanted: Product): number {
  return product === wanted ? quantity : 0;
}

function paid({ paidCents }: Order): number {
  return paidCents;
}
