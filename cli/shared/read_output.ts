import { messageOf } from "@openenv/core";

/** Options for {@linkcode readOutput}. */
export interface ReadOutputOptions {
  /** What the program is for, as the words after "Cannot". */
  readonly action: string;
  /** The folder that it runs in. Default: the current one. */
  readonly cwd?: string;
  /** Variables on top of the inherited ones. Default: none. */
  readonly env?: Readonly<Record<string, string>>;
  /** What to do about a program that is not installed. Default: nothing is said. */
  readonly advice?: string;
  /** The lines that say nothing about a failure. Default: none. */
  readonly noise?: RegExp;
  /** Called with each line that it prints, on either output. */
  readonly onLine?: (line: string) => void;
}

/** How many lines of a program that failed are shown. */
const SHOWN_LINES = 20;

/**
 * Runs a program to its end.
 *
 * @returns Its standard output.
 * @throws `Error` with its last lines if it fails.
 */
export async function readOutput(
  program: string,
  args: readonly string[],
  options: ReadOutputOptions,
): Promise<string> {
  const { action, cwd, env, advice, noise, onLine } = options;
  let child: Deno.ChildProcess;
  try {
    child = new Deno.Command(program, {
      args: [...args],
      ...{ cwd, env, stdin: "null", stdout: "piped", stderr: "piped" },
    }).spawn();
  } catch (cause) {
    const isMissing = cause instanceof Deno.errors.NotFound && cwd === undefined;
    const why = isMissing ? `there is no program ${program}${advice ? `; ${advice}` : ""}` : messageOf(cause);
    throw new Error(`Cannot ${action}: ${why}`, { cause });
  }
  const [stdout, stderr, { code }] = await Promise.all([
    readLines(child.stdout, onLine),
    readLines(child.stderr, onLine),
    child.status,
  ]);
  if (code === 0) return stdout;
  const lines = (stderr.trim() || stdout.trim()).replace(/\nStack backtrace:.*$/s, "").split("\n")
    .map((line) => line.trim()).filter((line) => line !== "" && noise?.test(line) !== true).slice(-SHOWN_LINES);
  const start = Math.max(0, lines.findLastIndex((line) => /^error: /i.test(line)));
  const why = lines.slice(start).join("; ").replace(/^error: /i, "");
  // The command line shows the first line of a message only.
  throw new Error(`Cannot ${action}: ${why || `exit code ${code}`}`);
}

async function readLines(stream: ReadableStream<Uint8Array>, onLine: (line: string) => void = () => {}) {
  let [text, rest] = ["", ""];
  for await (const chunk of stream.pipeThrough(new TextDecoderStream() as ReadableWritablePair<string, Uint8Array>)) {
    text += chunk;
    const lines = (rest + chunk).split("\n");
    rest = lines.pop()!;
    lines.forEach(onLine);
  }
  if (rest !== "") onLine(rest);
  return text;
}
