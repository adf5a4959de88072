/** Where a command writes. */
export interface Output {
  /** Writes a line to standard output. */
  print(line: string): void;
  /** Writes a line to standard error. */
  warn(line: string): void;
  /** `true` if lines on standard output may have colours. Default: `false`. */
  readonly colors?: boolean;
  /** Writes a line over the last one, for someone who waits at a terminal; an empty one removes it. Default: nobody does. */
  readonly progress?: (line: string) => void;
}

/** The exit codes and their meanings; `--help` and `docs/cli.md` show this table. */
export const EXIT_CODES: ReadonlyMap<number, string> = new Map([
  [
    0,
    "done, `check` with the verdict pass or warn; or stopped by SIGINT or SIGTERM after everything was closed or its " +
    "time was over",
  ],
  [
    1,
    "an error: one line on standard error says which; a server that can't listen any more; or the verdict of `check` " +
    "is fail",
  ],
  [2, "`check` was given no package, module, name or URL, or a folder of more than one format"],
  [3, "`check` was given a level that does not exist or a server that does not answer, or failed itself"],
  [4, "`check` could not check as much as it was asked for: the verdict is incomplete"],
  [130, "stopped at once by a second SIGINT, `check` by the first"],
  [137, "killed by the second SIGINT or SIGTERM, because an environment blocked the process"],
  [143, "stopped at once by a second SIGTERM, `check` by the first"],
]);

/** Renders the exit codes as the end of a help text. */
export function describeExitCodes(): string {
  const lines = [...EXIT_CODES].map(([code, meaning]) => `  ${String(code).padEnd(5)}${meaning}`);
  return ["", "Exit codes:", ...lines].join("\n");
}

/** The exit codes that a {@linkcode CommandExit} has. */
export const EXIT_CODE = { failed: 1, notAPackage: 2, internal: 3, incomplete: 4 } as const;

/** Ends the command line with an exit code, and with a line on standard error if there is a message. */
export class CommandExit extends Error {
  /** The exit code, one of {@linkcode EXIT_CODES}. */
  readonly exitCode: number;

  /** Creates the error that ends the command line. */
  constructor(exitCode: number, message: string = "", options?: ErrorOptions) {
    super(message, options);
    this.exitCode = exitCode;
  }
}
