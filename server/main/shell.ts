/** Quotes an argument for a POSIX shell, if it needs quotes. */
export function quote(text: string): string {
  return /^[\w./:@-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

/** Returns the words that run Deno: a user who came by `npx` may have no command `deno`. */
export function denoCommand(): string[] {
  return mayRead("npm_command") && Deno.env.get("npm_command") === "exec"
    ? ["npx", "-y", `deno@${Deno.version.deno}`]
    : ["deno"];
}

/** `true` if the process may read an environment variable; a server must not need that permission. */
function mayRead(variable: string): boolean {
  return Deno.permissions.querySync({ name: "env", variable }).state === "granted";
}
