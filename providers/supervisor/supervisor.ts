/** Something that has to be stopped before this process ends. */
export interface Supervised {
  /** Stops it and removes its traces; may be called twice. */
  stop(): Promise<void>;
  /**
   * Stops it while the thread is blocked, because the process exits now. Default: none, so that it stays until the next
   * `openenv ps --prune`.
   */
  stopNow?(): void;
}

const supervised = new Set<Supervised>();

/**
 * Registers something that this process is about to start. It is stopped at SIGINT and SIGTERM, and when the process
 * exits. Register it before it can run, and dispose the registration once it has been stopped.
 */
export function supervise(thing: Supervised): Disposable {
  supervised.add(thing);
  return { [Symbol.dispose]: () => void supervised.delete(thing) };
}

/** Stops everything that is registered. */
export async function stopSupervised(): Promise<void> {
  await Promise.allSettled([...supervised].map((thing) => thing.stop()));
}
