import type { Answer, Commands, Question } from "./commands.ts";
import { readLines } from "./lines.ts";

/**
 * A Deno process of this bench, which answers the commands `C`.
 *
 * It ends at the end of its standard input, so that none outlives the bench, however that ends.
 */
export class Child<C extends Commands> implements AsyncDisposable {
  readonly #process: Deno.ChildProcess;
  readonly #input: WritableStreamDefaultWriter<Uint8Array<ArrayBuffer>>;
  readonly #output: AsyncGenerator<string>;

  /** Starts a script of this folder, with all permissions, and with a garbage collector that can be called. */
  constructor(script: string, ...args: readonly string[]) {
    const command = new Deno.Command(Deno.execPath(), {
      args: ["run", "--allow-all", "--v8-flags=--expose-gc", new URL(`../${script}`, import.meta.url).href, ...args],
      stdin: "piped",
      stdout: "piped",
      stderr: "inherit",
    });
    this.#process = command.spawn();
    this.#input = this.#process.stdin.getWriter();
    this.#output = readLines(this.#process.stdout);
  }

  /** Asks for one command and waits for its reply; one at a time. */
  async ask<Name extends keyof C & string>(
    name: Name,
    ...[input]: Parameters<C[Name]>
  ): Promise<Awaited<ReturnType<C[Name]>>> {
    const question: Question = { command: name, input };
    await this.#input.write(new TextEncoder().encode(`${JSON.stringify(question)}\n`));
    const { value, done } = await this.#output.next();
    if (done) throw new Error(`Cannot ask for ${name}: the child process has ended`);
    const answer: Answer = JSON.parse(value);
    if ("error" in answer) throw new Error(`Cannot finish ${name} in the child process: ${answer.error}`);
    return answer.reply as Awaited<ReturnType<C[Name]>>;
  }

  /** The process' id. */
  get pid(): number {
    return this.#process.pid;
  }

  /** Resolves when the process has ended. */
  get status(): Promise<Deno.CommandStatus> {
    return this.#process.status;
  }

  /** Sends a signal to this process only. */
  kill(signal: Deno.Signal): void {
    this.#process.kill(signal);
  }

  /** Ends the process by its own id, and waits for its end. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#input.close().catch(() => undefined);
    const timer = setTimeout(() => this.#process.kill("SIGKILL"), 5_000);
    await this.#output.return(undefined);
    await this.#process.status;
    clearTimeout(timer);
  }
}
