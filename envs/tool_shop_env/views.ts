import type { Rendering } from "@openenv/core";
import { formatPrice, toPrice } from "./amounts.ts";
import type { Line, Product } from "./catalogue.ts";
import type { CartView, LineView, OrderView, ProductSummary, Receipt } from "./models.ts";
import { describeTerms, type Order, type Shop } from "./shop.ts";

/** Shows a cart as callers see it. */
export function toCartView(shop: Shop): CartView {
  const { subtotalCents, discountCents, totalCents } = shop.bill;
  return {
    lines: shop.cart.map(toLineView),
    coupon: shop.coupon?.code ?? null,
    subtotal: toPrice(subtotalCents),
    discount: toPrice(discountCents),
    total: toPrice(totalCents),
    balance: toPrice(shop.balanceCents),
    coupons: shop.catalogue.coupons.map((coupon) => {
      return { code: coupon.code, percent: coupon.percent, terms: describeTerms(coupon) };
    }),
  };
}

/** Shows an order as callers see it. */
export function toOrderView({ number, lines, coupon, paidCents, isRefunded }: Order): OrderView {
  return {
    order: number,
    lines: lines.map(toLineView),
    coupon: coupon?.code ?? null,
    paid: toPrice(paidCents),
    refunded: isRefunded,
  };
}

/** Shows an order that was paid or refunded, and the wallet. */
export function toReceipt(order: Order, shop: Shop): Receipt {
  return { order: toOrderView(order), balance: toPrice(shop.balanceCents) };
}

/** Draws the shop for people: the customer's wish, the wallet, and a table of the cart and the orders. */
export function drawShop({ shop, instruction }: { readonly shop: Shop; readonly instruction: string }): Rendering {
  const toRows = (place: string, lines: readonly Line[]) =>
    lines.map(({ product, quantity }) => [place, product.name, quantity, formatPrice(product.cents * quantity)]);
  const orders = shop.orders.flatMap(({ number, lines, isRefunded }) =>
    toRows(`order ${number}${isRefunded ? ", refunded" : ""}`, lines)
  );
  const coupon = shop.coupon === undefined ? "" : ` with coupon ${shop.coupon.code}`;
  const money = `Wallet ${formatPrice(shop.balanceCents)}, cart ${formatPrice(shop.bill.totalCents)}${coupon}`;
  return {
    text: `${instruction}\n${money}`,
    table: { columns: ["place", "product", "quantity", "price"], rows: [...toRows("cart", shop.cart), ...orders] },
  };
}

function toLineView({ product, quantity }: Line): LineView {
  return { ...toSummary(product), quantity };
}

/** Shows a product in a list. */
export function toSummary({ id, name, cents }: Product): ProductSummary {
  return { product_id: id, name, price: toPrice(cents) };
}
