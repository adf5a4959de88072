import type { Random } from "./random.ts";
import type { MaybePromise, StepResult } from "./result.ts";

/** The episode that a policy is created for. */
export interface PolicyEpisode {
  /** The policy's own generator, seeded by the episode. */
  readonly random: Random;
  /** The episode's seed. */
  readonly seed: number;
  /** Reads the state, which an orchestrator sees and an agent does not. */
  state(): Promise<Record<string, unknown>>;
}

/** Chooses the next action from the last result; `undefined` gives up. */
export type Policy<A = unknown, O = Record<string, unknown>> = (
  result: StepResult<O>,
) => MaybePromise<A | undefined>;

/**
 * Creates the policy of one episode: the default export of an oracle module, and of a `random_policy`.
 *
 * @example
 * ```ts
 * import type { PolicyFactory } from "@openenv/core";
 *
 * const alwaysRight: PolicyFactory<{ move: string }> = () => () => ({ move: "RIGHT" });
 * ```
 */
// deno-lint-ignore no-explicit-any -- a policy is written for one environment, and the checks know none
export type PolicyFactory<A = any, O = any> = (episode: PolicyEpisode) => MaybePromise<Policy<A, O>>;
