import type { CallToolAction, PolicyEpisode } from "@openenv/core";
import { taskAt } from "@openenv/core/tasks";
import { type Catalogue, createCatalogue } from "./catalogue.ts";
import type { Goal } from "./goals.ts";
import { tasks } from "./tasks.ts";

/** The facts about an episode that the policies of this package know and an agent does not. */
export interface EpisodeFacts {
  /** The shop. */
  readonly catalogue: Catalogue;
  /** The customer's wish. */
  readonly goal: Goal;
  /** The numbers of the earlier orders. */
  readonly orders: readonly number[];
}

/** Finds the facts of an episode: its state names the task, and this package has the tasks. */
export async function findFacts({ state }: PolicyEpisode): Promise<EpisodeFacts> {
  const { split, index, orders } = await state() as { split: string; index: number; orders: { order: number }[] };
  const { private: own } = await taskAt(tasks, split, index);
  const { goal, shop_seed } = own!;
  return { catalogue: createCatalogue(shop_seed), goal, orders: orders.map(({ order }) => order) };
}

/** Creates the call of a tool. */
export function call(tool_name: string, args: Readonly<Record<string, unknown>> = {}): CallToolAction {
  return { type: "call_tool", tool_name, arguments: args };
}
