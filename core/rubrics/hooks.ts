import type { MaybePromise, StepResult } from "../result.ts";
import { isPromiseLike } from "../async/is_promise_like.ts";
import type { Rubric } from "./rubric.ts";

/** Runs before a rubric's `forward`. */
export type ForwardPreHook<A = unknown, O = unknown> = (
  rubric: Rubric<A, O>,
  action: A,
  result: StepResult<O>,
) => MaybePromise<void>;

/** Runs after a rubric's `forward`, once `lastScore` is recorded. */
export type ForwardHook<A = unknown, O = unknown> = (
  rubric: Rubric<A, O>,
  action: A,
  result: StepResult<O>,
  score: number,
) => MaybePromise<void>;

/** Removes a hook from its rubric, by a call or at the end of a `using` block. */
export interface HookHandle extends Disposable {
  /** Removes the hook; does nothing the second time. */
  remove(): void;
}

/** The hooks of one kind on one rubric, in the order in which they were added. */
export class Hooks<H> {
  #entries: readonly { readonly hook: H }[] = [];

  /** Adds a hook; the same function may be added twice. */
  add(hook: H): HookHandle {
    const entry = { hook };
    this.#entries = [...this.#entries, entry];
    const remove = () => {
      this.#entries = this.#entries.filter((other) => other !== entry);
    };
    return { remove, [Symbol.dispose]: remove };
  }

  /**
   * Calls the hooks one after another, synchronously as long as they are synchronous.
   *
   * Hooks that are added or removed meanwhile take effect at the next call.
   */
  run(call: (hook: H) => MaybePromise<void>): MaybePromise<void> {
    const entries = this.#entries;
    for (let index = 0; index < entries.length; index++) {
      const pending = call(entries[index]!.hook);
      if (isPromiseLike(pending)) return runRest(pending, entries.slice(index + 1), call);
    }
  }
}

async function runRest<H>(
  pending: Promise<void>,
  rest: readonly { readonly hook: H }[],
  call: (hook: H) => MaybePromise<void>,
): Promise<void> {
  await pending;
  for (const { hook } of rest) await call(hook);
}
