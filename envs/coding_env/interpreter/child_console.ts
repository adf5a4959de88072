import { format } from "node:util";
import type { ChildOutput } from "./child_output.ts";
import type { OutputStream } from "./messages.ts";

/** The methods that print their arguments, and where. */
const STREAMS: Readonly<Record<OutputStream, readonly ("log" | "info" | "debug" | "error" | "warn" | "trace")[]>> = {
  stdout: ["log", "info", "debug"],
  stderr: ["error", "warn", "trace"],
};

/** Sends what is printed by `console` to an output. The methods that are left print to the process itself. */
export function replaceConsole(output: ChildOutput): void {
  const { inspect } = Deno;
  for (const stream of ["stdout", "stderr"] as const) {
    for (const method of STREAMS[stream]) {
      console[method] = (...data: unknown[]) => output.write(stream, `${format(...data)}\n`);
    }
  }
  console.dir = (value: unknown) => output.write("stdout", `${inspect(value)}\n`);
}
