/**
 * Child processes of the interop suite: lines in and out, bounded waits, an end by their own id.
 *
 * @module
 */

import { TextLineStream } from "./text_lines.ts";

const STDERR_TAIL_CHARS = 4_000;
const STOP_GRACE_MS = 30_000;

/** How a child is started. */
export interface ChildOptions {
  /** The program. */
  readonly command: string;
  /** Its arguments. */
  readonly args: readonly string[];
  /** Variables on top of the inherited ones. */
  readonly env?: Record<string, string>;
  /** Working directory; the current one by default. */
  readonly cwd?: string;
}

/** What a child that ended by itself left. */
export interface ChildResult {
  /** Exit code. */
  readonly code: number;
  /** Lines of standard output that nobody has read yet. */
  readonly lines: readonly string[];
  /** The end of standard error. */
  readonly stderr: string;
}

/** A running child process. Dispose it: that ends the process if it still runs, and waits for it. */
export class Child implements AsyncDisposable {
  readonly #process: Deno.ChildProcess;
  readonly #lines: ReadableStreamDefaultReader<string>;
  readonly #stdin: WritableStreamDefaultWriter<Uint8Array>;
  readonly #stderrDone: Promise<void>;
  readonly #name: string;
  #stderr = "";
  #stdinOpen = true;
  #status: Deno.CommandStatus | undefined;

  constructor(options: ChildOptions) {
    this.#name = [options.command, ...options.args].join(" ");
    const { command, args, env, cwd } = options;
    const piped = { stdin: "piped", stdout: "piped", stderr: "piped" } as const;
    this.#process = new Deno.Command(command, { args: [...args], env, cwd, ...piped }).spawn();
    this.#lines = this.#process.stdout.pipeThrough(new TextLineStream()).getReader();
    this.#stdin = this.#process.stdin.getWriter();
    this.#stderrDone = this.#collectStderr();
  }

  /** The id of the process. */
  get pid(): number {
    return this.#process.pid;
  }

  /** The end of what the child wrote to standard error. */
  get stderr(): string {
    return this.#stderr;
  }

  /** The next line of standard output, or `undefined` at its end; throws when it takes longer than allowed. */
  async nextLine(timeoutMs: number): Promise<string | undefined> {
    const { value } = await within(
      this.#lines.read(),
      timeoutMs,
      () => this.#failure(`printed nothing in ${timeoutMs} ms`),
    );
    return value;
  }

  /** Writes a line to standard input. */
  async writeLine(line: string): Promise<void> {
    await this.#stdin.write(new TextEncoder().encode(`${line}\n`));
  }

  /** Ends standard input. */
  async endInput(): Promise<void> {
    if (!this.#stdinOpen) return;
    this.#stdinOpen = false;
    await this.#stdin.close().catch(() => {}); // the child may be gone
  }

  /** Waits until the child has ended by itself; throws when it takes longer than allowed. */
  async finish(timeoutMs: number): Promise<ChildResult> {
    const lines: string[] = [];
    const readAll = async () => {
      for (let next = await this.#lines.read(); !next.done; next = await this.#lines.read()) lines.push(next.value);
      this.#status = await this.#process.status;
      return this.#status.code;
    };
    const code = await within(readAll(), timeoutMs, () => this.#failure(`still runs after ${timeoutMs} ms`));
    await this.#stderrDone;
    return { code, lines, stderr: this.#stderr };
  }

  /** Sends a signal to this child only. */
  kill(signal: Deno.Signal): void {
    this.#process.kill(signal);
  }

  /** Ends the child: a polite signal first, then SIGKILL. Harmless when it has ended already. */
  async stop(): Promise<void> {
    if (this.#status === undefined) await this.#end();
    await this.endInput();
    await this.#lines.cancel();
    await this.#stderrDone;
  }

  /** The same as {@linkcode Child.stop}. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  async #end(): Promise<void> {
    this.#signalIfAlive("SIGTERM");
    const timer = setTimeout(() => this.#signalIfAlive("SIGKILL"), STOP_GRACE_MS);
    this.#status = await this.#process.status;
    clearTimeout(timer);
  }

  #signalIfAlive(signal: Deno.Signal): void {
    try {
      this.#process.kill(signal);
    } catch (error) {
      if (!(error instanceof TypeError || error instanceof Deno.errors.NotFound)) throw error;
    }
  }

  async #collectStderr(): Promise<void> {
    const decoder = new TextDecoder();
    for await (const chunk of this.#process.stderr) {
      this.#stderr = (this.#stderr + decoder.decode(chunk, { stream: true })).slice(-STDERR_TAIL_CHARS);
    }
  }

  #failure(what: string): Error {
    return new Error(`${this.#name} ${what}\n${this.#stderr}`.trimEnd());
  }
}

/** Runs a child to its end and returns what it left. */
export async function runChild(options: ChildOptions, timeoutMs: number): Promise<ChildResult> {
  await using child = new Child(options);
  return await child.finish(timeoutMs);
}

/** A child that serves and has printed its address as `listening <url>`, or as `openenv serve` does. */
export interface ServerChild extends AsyncDisposable {
  /** `http://host:port`, without a trailing slash. */
  readonly url: string;
  /** The process behind it. */
  readonly child: Child;
}

/** Starts a server and waits for its address; throws with its standard error when it doesn't come up. */
export async function startServerChild(options: ChildOptions, timeoutMs: number): Promise<ServerChild> {
  const child = new Child(options);
  try {
    const url = await awaitAddress(child, timeoutMs);
    return { url, child, [Symbol.asyncDispose]: () => child.stop() };
  } catch (error) {
    await child.stop();
    throw error;
  }
}

async function awaitAddress(child: Child, timeoutMs: number): Promise<string> {
  const deadline = Date.now() + timeoutMs;
  while (true) {
    const line = await child.nextLine(Math.max(1, deadline - Date.now()));
    if (line === undefined) throw new Error(`Server ended before it listened\n${await stderrOf(child)}`);
    const address = /^listening (?:on )?(http:\/\/\S+?)\/?$/i.exec(line)?.[1];
    if (address !== undefined) return address;
  }
}

async function stderrOf(child: Child): Promise<string> {
  return (await child.finish(STOP_GRACE_MS)).stderr;
}

async function within<T>(promise: Promise<T>, timeoutMs: number, failure: () => Error): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => timer = setTimeout(() => reject(failure()), timeoutMs));
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
