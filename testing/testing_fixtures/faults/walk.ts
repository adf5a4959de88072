import { z } from "zod";
import type { EpisodeContext } from "../../../core/context.ts";
import { defineEnvironment } from "../../../core/contract/define_environment.ts";
import type { AnyImplementation, ContractOptions } from "../../../core/contract/contract.ts";
import type { Environment } from "../../../core/environment.ts";
import type { Schema } from "../../../core/schema/schema.ts";
import type { StepReturn } from "../../../core/result.ts";

/** An action: walks by some fields. */
export interface WalkAction {
  by: number;
}

/** An observation; faults put something foreign into `extra`. */
export interface WalkObservation {
  at: number;
  extra?: unknown;
}

/** The schemas of a walk, as types. */
interface WalkSchemas {
  action: Schema<WalkAction>;
  observation: Schema<WalkObservation>;
}

/** The answer of a walk. */
export type Returned = StepReturn<WalkObservation>;

const GOAL = 15;

/** A sound world: from a field that the seed decides to the goal, which gives the one reward. Faults are subclasses. */
export class Walk implements Environment<WalkSchemas> {
  protected at = 0;

  reset(_options: unknown, { random }: EpisodeContext): Returned | Promise<Returned> {
    this.at = random.int(0, 5);
    return { observation: { at: this.at }, info: { from: this.at } };
  }

  step({ by }: WalkAction, _context: EpisodeContext): Returned | Promise<Returned> {
    this.at += by;
    const terminated = this.at >= GOAL;
    return { observation: { at: this.at }, reward: terminated ? 1 : 0, terminated };
  }
}

/** A walk that leaves the reward to its rubric. */
export class UnrewardedWalk extends Walk {
  override step(action: WalkAction, context: EpisodeContext): Returned {
    const { reward: _, ...rest } = super.step(action, context) as Returned;
    return rest;
  }
}

/** A walk whose steps answer something else. */
export function changing(change: (result: Returned, context: EpisodeContext) => unknown): new () => Walk {
  return class extends Walk {
    override step(action: WalkAction, context: EpisodeContext): Returned {
      return change(super.step(action, context) as Returned, context) as Returned;
    }
  };
}

/** The same answer, with something extra in its observation. */
export function addExtra(result: Returned, extra: unknown): Returned {
  return { ...result, observation: { ...result.observation, extra } };
}

/** Makes an environment of a class of walks; a fault of the contract is given as an option. */
export function walk(
  factory: () => Environment<WalkSchemas>,
  options: Partial<ContractOptions> = {},
): AnyImplementation {
  const contract = defineEnvironment({
    name: "walk",
    action: z.object({ by: z.int().min(1).max(3) }),
    observation: z.object({ at: z.int().max(40), extra: z.any().optional() }),
    ...options as Record<never, never>,
  });
  return contract.implement(factory);
}
