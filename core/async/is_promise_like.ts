/** `true` for a promise, of whatever make; the test that keeps synchronous environments free of promises. */
export function isPromiseLike<T>(value: T | PromiseLike<T>): value is Promise<T> {
  return value instanceof Promise ||
    (typeof value === "object" && value !== null && typeof (value as Partial<PromiseLike<T>>).then === "function");
}
