import { Child, type ChildResult } from "../../tests/interop/child.ts";

const MAIN = new URL("../main.ts", import.meta.url).pathname;
const LIMIT_MS = 120_000;

/** The command line in a process of its own. Dispose it. */
export class OpenenvChild implements AsyncDisposable {
  /** The lines that were read so far. */
  readonly lines: string[] = [];
  readonly #child: Child;

  constructor(args: readonly string[], cwd?: string, env?: Record<string, string>) {
    this.#child = new Child({ command: Deno.execPath(), args: ["run", "--allow-all", MAIN, ...args], cwd, env });
  }

  /** Reads up to the next line that matches; throws if none comes. */
  async line(pattern: RegExp): Promise<string> {
    while (true) {
      const line = await this.#child.nextLine(LIMIT_MS);
      if (line === undefined) {
        throw new Error(`It printed no ${pattern}:\n${this.lines.join("\n")}${this.#child.stderr}`);
      }
      this.lines.push(line);
      if (pattern.test(line)) return line;
    }
  }

  /** Reads up to the next line that says where it listens; returns the URL. */
  async url(): Promise<string> {
    return (await this.line(/^Listening on /)).replace("Listening on ", "");
  }

  /** The id of its process. */
  get pid(): number {
    return this.#child.pid;
  }

  /** The standard error so far. */
  get stderr(): string {
    return this.#child.stderr;
  }

  /** Sends it a signal. */
  kill(signal: Deno.Signal): void {
    this.#child.kill(signal);
  }

  /** Waits for its end. */
  end(): Promise<ChildResult> {
    return this.#child.finish(LIMIT_MS);
  }

  /** Ends it. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#child.stop();
  }
}
