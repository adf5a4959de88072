/** Waits for the end of something, but not for ever; the promise must not reject. */
export function waitAtMost(ended: Promise<void>, timeoutMs: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, timeoutMs);
    void ended.then(() => {
      clearTimeout(timer);
      resolve();
    });
  });
}
