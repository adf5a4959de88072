/** The state of a promise so far. */
export type Settlement<T> =
  | { readonly status: "pending" }
  | { readonly status: "fulfilled"; readonly value: T }
  | { readonly status: "rejected"; readonly reason: unknown };

/** Lets every promise settle that can do so without a timer. */
export async function flushPromises(): Promise<void> {
  for (let turn = 0; turn < 60; turn++) await undefined;
}

/** Returns the state of a promise, without waiting for one that hangs. */
export async function settlementOf<T>(promise: T | PromiseLike<T>): Promise<Settlement<T>> {
  let settlement: Settlement<T> = { status: "pending" };
  Promise.resolve(promise).then(
    (value) => settlement = { status: "fulfilled", value },
    (reason) => settlement = { status: "rejected", reason },
  );
  await flushPromises();
  return settlement;
}

/** Returns the code of the error that a call throws or rejects with; fails if it does neither, or hangs. */
export async function codeOf(call: () => unknown): Promise<string> {
  return (await errorOf(call)).code;
}

/** Returns the error that a call throws or rejects with; fails if it does neither, or hangs. */
// deno-lint-ignore no-explicit-any -- the tests look at whatever the error has
export async function errorOf(call: () => unknown): Promise<any> {
  let settlement: Settlement<unknown>;
  try {
    settlement = await settlementOf(call());
  } catch (thrown) {
    return thrown;
  }
  if (settlement.status === "rejected") return settlement.reason;
  throw new Error(`Expected an error, got ${settlement.status}`);
}
