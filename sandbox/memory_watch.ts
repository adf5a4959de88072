/** The size of a page of memory on every platform that has `/proc`. */
const PAGE_BYTES = 4096;
/** How often the memory of children is looked at, in milliseconds. */
const SWEEP_MS = 50;

interface Watched {
  readonly pid: number;
  readonly limitBytes: number;
  readonly onBreach: () => void;
}

const watched = new Set<Watched>();
let timer: ReturnType<typeof setInterval> | undefined;

/** Watches the resident memory of a process, where `/proc` can be read; returns the function that stops it. */
export function watchMemory(pid: number, limitBytes: number | undefined, onBreach: () => void): () => void {
  if (limitBytes === undefined) return () => {};
  const entry: Watched = { pid, limitBytes, onBreach };
  watched.add(entry);
  timer ??= setInterval(sweep, SWEEP_MS);
  return () => {
    watched.delete(entry);
    if (watched.size > 0 || timer === undefined) return;
    clearInterval(timer);
    timer = undefined;
  };
}

function sweep(): void {
  for (const { pid, limitBytes, onBreach } of watched) {
    const bytes = residentBytes(pid);
    if (bytes !== undefined && bytes > limitBytes) onBreach();
  }
}

function residentBytes(pid: number): number | undefined {
  try {
    return Number(Deno.readTextFileSync(`/proc/${pid}/statm`).split(" ")[1]) * PAGE_BYTES;
  } catch {
    return undefined;
  }
}
