/**
 * Prints `docs/errors.md` from the error table; a test compares the two.
 *
 * ```sh
 * deno run -A _tools/print_errors.ts
 * ```
 *
 * @module
 */
import { ERROR_TABLE, type ErrorRow } from "@openenv/core";
import { PROVIDER_ERROR_ROWS } from "@openenv/providers";
import { REGISTRY_ERROR_ROWS } from "@openenv/registry";
import { MANIFEST_ERROR_ROWS } from "@openenv/registry/manifest";
import { SANDBOX_ERROR_ROWS } from "@openenv/sandbox";
import { TESTING_ERROR_ROWS } from "@openenv/testing";

const TARGET = new URL("../docs/errors.md", import.meta.url);

/** The rows of every package. */
const ALL_ROWS = {
  ...ERROR_TABLE,
  ...MANIFEST_ERROR_ROWS,
  ...PROVIDER_ERROR_ROWS,
  ...REGISTRY_ERROR_ROWS,
  ...SANDBOX_ERROR_ROWS,
  ...TESTING_ERROR_ROWS,
};

const HEAD = `# Errors

Every error is an \`OpenEnvError\`. It has a class, a stable \`code\`, typed \`data\`, and a message that names the failed
action and the state. Over a WebSocket, an error is a frame \`{"type":"error","data":{"message","code",...data}}\`, and the
client rebuilds it as the same class. An error without an HTTP status never leaves the client, or the author's own
process.

If an environment's code throws an error, you get its message. In the same process, the thrown error is the \`cause\`, with
its stack. A server writes the stack to [its log](server.md#logging), and sends neither the stack nor a path of its own.
Calls that only ask about tasks have no cause, because it may contain the private part of a task.

This page is printed from the table in \`core/errors/error_table.ts\` by \`deno run -A _tools/print_errors.ts\`.

`;

/** Renders the whole page. */
export function renderErrors(table: Readonly<Record<string, ErrorRow>> = ALL_ROWS): string {
  const rows = Object.entries(table).map(([code, row]) => [
    `\`${code}\``,
    `\`${row.class.name}\``,
    row.summary.replaceAll("|", "\\|"),
    row.httpStatus ?? "",
    row.jsonRpcCode ?? "",
    row.sessionSurvives ? "yes" : "no",
    row.retrySafe ? "yes" : "no",
  ]);
  const header = ["code", "class", "meaning", "HTTP", "JSON-RPC", "session survives", "retry is safe"];
  const lines = [header, header.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`);
  return `${HEAD}${lines.join("\n")}\n`;
}

if (import.meta.main) {
  await Deno.writeTextFile(TARGET, renderErrors());
  await new Deno.Command(Deno.execPath(), { args: ["fmt", "--quiet", TARGET.pathname] }).output();
}
