/**
 * The oracle of tool_shop: a policy that proves that the maximum reward can be reached.
 *
 * @module
 */
import type { CallToolAction, Policy, PolicyEpisode, ToolObservation } from "@openenv/core";
import { call, findFacts } from "./episode_facts.ts";

/**
 * Carries out the goal of the task that the state names, in as few calls as possible.
 *
 * @param episode The episode that the policy is created for.
 * @returns The policy.
 *
 * @example
 * ```ts
 * import environment from "@openenv/tool-shop-env/environment";
 * import oracle from "@openenv/tool-shop-env/oracle";
 * import { createLocalSubject, playInNewSession, scoreOf } from "@openenv/testing";
 * import assert from "node:assert/strict";
 *
 * const plan = { seed: 7, maxSteps: 30, policy: oracle };
 * const record = await playInNewSession(createLocalSubject(environment), plan);
 * assert.equal(scoreOf(record, "last_reward"), 1);
 * ```
 */
export default async function carryOut(
  episode: PolicyEpisode,
): Promise<Policy<CallToolAction, ToolObservation>> {
  const { catalogue: { products, coupons }, goal: { buy, coupon, refund }, orders } = await findFacts(episode);
  const calls = [
    ...refund.map((place) => call("refund_order", { order: orders[place] })),
    ...buy.map(({ product, quantity }) => call("add_to_cart", { product_id: products[product]!.id, quantity })),
    ...(coupon === null ? [] : [call("apply_coupon", { code: coupons[coupon]!.code })]),
    ...(buy.length === 0 ? [] : [call("checkout")]),
    call("finish"),
  ].values();
  return () => calls.next().value;
}
