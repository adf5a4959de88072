/** The files that a process needs beside its sockets. */
const OTHER_FILES = 64;

/**
 * Throws if a process may not have that many sockets open.
 *
 * Each end of a connection is an open file of its process. Deno has raised the limit as far as it may already.
 */
export function assertOpenFiles(sessions: number): void {
  if (Deno.build.os === "windows") return;
  const { stdout } = new Deno.Command("sh", { args: ["-c", "ulimit -n"] }).outputSync();
  const text = new TextDecoder().decode(stdout).trim();
  const limit = text === "unlimited" ? Infinity : Number(text);
  const needed = sessions + OTHER_FILES;
  if (limit >= needed) return;
  throw new Error(
    `Cannot hold ${sessions} sessions at once: that takes ${needed} open files, the limit is ${limit} (ulimit -n)`,
  );
}
