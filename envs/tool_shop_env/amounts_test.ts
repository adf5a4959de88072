import assert from "node:assert/strict";
import { formatPrice, toPrice } from "./amounts.ts";

Deno.test("toPrice() gives the number that is written with the same decimals, and back", () => {
  for (let cents = 0; cents <= 100_000; cents++) {
    const text = `${Math.floor(cents / 100)}.${String(cents % 100).padStart(2, "0")}`;
    assert.equal(toPrice(cents), Number(text));
    assert.equal(formatPrice(cents), text);
  }
});
