/** The result of a run of Deno. */
export interface DenoResult {
  /** `true` if it exited with 0. */
  readonly success: boolean;
  /** The standard output. */
  readonly stdout: string;
  /** Both outputs, the standard output first. */
  readonly output: string;
}

/** Options for {@linkcode runDeno} and {@linkcode showDeno}. */
export interface DenoOptions {
  /** The working folder; the current one by default. */
  readonly cwd?: string;
  /** Environment variables on top of those of this process. */
  readonly env?: Record<string, string>;
}

/** Runs the Deno of this process with arguments, without colours, and collects its output. */
export async function runDeno(args: readonly string[], options: DenoOptions = {}): Promise<DenoResult> {
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: [...args],
    cwd: options.cwd,
    env: { ...options.env, NO_COLOR: "1", FORCE_COLOR: "" }, // the second one would win
    stdin: "null",
  }).output();
  const decoder = new TextDecoder();
  const text = decoder.decode(stdout);
  return { success, stdout: text, output: text + decoder.decode(stderr) };
}

/** Runs the Deno of this process with arguments and shows its output; `true` if it exited with 0. */
export async function showDeno(args: readonly string[], options: DenoOptions = {}): Promise<boolean> {
  const child = new Deno.Command(Deno.execPath(), {
    args: [...args],
    cwd: options.cwd,
    env: options.env,
    stdin: "null",
    stdout: "inherit",
    stderr: "inherit",
  }).spawn();
  return (await child.status).success;
}
