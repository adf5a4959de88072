import { defineTool, nearestName, type ToolContext, ToolError } from "@openenv/core";
import { z } from "zod";
import { toPrice } from "./amounts.ts";
import type { Product } from "./catalogue.ts";
import type { Goal } from "./goals.ts";
import { CartView, OrderList, ProductDetails, Receipt, SearchResult, type ShopTools } from "./models.ts";
import type { Shop } from "./shop.ts";
import { toCartView, toOrderView, toReceipt, toSummary } from "./views.ts";

/** The world of an episode. */
export interface Visit {
  /** The shop, which tools work on. */
  readonly shop: Shop;
  /** The customer's wish, in words. */
  readonly instruction: string;
  /** The customer's wish as conditions, for the rubric: no tool reads it. */
  readonly goal: Goal;
}

/** The number of products on a page of a search. */
const PAGE_SIZE = 8;

const productId = z.string().describe("The product_id that search_products returned, such as red-glass-mug");

const searchProducts = defineTool({
  name: "search_products",
  description:
    "Lists the products that have all the words in their names and cost at most max_price, in no particular " +
    "order. A page has 8 products.",
  input: z.object({
    words: z.string().optional().describe("Words of the name, such as: red mug. Default: all products"),
    category: z.string().optional().describe("A category, such as mug. Default: all categories"),
    max_price: z.number().min(0).optional().describe("The highest price, such as 12.50. Default: no limit"),
    page: z.int().min(1).default(1).describe("The page, from 1"),
  }),
  output: SearchResult,
  annotations: { readOnlyHint: true },
  run({ words = "", category, max_price = Infinity, page }, { world: { shop } }: ToolContext<Visit>) {
    const { products } = shop.catalogue;
    const wanted = words.toLowerCase().split(/\s+/).filter((word) => word !== "");
    for (const word of wanted) assertKnown(`has the word "${word}"`, word, products.flatMap(wordsOf));
    if (category !== undefined) {
      assertKnown(`has the category "${category}"`, category, products.map((product) => product.category));
    }
    const found = products.filter((product) =>
      (category === undefined || product.category === category) && toPrice(product.cents) <= max_price &&
      wanted.every((word) => wordsOf(product).includes(word))
    );
    const pages = Math.max(1, Math.ceil(found.length / PAGE_SIZE));
    if (page > pages) throw new ToolError(`There is no page ${page}: the search has ${pages}`);
    const shown = found.slice((page - 1) * PAGE_SIZE, page * PAGE_SIZE);
    return { products: shown.map(toSummary), total: found.length, page, pages };
  },
});

const getProduct = defineTool({
  name: "get_product",
  description: "Describes a product: price, rating from 1 to 5, pieces in stock.",
  input: z.object({ product_id: productId }),
  output: ProductDetails,
  annotations: { readOnlyHint: true },
  run({ product_id }, { world: { shop } }: ToolContext<Visit>) {
    const product = shop.product(product_id);
    const { category, ratingTenths } = product;
    return { ...toSummary(product), category, rating: ratingTenths / 10, stock: shop.stockOf(product) };
  },
});

const viewCart = defineTool({
  name: "view_cart",
  description: "Shows the cart, the money in the wallet, and the coupons of the shop with their terms.",
  input: z.object({}),
  output: CartView,
  annotations: { readOnlyHint: true },
  run: (_args, { world: { shop } }: ToolContext<Visit>) => toCartView(shop),
});

const addToCart = defineTool({
  name: "add_to_cart",
  description: "Puts pieces of a product into the cart. Nothing is paid before checkout.",
  input: z.object({
    product_id: productId,
    quantity: z.int().min(1).max(99).default(1).describe("The number of pieces to add"),
  }),
  output: CartView,
  run({ product_id, quantity }, { world: { shop } }: ToolContext<Visit>) {
    shop.add(product_id, quantity);
    return toCartView(shop);
  },
});

const removeFromCart = defineTool({
  name: "remove_from_cart",
  description: "Takes pieces of a product out of the cart. A coupon comes off when the cart no longer meets its terms.",
  input: z.object({
    product_id: productId,
    quantity: z.int().min(1).max(99).optional().describe("The number of pieces to remove. Default: all"),
  }),
  output: CartView,
  run({ product_id, quantity }, { world: { shop } }: ToolContext<Visit>) {
    shop.remove(product_id, quantity);
    return toCartView(shop);
  },
});

const applyCoupon = defineTool({
  name: "apply_coupon",
  description: "Applies a coupon to the cart, in place of the one before. Each coupon can pay one order.",
  input: z.object({ code: z.string().describe("The code of a coupon; view_cart lists them") }),
  output: CartView,
  annotations: { idempotentHint: true },
  run({ code }, { world: { shop } }: ToolContext<Visit>) {
    shop.applyCoupon(code);
    return toCartView(shop);
  },
});

const checkout = defineTool({
  name: "checkout",
  description: "Pays the cart from the wallet, which makes it an order. The episode goes on until finish.",
  input: z.object({}),
  output: Receipt,
  run: (_args, { world: { shop } }: ToolContext<Visit>) => toReceipt(shop.checkout(), shop),
});

const listOrders = defineTool({
  name: "list_orders",
  description: "Lists all orders of the customer, earlier ones included.",
  input: z.object({}),
  output: OrderList,
  annotations: { readOnlyHint: true },
  run: (_args, { world: { shop } }: ToolContext<Visit>) => {
    return { orders: shop.orders.map(toOrderView), balance: toPrice(shop.balanceCents) };
  },
});

const refundOrder = defineTool({
  name: "refund_order",
  description: "Sends a whole order back; what was paid returns to the wallet. It cannot be undone.",
  input: z.object({ order: z.int().describe("The number of an order; list_orders lists them") }),
  output: Receipt,
  annotations: { destructiveHint: true },
  run: ({ order }, { world: { shop } }: ToolContext<Visit>) => toReceipt(shop.refund(order), shop),
});

const finish = defineTool({
  name: "finish",
  description: "Ends the episode. Call it once the instruction is carried out: the orders are judged as they are then.",
  input: z.object({}),
  output: z.string(),
  annotations: { destructiveHint: true },
  run(_args, { endEpisode }: ToolContext<Visit>) {
    endEpisode();
    return "Thank you for your visit.";
  },
});

/** The tools of the shop. */
export const tools: ShopTools = [
  searchProducts,
  getProduct,
  viewCart,
  addToCart,
  removeFromCart,
  applyCoupon,
  checkout,
  listOrders,
  refundOrder,
  finish,
];

function wordsOf({ name }: Product): string[] {
  return name.toLowerCase().split(" ");
}

/** Names what there is if a search is for what no product has. */
function assertKnown(what: string, word: string, words: readonly string[]): void {
  const known = [...new Set(words)].sort();
  if (known.includes(word)) return;
  const nearest = nearestName(word, known);
  throw new ToolError(
    `No product ${what}: ${nearest === undefined ? `there are ${known.join(", ")}` : `the nearest is "${nearest}"`}`,
  );
}
