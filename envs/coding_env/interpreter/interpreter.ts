import { type Child, type ChildEnd, describeEnd } from "@openenv/sandbox";
import { MAX_OUTPUT_CHARS, type OutputStream, type Reply, type Request } from "./messages.ts";

/** The outcome of a step. */
export interface Ran {
  /** Its output. */
  readonly stdout: string;
  /** Its errors, and why its interpreter has ended, if it has. */
  readonly stderr: string;
  /** 0 for success. */
  readonly exitCode: number;
}

/** Facts about the syntax of a program. */
export interface Inspected {
  /** `false` for a syntax error. */
  readonly parses: boolean;
  /** The dangerous imports and calls, by name. */
  readonly found: readonly string[];
}

/** A request that is answered, without the id that it gets. */
type Asked = Request extends infer R ? R extends { id: number } ? Omit<R, "id"> : never : never;
type Answer = Exclude<Reply, { type: "output" | "flooded" | "exits" }>;

interface Pending {
  readonly id: number;
  readonly resolve: (answer: Answer) => void;
}

/** The most characters of the outputs of one call. */
const MAX_RESULT_CHARS = 1024 * 1024;

/** The exit codes of ends that have none of their own, as a shell reports them. */
const EXIT_CODES = { deadline: 124, memory: 137, protocol: 1, abandoned: 1 } as const;

/** The parent's side of one child that runs programs. Nothing that the child says is trusted. */
export class Interpreter {
  readonly #child: Child;
  #lastId = 0;
  #pending: Pending | undefined;
  #output: Record<OutputStream, string> = { stdout: "", stderr: "" };
  #stopped: { readonly why: string; readonly exitCode: number } | undefined;
  #isUsed = false;

  /** Takes over a child that is ready. */
  constructor(child: Child) {
    this.#child = child;
    child.onMessage = (message) => this.#receive(message as Reply);
  }

  /** `true` once it has run a program. */
  get isUsed(): boolean {
    return this.#isUsed;
  }

  /** Says why it has ended, as what a step of a program does; `undefined` while it lives. */
  readEnd(): Ran | undefined {
    const { end } = this.#child;
    return end && this.#describe(end);
  }

  /** Seeds the random numbers of the programs. */
  begin(seed: number): void {
    if (this.#child.end === undefined) this.#child.send({ type: "begin", seed } satisfies Request);
  }

  /** Runs a program. */
  async run(code: string, limitMs: number): Promise<Ran> {
    this.#isUsed = true;
    const answer = await this.#ask({ type: "run", code }, limitMs);
    const exitCode = answer?.type === "ran" && Number.isSafeInteger(answer.exitCode) ? answer.exitCode : 1;
    const printed = this.#takeOutput();
    const end = answer === undefined ? this.readEnd() : undefined;
    if (end === undefined) return { ...printed, exitCode };
    return { stdout: printed.stdout, stderr: printed.stderr + end.stderr, exitCode: end.exitCode };
  }

  /** Calls a function of the program once with each list of arguments. Returns what it returned; fewer if it failed. */
  async call(name: string, inputs: readonly (readonly unknown[])[], limitMs: number): Promise<readonly unknown[]> {
    const answer = await this.#ask({ type: "call", name, inputs: JSON.stringify(inputs) }, limitMs);
    this.#takeOutput();
    if (answer?.type !== "called" || typeof answer.outputs !== "string") return [];
    return readOutputs(answer.outputs);
  }

  /** Reads the syntax of a program without running it. One that cannot be read in time does not parse. */
  async inspect(code: string, limitMs: number): Promise<Inspected> {
    const answer = await this.#ask({ type: "inspect", code }, limitMs);
    return answer?.type === "inspected" ? answer : { parses: false, found: [] };
  }

  /** Ends the child, and waits until it is gone. */
  async close(): Promise<void> {
    await this.#child.close(0);
  }

  async #ask(request: Asked, limitMs: number): Promise<Answer | undefined> {
    const { promise, resolve } = Promise.withResolvers<Answer>();
    const id = ++this.#lastId;
    this.#pending = { id, resolve };
    const timer = setTimeout(() => this.#child.kill("deadline"), limitMs);
    try {
      if (this.#child.end !== undefined) return undefined;
      this.#child.send({ ...request, id });
      return await Promise.race([promise, this.#child.ended.then(() => undefined)]);
    } finally {
      clearTimeout(timer);
      this.#pending = undefined;
    }
  }

  #receive(message: Reply): void {
    if (typeof message !== "object" || message?.id !== this.#pending?.id) return;
    if (message.type === "output") this.#add(message.stream, String(message.text));
    else if (message.type === "flooded") {
      this.#stop(`was stopped because it printed more than ${MAX_OUTPUT_CHARS} characters`, 1);
    } else if (message.type === "exits") this.#stop(`exited with code ${message.exitCode}`, message.exitCode);
    else this.#pending?.resolve(message);
  }

  /** Kills a child that waits for it. */
  #stop(why: string, exitCode: number): void {
    this.#stopped = { why, exitCode: Number.isSafeInteger(exitCode) ? exitCode : 1 };
    this.#child.kill("protocol");
  }

  #add(stream: OutputStream, text: string): void {
    const { stdout, stderr } = this.#output;
    const room = Math.max(0, MAX_OUTPUT_CHARS - stdout.length - stderr.length);
    if (stream === "stdout" || stream === "stderr") this.#output[stream] += text.slice(0, room);
  }

  /** Returns the output so far and clears it; output that bypassed the interpreter comes last. */
  #takeOutput(): { stdout: string; stderr: string } {
    const { stdout, stderr } = this.#child.takeOutput();
    const taken = { stdout: this.#output.stdout + stdout, stderr: this.#output.stderr + stderr };
    this.#output = { stdout: "", stderr: "" };
    return taken;
  }

  #describe(end: ChildEnd): Ran {
    const { why, exitCode } = this.#stopped ?? { why: describeEnd(end), exitCode: exitCodeOf(end) };
    const stderr = `The interpreter ${why}. Its variables are lost; a reset starts a new one.\n`;
    return { stdout: "", stderr, exitCode };
  }
}

/** The options of children that an {@linkcode Interpreter} relies on. */
export const INTERPRETER_LIMITS = { maxMessageChars: MAX_RESULT_CHARS, maxOutputChars: MAX_OUTPUT_CHARS } as const;

function exitCodeOf(end: ChildEnd): number {
  if (end.reason === "closed") return 1;
  return end.reason === "killed" ? EXIT_CODES[end.by] : end.code;
}

/** Reads the outputs of calls: values, and `undefined` for a call that failed. */
function readOutputs(text: string): readonly unknown[] {
  try {
    const outputs: unknown = JSON.parse(text);
    return Array.isArray(outputs) ? outputs.map((output) => output?.value) : [];
  } catch {
    return [];
  }
}
