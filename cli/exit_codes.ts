/** What the exit codes mean; `--help` and `docs/cli.md` show this table. */
export const EXIT_CODES: ReadonlyMap<number, string> = new Map([
  [0, "done, or stopped by SIGINT or SIGTERM after everything was closed"],
  [1, "an error: one line on standard error says which"],
  [130, "stopped at once by a second SIGINT"],
  [143, "stopped at once by a second SIGTERM"],
]);

/** The exit codes as the end of a help text. */
export function describeExitCodes(): string {
  const lines = [...EXIT_CODES].map(([code, meaning]) => `  ${String(code).padEnd(5)}${meaning}`);
  return ["", "Exit codes:", ...lines].join("\n");
}
