import type { ForwardHook, HookHandle } from "../rubrics/hooks.ts";
import type { Rubric } from "../rubrics/rubric.ts";

/**
 * Notes what each named rubric scored in one step, by hooks of its own: a rubric that was not asked in this step is not
 * among the scores, whatever it scored earlier.
 */
export class ScoreRecorder {
  readonly #scores = new Map<Rubric, number>();
  readonly #note: ForwardHook = (rubric, _action, _result, score) => void this.#scores.set(rubric, score);
  #handles: readonly HookHandle[] = [];
  #named: readonly (readonly [path: string, rubric: Rubric])[] = [];

  /** Follows the rubrics of a tree, and no others any more. */
  follow(named: readonly (readonly [path: string, rubric: Rubric])[]): void {
    for (const handle of this.#handles) handle.remove();
    this.#handles = named.map(([, rubric]) => rubric.registerForwardHook(this.#note));
    this.#named = named;
  }

  /** Forgets the last step's scores. */
  clear(): void {
    this.#scores.clear();
  }

  /** The scores of this step by path, depth first. */
  scores(): Record<string, number> {
    const scored = this.#named.filter(([, rubric]) => this.#scores.has(rubric));
    return Object.fromEntries(scored.map(([path, rubric]) => [path, this.#scores.get(rubric)!]));
  }
}
