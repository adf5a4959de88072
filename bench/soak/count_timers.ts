/** Counts the timers that are set from now on with the global functions, until they are cleared or come due. */
export function countTimers(): ReadonlySet<unknown> {
  const { setTimeout, setInterval, clearTimeout, clearInterval } = globalThis;
  const timers: Set<unknown> = new Set();
  const remember = <Timer>(timer: Timer) => (timers.add(timer), timer);
  const forget = (clear: typeof clearTimeout) => (id?: number) => (timers.delete(id), clear(id));
  Object.assign(globalThis, {
    setTimeout: (callback: (...args: unknown[]) => void, delayMs?: number, ...args: unknown[]) => {
      const timer = setTimeout(() => (timers.delete(timer), callback(...args)), delayMs);
      return remember(timer);
    },
    setInterval: (...args: Parameters<typeof setInterval>) => remember(setInterval(...args)),
    clearTimeout: forget(clearTimeout),
    clearInterval: forget(clearInterval),
  });
  return timers;
}
