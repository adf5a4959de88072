import { type ServeFlags, toArguments } from "./serve_flags.ts";

/** A little more than a server gives its running calls. */
const STOP_TIMEOUT_MS = 15_000;

/**
 * The child process of `--watch`, which hosts the target until its standard input ends. Then it shuts down as a server
 * does on SIGTERM.
 *
 * A signal to stop it would not do: a terminal sends SIGINT to parent and child alike, and a second one stops a server
 * at once. And a parent that is killed takes its child along.
 */
export class WatchChild implements AsyncDisposable {
  /** Resolves when the process has ended. */
  readonly ended: Promise<Deno.CommandStatus>;
  readonly #process: Deno.ChildProcess;

  /** Starts `openenv serve`; `flags.watchChild` makes the process one that {@linkcode exitWhenStdinEnds} ends. */
  constructor(target: string, flags: ServeFlags) {
    const program = new URL("../main.ts", import.meta.url).href;
    this.#process = new Deno.Command(Deno.execPath(), {
      args: ["run", "--allow-all", program, "serve", ...toArguments(flags), "--", target],
      stdin: "piped",
    }).spawn();
    this.ended = this.#process.status;
  }

  /** Ends it at once. */
  kill(): void {
    try {
      this.#process.kill("SIGKILL");
    } catch {
      // It has ended already.
    }
  }

  /** Lets running calls finish and closes the sessions; by force if that takes too long. */
  async [Symbol.asyncDispose](): Promise<void> {
    const timer = setTimeout(() => this.kill(), STOP_TIMEOUT_MS);
    await this.#process.stdin.close().catch(() => {}); // the child may be gone
    await this.ended;
    clearTimeout(timer);
  }
}

/** In the child: shuts down and exits with 0 when standard input ends, also before there is anything to shut down. */
export async function exitWhenStdinEnds(shutdown: () => Promise<void> | undefined): Promise<void> {
  const buffer = new Uint8Array(64);
  while (await Deno.stdin.read(buffer) !== null);
  const code = await Promise.resolve(shutdown()).then(() => 0, () => 1);
  Deno.exit(code);
}
