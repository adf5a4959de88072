import type { ServeFlags } from "../serve_command.ts";

/** The flag by which the child knows that its standard input is its leash; it counts the children. */
export const HELD_FLAG = "--held";

/** A little more than a server gives its running calls. */
const STOP_TIMEOUT_MS = 15_000;

/**
 * A server in a process of its own, held by its standard input: when that ends, the server shuts down as it does on
 * SIGTERM.
 *
 * A signal won't do: a terminal sends SIGINT to parent and child alike, and a second one stops a server at once. And a
 * parent that is killed takes its child along.
 */
export class HeldServer implements AsyncDisposable {
  /** How it ended. */
  readonly ended: Promise<Deno.CommandStatus>;
  readonly #process: Deno.ChildProcess;
  #stopping: Promise<void> | undefined;

  /** Starts `openenv serve` for the `count`-th time. */
  constructor(target: string, { host, port, maxSessions, checkObservations }: ServeFlags, count: number) {
    const program = new URL("../main.ts", import.meta.url).href;
    const limit = maxSessions === undefined ? [] : ["--max-sessions", String(maxSessions)];
    const checks = checkObservations === undefined ? [] : ["--check-observations", checkObservations];
    const flags = ["--host", host, "--port", String(port), ...limit, ...checks, HELD_FLAG, String(count)];
    this.#process = new Deno.Command(Deno.execPath(), {
      args: ["run", "--allow-all", program, "serve", ...flags, "--", target],
      stdin: "piped",
    }).spawn();
    this.ended = this.#process.status;
  }

  /** Lets running calls finish and closes the sessions; by force if that takes too long. */
  stop(): Promise<void> {
    return this.#stopping ??= this.#stop();
  }

  /** Ends it at once. */
  kill(): void {
    try {
      this.#process.kill("SIGKILL");
    } catch {
      // It has ended already.
    }
  }

  /** The same as {@linkcode HeldServer.stop}. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  async #stop(): Promise<void> {
    const timer = setTimeout(() => this.kill(), STOP_TIMEOUT_MS);
    await this.#process.stdin.close().catch(() => {}); // the child may be gone
    await this.ended;
    clearTimeout(timer);
  }
}

/** In the child: shuts down and exits with 0 when standard input ends, also before there is anything to shut down. */
export async function stopWhenStdinEnds(shutdown: () => Promise<void> | undefined): Promise<void> {
  const buffer = new Uint8Array(64);
  while (await Deno.stdin.read(buffer) !== null);
  const code = await Promise.resolve(shutdown()).then(() => 0, () => 1);
  Deno.exit(code);
}
