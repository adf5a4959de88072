/**
 * The contract of tool_shop: carry out a customer's wish in a web shop, by calling tools.
 *
 * ```ts no-eval
 * import { connect } from "@openenv/client";
 * import { toolShop } from "@openenv/tool-shop-env";
 *
 * await using env = await connect("http://127.0.0.1:8000", toolShop);
 * await env.reset({ split: "train", index: 0 });
 * const { products } = await env.callTool("search_products", { words: "mug" });
 * ```
 *
 * @module
 */
export { toolShop } from "./contract.ts";
export {
  type CartArguments,
  CartView,
  type CouponView,
  type LineView,
  OrderList,
  type OrderView,
  ProductDetails,
  type ProductSummary,
  Receipt,
  type SearchArguments,
  SearchResult,
  ShopState,
  type ShopTools,
} from "./models.ts";
