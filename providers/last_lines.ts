import type { ProviderStatus } from "./provider.ts";
import type { StartData } from "./provider_errors.ts";

/** How many lines of a log an error carries in its data. */
export const ERROR_LINES = 50;
/** How many lines of a log a message shows. */
const MESSAGE_LINES = 5;

/** Shows the end of a log in a message: `it printed nothing`, or the last lines. */
export function showLastLines(logs: string): string {
  const lines = logs.trimEnd().split("\n").filter((line) => line !== "").slice(-MESSAGE_LINES);
  return lines.length === 0 ? "it printed nothing" : `its last lines:\n${lines.join("\n")}`;
}

/** Makes the data of the error about a server that has ended. */
export function endData(
  name: string,
  logs: string,
  { exitCode, outOfMemory }: Pick<ProviderStatus, "exitCode" | "outOfMemory">,
): StartData {
  return {
    name,
    logs,
    ...(exitCode !== undefined && { exit_code: exitCode }),
    ...(outOfMemory && { out_of_memory: true }),
  };
}
