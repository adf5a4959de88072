import { capabilities } from "./capabilities.ts";
import { lockFlags } from "./lock_flags.ts";
import { watchMemory } from "./memory_watch.ts";
import { LineReader, OutputBuffer } from "./output_reader.ts";
import { type ChildPermissions, toFlags } from "./permissions.ts";
import { SandboxError } from "./sandbox_error.ts";

/** Why a child was killed from here. */
export type KillReason = "deadline" | "memory" | "protocol" | "abandoned";

/** Why a child ended. */
export type ChildEnd =
  | { readonly reason: "closed" }
  | { readonly reason: "killed"; readonly by: KillReason }
  | { readonly reason: "exited"; readonly code: number }
  | { readonly reason: "crashed"; readonly code: number; readonly signal: string | null };

/** The output of a child, without its messages. */
export interface CapturedOutput {
  /** Its standard output. */
  readonly stdout: string;
  /** Its standard error. */
  readonly stderr: string;
  /** How many characters of both were dropped. */
  readonly dropped: number;
}

/** Options of {@linkcode Child.start}. */
export interface ChildOptions {
  /** The module that the child runs: trusted, since its imports are not bound by permissions. */
  readonly entry: string | URL;
  /** The child's permissions. Default: none. */
  readonly permissions?: ChildPermissions;
  /** The child's environment variables; it gets no others. Default: none. */
  readonly env?: Readonly<Record<string, string>>;
  /** The most memory, in bytes: beyond it the child is killed. Default: no limit. */
  readonly memoryBytes?: number;
  /** The most memory of the JavaScript heap, in bytes. Default: V8's. */
  readonly heapBytes?: number;
  /** How many characters of each output are kept. Default: 65,536. */
  readonly maxOutputChars?: number;
  /** The largest message of the child, in characters. Default: 64 Mi. */
  readonly maxMessageChars?: number;
  /** More flags of `deno run`; one about the lock file replaces the frozen one of the entry's project. Default: none. */
  readonly flags?: readonly string[];
  /** The `deno` program. Default: the one that runs this. */
  readonly deno?: string;
}

const encoder = new TextEncoder();

/** How long a child may go on after it has closed its standard output, in milliseconds. */
const CLOSED_MS = 1000;

/** The messages of the runtime when it can get no more memory, from V8 or because of `prlimit`. */
const OUT_OF_MEMORY = /out of memory|array buffer allocation failed|could not allocate memory/i;

/** The priority of a child. One in a loop would hold up whoever wakes on its processor, by some milliseconds each time. */
const NICENESS = "10";

/** The address space that the runtime reserves for itself; the limit of `prlimit`, which counts it, leaves room for it. */
const RUNTIME_BYTES = 768 * 1024 * 1024;

/**
 * A `deno` process of its own, with declared permissions and limits. It can be killed at any time, and ends with its
 * parent.
 *
 * @example
 * ```ts ignore
 * import { Child } from "@openenv/sandbox";
 *
 * const child = Child.start({ entry: import.meta.resolve("./entry.ts"), memoryBytes: 256 * 1024 * 1024 });
 * child.onMessage = console.log;
 * await child.ready;
 * child.send({ hello: "world" });
 * await child.close();
 * ```
 */
export class Child implements AsyncDisposable {
  /** Resolves when the child takes messages; rejects with `SandboxError` if it ends before. */
  readonly ready: Promise<void>;
  /** Resolves when the child has ended, with the reason; never rejects. */
  readonly ended: Promise<ChildEnd>;
  /** Called with each message of the child. */
  onMessage: ((message: unknown) => void) | undefined;
  readonly #options: ChildOptions;
  readonly #secret = crypto.randomUUID();
  readonly #stdout: OutputBuffer;
  readonly #stderr: OutputBuffer;
  readonly #ready = Promise.withResolvers<void>();
  #process: Deno.ChildProcess | undefined;
  #writer: WritableStreamDefaultWriter<Uint8Array> | undefined;
  #queue: string[] = [];
  #end: ChildEnd | undefined;
  #intended: ChildEnd | undefined;

  /** Starts a child; it may not be there yet when this returns. */
  static start(options: ChildOptions): Child {
    return new Child(options);
  }

  private constructor(options: ChildOptions) {
    this.#options = options;
    const limit = options.maxOutputChars ?? 65_536;
    this.#stdout = new OutputBuffer(limit);
    this.#stderr = new OutputBuffer(limit);
    this.ready = this.#ready.promise;
    this.ready.catch(() => {});
    this.ended = this.#run();
  }

  /** The process id; `undefined` before the child has been started. */
  get pid(): number | undefined {
    return this.#process?.pid;
  }

  /** The reason of the end; `undefined` while the child runs. */
  get end(): ChildEnd | undefined {
    return this.#end;
  }

  /** Sends a message. Throws `SandboxError` if the child has ended. */
  send(message: unknown): void {
    if (this.#end !== undefined) throw this.#failure("send message to child");
    const line = JSON.stringify(message);
    if (this.#writer === undefined) this.#queue.push(line);
    else this.#write(line);
  }

  /** Kills the child at once. */
  kill(by: KillReason): void {
    this.#intended ??= { reason: "killed", by };
    try {
      this.#process?.kill("SIGKILL");
    } catch {
      // It has ended already.
    }
  }

  /** Asks the child to end, and kills it if it does not within `graceMs`. */
  async close(graceMs: number = 1000): Promise<void> {
    this.#intended ??= { reason: "closed" };
    const timer = setTimeout(() => this.kill("abandoned"), graceMs);
    this.#writer?.close().catch(() => {});
    if (this.#process === undefined) this.kill("abandoned");
    await this.ended;
    clearTimeout(timer);
  }

  /** Closes the child at the end of an `await using` block. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  /** Returns what the child has printed since the last call. */
  takeOutput(): CapturedOutput {
    const [stdout, stderr] = [this.#stdout.take(), this.#stderr.take()];
    return { stdout: stdout.text, stderr: stderr.text, dropped: stdout.dropped + stderr.dropped };
  }

  async #run(): Promise<ChildEnd> {
    let end: ChildEnd;
    try {
      const process = this.#process = await this.#spawn();
      if (this.#intended !== undefined) process.kill("SIGKILL");
      const stopWatching = watchMemory(process.pid, this.#options.memoryBytes, () => this.kill("memory"));
      this.#connect(process);
      const closed = this.#readStdout(process);
      let grace: ReturnType<typeof setTimeout> | undefined;
      // Without its output a child can answer nothing, so it is not left to run.
      closed.then(() => grace = setTimeout(() => this.kill("protocol"), CLOSED_MS), () => this.kill("protocol"));
      const [status] = await Promise.all([process.status, closed, this.#readStderr(process)]);
      clearTimeout(grace);
      stopWatching();
      end = this.#describeEnd(status);
    } catch (cause) {
      this.#ready.reject(new SandboxError(`Cannot start child: ${(cause as Error).message}`, {}, { cause }));
      end = { reason: "crashed", code: 1, signal: null };
    }
    this.#end = end;
    this.#ready.reject(this.#failure("start child"));
    await this.#writer?.abort().catch(() => {});
    return end;
  }

  async #spawn(): Promise<Deno.ChildProcess> {
    const { entry, permissions = {}, env = {}, memoryBytes, heapBytes, flags = [], deno } = this.#options;
    const program = deno ?? executable();
    const { prlimit, setpriv, nice } = await capabilities();
    const command = [
      ...(nice === undefined ? [] : [nice, "-n", NICENESS]),
      ...(setpriv === undefined ? [] : [setpriv, "--pdeathsig", "KILL", "--"]),
      ...(prlimit === undefined || memoryBytes === undefined
        ? []
        : [prlimit, `--data=${memoryBytes + RUNTIME_BYTES}`, "--core=0"]),
      ...[program, "run", "--quiet", "--no-prompt", "--cached-only"],
      ...(flags.some((flag) => /^--(no-lock|frozen|lock)\b/.test(flag)) ? [] : await lockFlags(String(entry))),
      ...(heapBytes === undefined ? [] : [`--v8-flags=--max-old-space-size=${Math.ceil(heapBytes / 2 ** 20)}`]),
      ...toFlags(permissions),
      ...flags,
      String(entry),
    ];
    return new Deno.Command(command[0]!, {
      args: command.slice(1),
      stdin: "piped",
      stdout: "piped",
      stderr: "piped",
      clearEnv: true,
      env: { ...cacheVariables(), NO_COLOR: "1", ...env },
    }).spawn();
  }

  #connect(process: Deno.ChildProcess): void {
    this.#writer = process.stdin.getWriter();
    this.#write(this.#secret);
    for (const line of this.#queue) this.#write(line);
    this.#queue = [];
  }

  #write(line: string): void {
    // A child that has ended is reported by `ended`.
    this.#writer!.write(encoder.encode(`${line}\n`)).catch(() => {});
  }

  async #readStdout(process: Deno.ChildProcess): Promise<void> {
    const reader = new LineReader(this.#secret, this.#options.maxMessageChars ?? 64 * 1024 * 1024, {
      message: (text) => this.#receive(text),
      output: (text) => this.#stdout.add(text),
      tooLarge: () => this.kill("protocol"),
    });
    await readText(process.stdout, (text) => reader.push(text));
    reader.end();
  }

  #readStderr(process: Deno.ChildProcess): Promise<void> {
    return readText(process.stderr, (text) => this.#stderr.add(text));
  }

  #receive(text: string): void {
    let message: unknown;
    try {
      message = JSON.parse(text);
    } catch {
      return this.kill("protocol");
    }
    if ((message as { ready?: unknown } | null)?.ready === true) this.#ready.resolve();
    else if (this.#intended === undefined) this.onMessage?.(message);
  }

  #describeEnd({ code, signal }: Deno.CommandStatus): ChildEnd {
    if (this.#intended !== undefined) return this.#intended;
    if (OUT_OF_MEMORY.test(this.#stderr.text)) return { reason: "killed", by: "memory" };
    return signal === null && code < 128 ? { reason: "exited", code } : { reason: "crashed", code, signal };
  }

  #failure(action: string): SandboxError {
    const { reason } = this.#end!;
    const output = (this.#stderr.text || this.#stdout.text).trim();
    return new SandboxError(`Cannot ${action}: it ${describeEnd(this.#end!)}`, { reason, output });
  }
}

/**
 * Says how a child ended, as the rest of a sentence about it.
 *
 * @example
 * ```ts
 * import { describeEnd } from "@openenv/sandbox";
 * import assert from "node:assert/strict";
 *
 * assert.equal(describeEnd({ reason: "killed", by: "memory" }), "was killed by its memory limit");
 * ```
 */
export function describeEnd(end: ChildEnd): string {
  switch (end.reason) {
    case "closed":
      return "was closed";
    case "exited":
      return `exited with code ${end.code}`;
    case "crashed":
      return `crashed${end.signal === null ? ` with code ${end.code}` : ` by ${end.signal}`}`;
    case "killed":
      return KILLS[end.by];
  }
}

const KILLS: Readonly<Record<KillReason, string>> = {
  deadline: "was killed by its deadline",
  memory: "was killed by its memory limit",
  protocol: "was killed because it broke the protocol",
  abandoned: "was killed because nothing waits for it",
};

/** Reads a stream to its end; a reader costs less than a pipe through a decoder stream. */
async function readText(stream: ReadableStream<Uint8Array>, onText: (text: string) => void): Promise<void> {
  const decoder = new TextDecoder();
  const reader = stream.getReader();
  for (let chunk = await reader.read(); !chunk.done; chunk = await reader.read()) {
    onText(decoder.decode(chunk.value, { stream: true }));
  }
}

/** A compiled program can only start itself, which is not `deno`. */
function executable(): string {
  if ((Deno.build as { standalone?: boolean }).standalone) {
    throw new Error("a compiled program cannot start deno; give the path of a deno program");
  }
  return Deno.execPath();
}

/** The variables that tell a child where the module cache is. */
function cacheVariables(): Record<string, string> {
  const names = ["HOME", "DENO_DIR", "XDG_CACHE_HOME", "DENO_TLS_CA_STORE"];
  return Object.fromEntries(names.flatMap((name) => {
    const value = Deno.env.get(name);
    return value === undefined ? [] : [[name, value]];
  }));
}
