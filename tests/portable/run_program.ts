/** What a program came to. */
export interface ProgramResult {
  /** Its exit code. */
  readonly code: number;
  /** What it printed. */
  readonly stdout: string;
  /** What it complained of. */
  readonly stderr: string;
}

/** How a program runs. */
export interface ProgramOptions {
  /** When it is ended, in milliseconds. Default: three minutes. */
  readonly timeoutMs?: number;
  /** Variables beside the inherited ones. */
  readonly env?: Readonly<Record<string, string>>;
  /** Its working folder. Default: this one. */
  readonly cwd?: string;
}

/** Runs a program to its end, which comes by force when it takes too long. */
export async function runProgram(
  command: string,
  args: readonly string[],
  { timeoutMs = 180_000, env, cwd }: ProgramOptions = {},
): Promise<ProgramResult> {
  const signal = AbortSignal.timeout(timeoutMs);
  const { code, stdout, stderr } = await new Deno.Command(command, {
    args: [...args],
    env: { ...env },
    cwd,
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
    signal,
  }).output();
  return { code, stdout: decode(stdout), stderr: signal.aborted ? `ended after ${timeoutMs} ms` : decode(stderr) };
}

function decode(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes).trim();
}
