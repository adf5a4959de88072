/** An event of a pull, as the daemon sends it. */
export interface PullEvent {
  /** The layer. */
  readonly id?: string;
  /** What happens to it. */
  readonly status?: string;
  /** How far it is, in bytes. */
  readonly progressDetail?: { readonly current?: number; readonly total?: number };
  /** Why the pull failed. */
  readonly error?: string;
}

const MEBIBYTE = 1024 * 1024;
/** How often a line may be written, in milliseconds. */
const LINE_MS = 200;

/** Adds up the layers of a pull, and writes how far it is. */
export class PullProgress {
  /** Why the pull failed; `undefined` if it did not. */
  failure: string | undefined;
  readonly #image: string;
  readonly #write: (line: string) => void;
  readonly #now: () => number;
  readonly #layers = new Map<string, { current: number; total: number }>();
  #writtenAt = -Infinity;

  /** Creates the progress of a pull that has not begun. */
  constructor(image: string, write: (line: string) => void = () => {}, now: () => number = () => performance.now()) {
    this.#image = image;
    this.#write = write;
    this.#now = now;
  }

  /** Takes in the next event. */
  add({ id, status, progressDetail, error }: PullEvent): void {
    if (error !== undefined) this.failure = error;
    const { current = 0, total } = progressDetail ?? {};
    // Layers are downloaded, then unpacked, with the same numbers again.
    if (id === undefined || status !== "Downloading" || total === undefined) return;
    this.#layers.set(id, { current, total });
    if (this.#now() - this.#writtenAt < LINE_MS) return;
    this.#writtenAt = this.#now();
    const layers = [...this.#layers.values()];
    const sum = (key: "current" | "total") => layers.reduce((bytes, layer) => bytes + layer[key], 0) / MEBIBYTE;
    this.#write(`Pulling ${this.#image}: ${sum("current").toFixed(1)} of ${sum("total").toFixed(1)} MiB`);
  }
}
