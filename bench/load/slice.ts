/** A stretch of time in which sessions take steps. */
export interface Slice {
  /** `false` when the time is up: finish the step that is in flight, and stop. */
  running: boolean;
}

/** One session that can take steps as fast as answers come. */
export interface LoadSession {
  /** Takes steps while the slice runs; resolves with their number. */
  run(slice: Slice): Promise<number>;
  /** Ends the session. */
  close(): Promise<void>;
}

/** What all sessions of a group did in one slice. */
export interface SliceResult {
  /** The steps that were answered. */
  readonly steps: number;
  /** How long it took, in seconds. */
  readonly seconds: number;
}

/** Lets sessions take steps, all at the same time. */
export async function runSlice(sessions: readonly LoadSession[], seconds: number): Promise<SliceResult> {
  const slice: Slice = { running: true };
  const started = performance.now();
  const timer = setTimeout(() => slice.running = false, seconds * 1000);
  const steps = await Promise.all(sessions.map((session) => session.run(slice)));
  clearTimeout(timer);
  return { steps: steps.reduce((sum, own) => sum + own, 0), seconds: (performance.now() - started) / 1000 };
}
