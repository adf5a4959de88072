import type { EpisodeContext } from "../../../core/context.ts";
import { type Fault, fault } from "./fault.ts";
import { addExtra, changing, type Returned, Walk, walk, type WalkAction, type WalkObservation } from "./walk.ts";

/** State that all walks of this module share, which is the fault of the ones below. */
const shared = { at: 0, walks: 0 };

class SharedField extends Walk {
  override reset(_options: unknown, context: EpisodeContext): Returned | Promise<Returned> {
    shared.at = context.random.int(0, 5);
    return { observation: { at: shared.at } };
  }

  override step({ by }: WalkAction): Returned {
    shared.at += by;
    return { observation: { at: shared.at }, reward: 0, terminated: shared.at >= 15 };
  }
}

class KeepsWalking extends Walk {
  #walked = 0;

  override step(action: WalkAction, context: EpisodeContext): Returned {
    const result = super.step(action, context) as Returned;
    return addExtra(result, this.#walked++);
  }
}

class FailsToReset extends Walk {
  #when: (walked: number, isOver: boolean) => boolean;
  #walked = 0;
  #isOver = false;

  constructor(when: (walked: number, isOver: boolean) => boolean) {
    super();
    this.#when = when;
  }

  override reset(options: unknown, context: EpisodeContext): Returned | Promise<Returned> {
    if (this.#when(this.#walked, this.#isOver)) throw new Error("the walk is not at its beginning");
    [this.#walked, this.#isOver] = [0, false];
    return super.reset(options, context);
  }

  override step(action: WalkAction, context: EpisodeContext): Returned {
    const result = super.step(action, context) as Returned;
    this.#walked++;
    this.#isOver = result.terminated === true;
    return result;
  }
}

class RisesAgain extends Walk {
  override step(action: WalkAction, context: EpisodeContext): Returned {
    if (this.at < 15) return super.step(action, context) as Returned;
    return { observation: { at: this.at }, reward: 0 };
  }
}

class NeedsReset extends Walk {
  #fields: number[] | undefined;

  override reset(options: unknown, context: EpisodeContext): Returned | Promise<Returned> {
    this.#fields = [];
    return super.reset(options, context);
  }

  override step(action: WalkAction, context: EpisodeContext): Returned | Promise<Returned> {
    this.#fields!.push(action.by);
    return super.step(action, context);
  }
}

class OneObservation extends Walk {
  readonly #observation: WalkObservation = { at: 0 };

  override reset(options: unknown, context: EpisodeContext): Returned {
    return this.#show(super.reset(options, context) as Returned);
  }

  override step(action: WalkAction, context: EpisodeContext): Returned {
    return this.#show(super.step(action, context) as Returned);
  }

  #show(result: Returned): Returned {
    this.#observation.at = this.at;
    return { ...result, observation: this.#observation };
  }
}

class OneInfo extends Walk {
  readonly #seen: number[] = [];

  override step(action: WalkAction, context: EpisodeContext): Returned {
    this.#seen.push(this.at);
    return { ...super.step(action, context) as Returned, info: { seen: this.#seen } };
  }
}

class IgnoresSignal extends Walk {
  override async step(action: WalkAction, context: EpisodeContext): Promise<Returned> {
    const result = await super.step(action, context);
    await undefined;
    // Stands for anything that only the signal would have ended.
    if (context.signal.aborted) await new Promise(() => {});
    return result;
  }
}

class ResetIgnoresSignal extends Walk {
  override async reset(options: unknown, context: EpisodeContext): Promise<Returned> {
    await undefined;
    if (context.signal.aborted) await new Promise(() => {});
    return super.reset(options, context);
  }
}

/** Shows where the last walk began, and overwrites that with the next one. */
class OverwrittenByReset extends Walk {
  readonly #starts: number[] = [];

  override reset(options: unknown, context: EpisodeContext): Returned | Promise<Returned> {
    const result = super.reset(options, context);
    this.#starts[0] = this.at;
    return result;
  }

  override step(action: WalkAction, context: EpisodeContext): Returned {
    const result = super.step(action, context) as Returned;
    return addExtra(result, this.#starts);
  }
}

/** Ends at once, but for one seed; what goes wrong there is not in the first episodes. */
class LongOnce extends Walk {
  #lasts = false;

  override reset(options: unknown, context: EpisodeContext): Returned | Promise<Returned> {
    this.#lasts = (options as { seed: number }).seed === 4;
    return super.reset(options, context);
  }

  override step(action: WalkAction, context: EpisodeContext): Returned {
    const result = super.step(action, context) as Returned;
    if (!this.#lasts) return { ...result, reward: 0, terminated: true };
    return addExtra(result, context.stepCount > 2 ? Math.random() : 0);
  }
}

/** The first episode is over with its reset; another one that ended goes on. */
class RisesLater extends RisesAgain {
  override reset(options: unknown, context: EpisodeContext): Returned {
    const result = super.reset(options, context) as Returned;
    return (options as { seed: number }).seed === 1 ? { ...result, terminated: true } : result;
  }
}

/** Faults of how episodes go. */
export const EPISODE_FAULTS: readonly Fault[] = [
  fault(
    "a reset ignores the seed",
    "runtime.seed_control",
    class extends Walk {
      override reset(): Returned {
        this.at = -Math.floor(Math.random() * 1e9);
        return { observation: { at: this.at } };
      }
    },
  ),
  fault(
    "the state has another seed",
    "runtime.seed_control",
    class extends Walk {
      state(): Record<string, unknown> {
        return { seed: 42 };
      }
    },
  ),
  fault(
    "a step draws from Math.random",
    "runtime.episode_determinism",
    changing((result) => addExtra(result, Math.random())),
  ),
  fault("a late step of the one long episode draws from Math.random", "runtime.episode_determinism", LongOnce),
  fault(
    "a counter of the module goes on from session to session",
    "runtime.episode_determinism",
    changing((result) => addExtra(result, shared.walks++)),
  ),
  fault(
    "all seeds are the same",
    "runtime.seed_variety",
    class extends Walk {
      override reset(): Returned {
        this.at = 0;
        return { observation: { at: 0 } };
      }
    },
  ),
  fault("two sessions share what the module keeps", "runtime.episode_isolation", SharedField),
  fault("a reset leaves a counter as it was", "runtime.reset_any_state", KeepsWalking),
  {
    name: "a reset fails after the end",
    check: "runtime.reset_any_state",
    subject: walk(() => new FailsToReset((_walked, isOver) => isOver)),
  },
  {
    name: "a reset fails in mid-episode",
    check: "runtime.reset_any_state",
    subject: walk(() => new FailsToReset((walked, isOver) => walked > 2 && !isOver)),
  },
  {
    name: "an episode that ended goes on",
    check: "runtime.step_after_done",
    subject: walk(() => new RisesAgain(), { allowStepAfterDone: true }),
  },
  {
    name: "an episode that ended goes on, and the first one has no step",
    check: "runtime.step_after_done",
    subject: walk(() => new RisesLater(), { allowStepAfterDone: true }),
  },
  {
    name: "a step needs the reset that the contract does not require",
    check: "runtime.step_before_reset",
    subject: walk(() => new NeedsReset(), { requiresReset: false }),
  },
  fault("every step changes the same observation", "runtime.aliasing", OneObservation),
  fault("every step adds to the same info", "runtime.aliasing", OneInfo),
  fault("a reset overwrites what a step has shown", "runtime.aliasing", OverwrittenByReset),
  fault("a reset goes on after its signal was aborted", "runtime.deadline_obeyed", ResetIgnoresSignal),
  fault("a step goes on after its signal was aborted", "runtime.deadline_obeyed", IgnoresSignal),
];
