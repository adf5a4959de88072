import { Child } from "../../tests/interop/child.ts";
import type { ServeOptions } from "../serve.ts";

const PROGRAM = new URL("./slow_server.ts", import.meta.url).pathname;
const LIMIT_MS = 60_000;

/** How {@linkcode ServingChild} runs. */
export interface ServingOptions extends Pick<ServeOptions, "drainMs" | "shutdownTimeoutMs" | "handleSignals"> {
  /** How many descriptors it may have. Default: as many as this process. */
  readonly descriptors?: number;
  /** The program and its arguments. Default: `slow_server.ts` with the other options. */
  readonly args?: readonly string[];
}

/** A server in a process of its own; dispose it. */
export class ServingChild implements AsyncDisposable {
  /** Where it listens. */
  readonly url: string;
  readonly #child: Child;

  private constructor(child: Child, url: string) {
    this.#child = child;
    this.url = url;
  }

  /** Starts it; resolves when it listens. */
  static async start({ descriptors, args, ...options }: ServingOptions = {}): Promise<ServingChild> {
    const limit = descriptors === undefined ? "" : `ulimit -n ${descriptors}; `;
    const program = args ?? [PROGRAM, JSON.stringify(options)];
    const child = new Child({
      command: "sh",
      args: ["-c", `${limit}exec "$@"`, "sh", Deno.execPath(), "run", "--allow-all", ...program],
      env: { NO_COLOR: "1" },
    });
    for (let line = await child.nextLine(LIMIT_MS); line !== undefined; line = await child.nextLine(LIMIT_MS)) {
      const url = /^Listening on (\S+)/.exec(line)?.[1];
      if (url !== undefined) return new ServingChild(child, url);
    }
    throw new Error(`It does not listen: ${child.stderr}`);
  }

  /** The port it listens on. */
  get port(): number {
    return Number(new URL(this.url).port);
  }

  /** The number of its open descriptors. */
  get descriptors(): number {
    return [...Deno.readDirSync(`/proc/${this.#child.pid}/fd`)].length;
  }

  /** The end of its standard error. */
  get stderr(): string {
    return this.#child.stderr;
  }

  /** Sends it a signal. */
  kill(signal: Deno.Signal): void {
    this.#child.kill(signal);
  }

  /** Waits for its end; throws if it does not come. Returns the exit code. */
  async end(): Promise<number> {
    return (await this.#child.finish(LIMIT_MS)).code;
  }

  /** Ends it. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#child.stop();
  }
}

/** Waits until something is so, for a minute at most. */
export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  const end = performance.now() + LIMIT_MS;
  while (!await condition()) {
    if (performance.now() > end) throw new Error("It did not come to it within a minute");
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
