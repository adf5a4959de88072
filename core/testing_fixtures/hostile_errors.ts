import { OpenEnvError } from "../errors/error_classes.ts";

function fail(): never {
  throw hostileMessage();
}

/** An error whose message throws when it is read, and so does that of what it throws. */
function hostileMessage(): Error {
  return Object.defineProperty(new Error("unread"), "message", { get: fail });
}

function revoked(): object {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
}

/** Things that can be thrown and are hard to read, by name. */
export const HOSTILE_ERRORS: Readonly<Record<string, () => unknown>> = {
  "a message that throws": hostileMessage,
  "a message that is no string": () => Object.assign(new Error("x"), { message: { toString: fail } }),
  "a proxy that throws": () => new Proxy(new Error("x"), { get: fail, getPrototypeOf: fail, has: fail, ownKeys: fail }),
  "a proxy that was revoked": revoked,
  "an object without a prototype": () => Object.create(null),
  "an object that can't be written": () => ({
    toJSON: fail,
    toString: fail,
    get [Symbol.toStringTag]() {
      return fail();
    },
  }),
  "a function that can't be written": () => Object.assign(() => {}, { toString: fail }),
  "a symbol": () => Symbol("s"),
  "nothing": () => undefined,
  "an error of ours whose data throws": () =>
    Object.defineProperty(new OpenEnvError("TIMEOUT", "late", {}), "data", { get: fail }),
  "an error of ours whose data JSON can't carry": () => new OpenEnvError("TIMEOUT", "late", { n: 1n }),
  "an error of ours with an odd code": () => Object.assign(new OpenEnvError("X", "odd", {}), { code: {}, message: 5 }),
};
