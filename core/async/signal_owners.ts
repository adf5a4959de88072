/** Global, so that all copies of this package in one process share it. */
const KEY = Symbol.for("openenv.signalOwners");

/**
 * The parts of the program that end this process at SIGINT and SIGTERM, once they have shut down. While there is one,
 * other listeners leave the end to it.
 */
export function signalOwners(): Set<object> {
  const scope = globalThis as { [KEY]?: Set<object> };
  return scope[KEY] ??= new Set();
}
