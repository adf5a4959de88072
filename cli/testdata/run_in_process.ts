import { run } from "../run.ts";

/** The result of a command line. */
export interface ProcessRun {
  /** The exit code. */
  readonly code: number;
  /** The lines on standard output. */
  readonly printed: string[];
  /** The lines on standard error. */
  readonly warned: string[];
}

/** Runs a command line in this process. */
export async function runInProcess(...args: readonly string[]): Promise<ProcessRun> {
  const printed: string[] = [];
  const warned: string[] = [];
  const code = await run(args, {
    print: (line) => void printed.push(line),
    warn: (line) => void warned.push(line),
  });
  return { code, printed, warned };
}

/** The path of a file of this folder. */
export function fixture(name: string): string {
  return new URL(name, import.meta.url).pathname;
}
