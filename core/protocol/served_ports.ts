/** Global, so that all copies of this package in one thread share it. */
const KEY = Symbol.for("openenv.servedPorts");

/**
 * The ports that servers of this thread listen on. A client that blocks the thread would wait for ever for one of them.
 */
export function servedPorts(): Set<number> {
  const scope = globalThis as { [KEY]?: Set<number> };
  return scope[KEY] ??= new Set();
}
