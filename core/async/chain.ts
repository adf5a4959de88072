import type { MaybePromise } from "../result.ts";
import { isPromiseLike } from "./is_promise_like.ts";

/** Goes on with a value that may be a promise of it; what is there already makes none. */
export function chain<T, U>(value: MaybePromise<T>, next: (value: T) => MaybePromise<U>): MaybePromise<U> {
  return isPromiseLike(value) ? Promise.resolve(value).then(next) : next(value);
}
