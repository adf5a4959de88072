/** Where a command writes. */
export interface Output {
  /** Writes a line to standard output. */
  print(line: string): void;
  /** Writes a line to standard error. */
  warn(line: string): void;
  /** `true` if lines on standard output may have colours. Default: `false`. */
  readonly colors?: boolean;
  /** Writes a line over the last one, for a terminal; an empty line removes it. Default: no progress is shown. */
  readonly progress?: (line: string) => void;
}

/** The exit codes and their meanings; `--help` and `docs/cli.md` show this table. */
export const EXIT_CODES: ReadonlyMap<number, string> = new Map([
  [
    0,
    "success, for `check` the verdict pass or warn; or a stop by SIGINT or SIGTERM, after everything was closed or its " +
    "time was over",
  ],
  [
    1,
    "an error, which standard error names in one line; a server that can no longer listen; or the verdict fail of " +
    "`check`",
  ],
  [2, "the target of `check` is not a package, module, name or URL, or is a folder of more than one format"],
  [3, "the level given to `check` does not exist, the server does not answer, or `check` itself failed"],
  [4, "`check` could not check as much as you asked for: its verdict is incomplete"],
  [130, "stopped at once by a second SIGINT, or for `check` by the first"],
  [137, "killed at the second SIGINT or SIGTERM, because an environment blocked the process"],
  [143, "stopped at once by a second SIGTERM, or for `check` by the first"],
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
