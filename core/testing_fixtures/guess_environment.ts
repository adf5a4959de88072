import { z } from "zod";
import { defineEnvironment } from "../contract/define_environment.ts";
import type { AnyImplementation } from "../contract/contract.ts";
import type { Policy, PolicyEpisode } from "../policy.ts";

/** Options for {@linkcode guessEnvironment}. */
export interface GuessRules {
  /** Computes the reward of a guess. Default: 1 for the right one and 0 for others. */
  readonly reward?: (guess: GuessTold) => number;
  /** `true` draws another secret whenever the state is read. Default: `false`. */
  readonly stateDraws?: boolean;
  /**
   * `true` adds a number to the observation that does not depend on the seed, `"end"` only to that of a right guess.
   * Default: `false`.
   */
  readonly unseeded?: boolean | "end";
  /** `true` never ends an episode. Default: `false`. */
  readonly endless?: boolean;
}

/** The input for the reward. */
export interface GuessTold {
  /** `true` if the guess is right. */
  readonly isRight: boolean;
  /** The guess. */
  readonly number: number;
  /** The number to guess. */
  readonly secret: number;
  /** How many episodes this instance has started. */
  readonly episodes: number;
}

/** An environment in which the agent guesses a number from 0 to 9; an episode has three guesses. */
export function guessEnvironment(rules: GuessRules = {}): AnyImplementation {
  const { reward = ({ isRight }) => isRight ? 1 : 0, stateDraws = false, unseeded = false, endless = false } = rules;
  return defineEnvironment({
    name: "guess",
    action: z.object({ number: z.int().min(0).max(9) }),
    observation: z.object({ hint: z.string(), salt: z.number() }),
    state: z.object({ secret: z.int() }),
    ...(endless ? {} : { maxSteps: 3 }),
  }).implement(() => {
    let [secret, episodes] = [0, 0];
    const observe = (hint: string) => {
      return { hint, salt: unseeded === true || unseeded && hint === "right" ? Math.random() : 0 };
    };
    return {
      reset: (_options, { random }) => {
        [secret, episodes] = [random.int(0, 9), episodes + 1];
        return { observation: observe("start") };
      },
      step: ({ number }) => {
        const isRight = number === secret;
        return {
          observation: observe(isRight ? "right" : "wrong"),
          reward: reward({ isRight, number, secret, episodes }),
          terminated: isRight && !endless,
        };
      },
      state: () => ({ secret: stateDraws ? secret = (secret + 1) % 10 : secret }),
    };
  });
}

/** Reads the secret and guesses another number. */
export async function guessWrong({ state }: PolicyEpisode): Promise<Policy> {
  const { secret } = await state();
  return () => ({ number: (secret as number + 1) % 10 });
}

/** Reads the secret and guesses it. */
export async function guessRight({ state }: PolicyEpisode): Promise<Policy> {
  const { secret } = await state();
  return () => ({ number: secret });
}
