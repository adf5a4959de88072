/**
 * A policy for tool_shop that plays at random: with products, coupons and orders that there are, so that the checks see
 * more than refusals.
 *
 * @module
 */
import type { CallToolAction, Policy, PolicyEpisode, ToolObservation } from "@openenv/core";
import { call, findFacts } from "./episode_facts.ts";

/** How likely a call is the last one. */
const FINISH = 0.05;

/**
 * Calls tools at random, with arguments that make sense one by one.
 *
 * @param episode The episode that the policy is created for.
 * @returns The policy.
 *
 * @example
 * ```ts
 * import environment from "@openenv/tool-shop-env/environment";
 * import randomPolicy from "@openenv/tool-shop-env/random-policy";
 * import { createLocalSubject, playInNewSession, scoreOf } from "@openenv/testing";
 * import assert from "node:assert/strict";
 *
 * const plan = { seed: 7, maxSteps: 30, policy: randomPolicy };
 * const record = await playInNewSession(createLocalSubject(environment), plan);
 * assert.ok(scoreOf(record, "last_reward") < 1);
 * ```
 */
export default async function playAtRandom(
  episode: PolicyEpisode,
): Promise<Policy<CallToolAction, ToolObservation>> {
  const { random } = episode;
  const { catalogue: { products, coupons }, orders } = await findFacts(episode);
  const product = () => ({ product_id: random.choice(products).id });
  const calls: readonly (() => CallToolAction)[] = [
    () => call("search_products", { category: random.choice(products).category, page: 1 }),
    () => call("get_product", product()),
    () => call("view_cart"),
    () => call("add_to_cart", { ...product(), quantity: random.int(1, 3) }),
    () => call("remove_from_cart", product()),
    () => call("apply_coupon", { code: random.choice(coupons).code }),
    () => call("checkout"),
    () => call("list_orders"),
    () => call("refund_order", { order: random.choice(orders) }),
  ];
  return () => random.bool(FINISH) ? call("finish") : random.choice(calls)();
}
