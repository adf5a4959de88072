import type { MaybePromise } from "../result.ts";
import { isPromiseLike } from "./is_promise_like.ts";

/**
 * Calls `next` with a value, or with the value of a promise. If the value is there already, this creates no promise.
 */
export function chain<T, U>(value: MaybePromise<T>, next: (value: T) => MaybePromise<U>): MaybePromise<U> {
  return isPromiseLike(value) ? Promise.resolve(value).then(next) : next(value);
}
