import type { EpisodeContext } from "../../../core/context.ts";
import { FunctionRubric } from "../../../core/rubrics/function_rubric.ts";
import { type Fault, fault } from "./fault.ts";
import { addExtra, changing, type Returned, UnrewardedWalk, Walk, walk, type WalkAction } from "./walk.ts";

const REWARD = { range: [0, 1] as const, oracle_tolerance: 0, floor_margin: 0.1, variance_tolerance: null };

/** A walk whose second step returns something else. */
function second(change: (result: Returned) => unknown): new () => Walk {
  return changing((result, { stepCount }) => stepCount === 2 ? change(result) : result);
}

/** A walk whose observations have something extra from the second step on. */
function withExtra(extra: () => unknown): new () => Walk {
  return second((result) => addExtra(result, extra()));
}

/** A walk with a state of its own. */
function withState(makeState: (walked: number) => Record<string, unknown>): new () => Walk {
  return class extends Walk {
    #walked = 0;

    override step(action: WalkAction, context: EpisodeContext): Returned | Promise<Returned> {
      this.#walked++;
      return super.step(action, context);
    }

    state(): Record<string, unknown> {
      return makeState(this.#walked);
    }
  };
}

class ThrowingRubric extends UnrewardedWalk {
  readonly rubric = new FunctionRubric(() => {
    throw new Error("no score today");
  });
}

/** Faults of what comes back. */
export const RESULT_FAULTS: readonly Fault[] = [
  fault(
    "a valid action makes it throw",
    "runtime.startup",
    class extends Walk {
      override step(action: WalkAction, context: EpisodeContext): Returned | Promise<Returned> {
        if (action.by === 3) throw new TypeError("Cannot read properties of undefined (reading 'by')");
        return super.step(action, context);
      }
    },
  ),
  fault(
    "the factory throws",
    "runtime.startup",
    class extends Walk {
      constructor() {
        super();
        throw new Error("no world today");
      }
    },
  ),
  fault("the reward is NaN", "runtime.reward_well_formed", second((result) => ({ ...result, reward: NaN }))),
  fault("the reward is a boolean", "runtime.reward_well_formed", second((result) => ({ ...result, reward: true }))),
  fault("a step has no reward", "runtime.reward_well_formed", second(({ reward: _, ...rest }) => rest)),
  fault(
    "the reward is out of its range",
    "runtime.reward_well_formed",
    second((result) => ({ ...result, reward: -0.5 })),
    { play: { reward: REWARD } },
  ),
  fault(
    "the return is out of its range",
    "runtime.reward_well_formed",
    changing((result) => ({ ...result, reward: 0.5 })),
    { play: { reward: REWARD, score: "return" } },
  ),
  fault("the rubric throws", "runtime.reward_well_formed", ThrowingRubric),
  fault(
    "an observation has a key that is not declared",
    "runtime.observation_schema",
    second(({ observation, ...rest }) => ({ ...rest, observation: { ...observation, debug: 1 } })),
  ),
  fault(
    "an observation lacks a key",
    "runtime.observation_schema",
    second((result) => ({ ...result, observation: {} })),
  ),
  fault(
    "a number is beyond its bound",
    "runtime.observation_schema",
    second((result) => ({ ...result, observation: { at: 41 } })),
  ),
  fault(
    "done and terminated disagree",
    "runtime.observation_schema",
    second((result) => ({ ...result, done: true, terminated: false })),
  ),
  fault("an observation has an infinity", "runtime.finite_numbers", withExtra(() => [1, Infinity])),
  fault("an integer is NaN", "runtime.finite_numbers", second((result) => ({ ...result, observation: { at: NaN } }))),
  fault("the info has NaN", "runtime.finite_numbers", second((result) => ({ ...result, info: { mean: NaN } }))),
  fault("the state has NaN", "runtime.finite_numbers", withState(() => ({ mean: 0 / 0 }))),
  fault("an observation has a date", "runtime.json_round_trip", withExtra(() => new Date(0))),
  fault("an observation has undefined in a list", "runtime.json_round_trip", withExtra(() => [undefined])),
  fault("an observation has a typed array", "runtime.json_round_trip", withExtra(() => new Float32Array(3))),
  fault(
    "the info has a map",
    "runtime.json_round_trip",
    second((result) => ({ ...result, info: { seen: new Map() } })),
  ),
  fault("a text is cut in the middle of a character", "runtime.json_round_trip", withExtra(() => "😀".slice(0, 1))),
  fault("an observation is huge", "runtime.observation_size", withExtra(() => "x".repeat(2000)), {
    play: { maxObservationBytes: 1000 },
  }),
  fault("the info is null", "runtime.metadata_object", second((result) => ({ ...result, info: null }))),
  fault(
    "the state counts steps from 1",
    "runtime.state_contract",
    withState((walked) => ({ step_count: walked + 1 })),
  ),
  fault("the state has a name of its own", "runtime.state_contract", withState(() => ({ episode_id: "walk" }))),
  fault(
    "the state throws in mid-episode",
    "runtime.state_contract",
    withState((walked) => {
      if (walked > 1) throw new Error("no state today");
      return {};
    }),
  ),
  fault(
    "the state goes on counting after another reset",
    "runtime.state_contract",
    withState((walked) => ({
      step_count: walked,
    })),
  ),
  { name: "the factory makes something else", check: "runtime.startup", subject: walk(() => ({}) as Walk) },
];
