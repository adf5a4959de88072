import {
  type CallToolAction,
  type Contract,
  defineToolEnvironment,
  type Implementation,
  type Rubric,
  type ToolObservation,
  type ToolSchemasOf,
} from "@openenv/core";
import { rubric } from "@openenv/core/rubrics";
import { taskOf } from "@openenv/core/tasks";
import { toPrice } from "./amounts.ts";
import { createCatalogue } from "./catalogue.ts";
import { measureProgress, type Progress, scoreProgress } from "./goals.ts";
import { ShopState, type ShopTools } from "./models.ts";
import { Shop } from "./shop.ts";
import { tasks } from "./tasks.ts";
import { tools, type Visit } from "./tools.ts";
import { drawShop, toCartView, toOrderView } from "./views.ts";

/** Scores the end of an episode: one half for reaching the goal, and one half for the progress towards it. */
function createRubric(visit: () => Visit | undefined): Rubric<CallToolAction, ToolObservation> {
  const atEnd = (score: (progress: Progress) => number) => (_action: CallToolAction, { done }: { done: boolean }) => {
    const current = visit();
    return done && current !== undefined ? score(measureProgress(current.goal, current.shop)) : 0;
  };
  return rubric<CallToolAction, ToolObservation>({
    goal: [atEnd(({ isReached }) => isReached ? 1 : 0), 0.5],
    progress: [atEnd(scoreProgress), 0.5],
  });
}

/** The environment, ready to be hosted. */
const environment: Implementation<Contract<ToolSchemasOf<ShopTools, typeof ShopState>>> = defineToolEnvironment({
  name: "tool_shop_env",
  version: "0.1.0",
  description: "Carry out a customer's wish in a web shop: search, buy, use coupons, refund.",
  tools,
  tasks,
  state: ShopState,
  maxSteps: 30,
  start(_options, context): Visit {
    const { public: { instruction }, private: { goal, shop_seed, wallet_cents } } = taskOf(tasks, context);
    return { shop: new Shop(createCatalogue(shop_seed), wallet_cents), instruction, goal };
  },
  welcome: ({ shop, instruction }) => ({
    observation: { instruction, balance: toPrice(shop.balanceCents), hint: "Call finish when you are done." },
    reward: 0,
  }),
  readState: ({ shop, instruction }) => {
    return { instruction, cart: toCartView(shop), orders: shop.orders.map(toOrderView) };
  },
  rubric: createRubric,
  render: drawShop,
  webActions: () => [
    { label: "Look at the cart", action: { type: "call_tool", tool_name: "view_cart" } },
    { label: "Finish", action: { type: "call_tool", tool_name: "finish" } },
  ],
});

export default environment;
