/**
 * The oracle of tool_shop: a policy that proves that the maximum reward can be reached.
 *
 * @module
 */
import type { CallToolAction, Policy, PolicyEpisode, ToolObservation } from "@openenv/core";
import { taskAt } from "@openenv/core/tasks";
import { createCatalogue } from "./catalogue.ts";
import type { OrderView } from "./models.ts";
import { tasks } from "./tasks.ts";

/**
 * Carries out the goal of the task that the state names, which it looks up among the tasks of this package.
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
export default async function carryOut({ state }: PolicyEpisode): Promise<Policy<CallToolAction, ToolObservation>> {
  const { split, index, orders } = await state() as { split: string; index: number; orders: OrderView[] };
  const { private: own } = await taskAt(tasks, split, index);
  const { goal: { buy, coupon, refund }, shop_seed } = own!;
  const { products, coupons } = createCatalogue(shop_seed);
  const calls = [
    ...refund.map((place) => call("refund_order", { order: orders[place]!.order })),
    ...buy.map(({ product, quantity }) => call("add_to_cart", { product_id: products[product]!.id, quantity })),
    ...(coupon === null ? [] : [call("apply_coupon", { code: coupons[coupon]!.code })]),
    ...(buy.length === 0 ? [] : [call("checkout")]),
    call("finish"),
  ].values();
  return () => calls.next().value;
}

function call(tool_name: string, args: Readonly<Record<string, unknown>> = {}): CallToolAction {
  return { type: "call_tool", tool_name, arguments: args };
}
