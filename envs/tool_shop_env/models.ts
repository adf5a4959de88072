import { exactly, type Schema, type ToolSignature } from "@openenv/core";
import { z } from "zod";

/** The arguments of `search_products`. */
export interface SearchArguments {
  /** Words of the name. Default: all products. */
  words?: string;
  /** A category. Default: all categories. */
  category?: string;
  /** The highest price. Default: no limit. */
  max_price?: number;
  /** The page, from 1. Default: 1. */
  page?: number;
}

/** The arguments of `add_to_cart` and `remove_from_cart`. */
export interface CartArguments {
  /** The product. */
  product_id: string;
  /** The number of pieces. Default: 1 to add, all to remove. */
  quantity?: number;
}

/** A product in a list. All prices have two decimals. */
export interface ProductSummary {
  /** Its id, for other tools. */
  product_id: string;
  /** Its name: colour, material and category. */
  name: string;
  /** The price of one piece. */
  price: number;
}

/** Everything about a product. */
export interface ProductDetails extends ProductSummary {
  /** Its category, such as `mug`. */
  category: string;
  /** The rating by other customers, 1 to 5. */
  rating: number;
  /** The number of pieces that are left. */
  stock: number;
}

/** One page of a search. */
export interface SearchResult {
  /** The products of this page. */
  products: ProductSummary[];
  /** The number of products on all pages. */
  total: number;
  /** This page, from 1. */
  page: number;
  /** The number of pages. */
  pages: number;
}

/** A line of a cart or an order. */
export interface LineView extends ProductSummary {
  /** The number of pieces. */
  quantity: number;
}

/** A coupon of the shop. */
export interface CouponView {
  /** Its code. */
  code: string;
  /** The discount. */
  percent: number;
  /** The terms of use. */
  terms: string;
}

/** The cart, and the wallet that pays it. */
export interface CartView {
  /** Its lines. */
  lines: LineView[];
  /** The coupon that is applied; `null` if there is none. */
  coupon: string | null;
  /** The sum of all lines. */
  subtotal: number;
  /** The coupon's discount. */
  discount: number;
  /** The amount to pay. */
  total: number;
  /** The money in the wallet. */
  balance: number;
  /** All coupons of the shop. */
  coupons: CouponView[];
}

/** An order. */
export interface OrderView {
  /** Its number. */
  order: number;
  /** Its lines. */
  lines: LineView[];
  /** The coupon it was paid with; `null` if there was none. */
  coupon: string | null;
  /** The price paid. */
  paid: number;
  /** `true` if the money was given back. */
  refunded: boolean;
}

/** The answer to a payment and to a refund. */
export interface Receipt {
  /** The order as it is now. */
  order: OrderView;
  /** The money in the wallet afterwards. */
  balance: number;
}

/** All orders of the customer. */
export interface OrderList {
  /** The orders, the oldest first. */
  orders: OrderView[];
  /** The money in the wallet. */
  balance: number;
}

/** The environment's own state. */
export interface ShopState {
  /** The customer's wish. */
  instruction: string;
  /** The cart. */
  cart: CartView;
  /** The orders. */
  orders: OrderView[];
}

/** The tools: names, arguments and results. */
export type ShopTools = readonly [
  ToolSignature<"search_products", SearchArguments, SearchResult>,
  ToolSignature<"get_product", { product_id: string }, ProductDetails>,
  ToolSignature<"view_cart", Record<string, never>, CartView>,
  ToolSignature<"add_to_cart", CartArguments, CartView>,
  ToolSignature<"remove_from_cart", CartArguments, CartView>,
  ToolSignature<"apply_coupon", { code: string }, CartView>,
  ToolSignature<"checkout", Record<string, never>, Receipt>,
  ToolSignature<"list_orders", Record<string, never>, OrderList>,
  ToolSignature<"refund_order", { order: number }, Receipt>,
  ToolSignature<"finish", Record<string, never>, string>,
];

const summary = z.object({ product_id: z.string(), name: z.string(), price: z.number() });
const line = summary.extend({ quantity: z.int() });
const cart = z.object({
  lines: z.array(line),
  coupon: z.string().nullable(),
  subtotal: z.number(),
  discount: z.number(),
  total: z.number(),
  balance: z.number(),
  coupons: z.array(z.object({ code: z.string(), percent: z.int(), terms: z.string() })),
});
const order = z.object({
  order: z.int(),
  lines: z.array(line),
  coupon: z.string().nullable(),
  paid: z.number(),
  refunded: z.boolean(),
});

/** The schema of {@linkcode ProductDetails}. */
export const ProductDetails: Schema<ProductDetails> = exactly<ProductDetails>()(
  summary.extend({ category: z.string(), rating: z.number(), stock: z.int() }),
);

/** The schema of {@linkcode SearchResult}. */
export const SearchResult: Schema<SearchResult> = exactly<SearchResult>()(
  z.object({ products: z.array(summary), total: z.int(), page: z.int(), pages: z.int() }),
);

/** The schema of {@linkcode CartView}. */
export const CartView: Schema<CartView> = exactly<CartView>()(cart);

/** The schema of {@linkcode Receipt}. */
export const Receipt: Schema<Receipt> = exactly<Receipt>()(z.object({ order, balance: z.number() }));

/** The schema of {@linkcode OrderList}. */
export const OrderList: Schema<OrderList> = exactly<OrderList>()(
  z.object({ orders: z.array(order), balance: z.number() }),
);

/** The schema of {@linkcode ShopState}. */
export const ShopState: Schema<ShopState> = exactly<ShopState>()(
  z.object({ instruction: z.string(), cart, orders: z.array(order) }),
);
