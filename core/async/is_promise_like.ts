/** `true` for a promise of any kind. This test keeps synchronous environments free of promises. */
export function isPromiseLike<T>(value: T | PromiseLike<T>): value is Promise<T> {
  return value instanceof Promise ||
    (typeof value === "object" && value !== null && typeof (value as Partial<PromiseLike<T>>).then === "function");
}
