/**
 * Counts the open files of a process of this user, on Linux: `dead` are sockets whose connection is gone and which
 * nothing closes, as the runtime leaves them after an RST, `live` are all others.
 */
export function readDescriptors(pid: number): { readonly live: number; readonly dead: number } {
  const tables = ["tcp", "tcp6", "udp", "unix"].map((kind) => Deno.readTextFileSync(`/proc/${pid}/net/${kind}`));
  const connected = new Set(tables.join("\n").split(/\s+/));
  const files = [...Deno.readDirSync(`/proc/${pid}/fd`)].map(({ name }) => readLink(`/proc/${pid}/fd/${name}`));
  const inodes = files.flatMap((file) => /^socket:\[(\d+)\]$/.exec(file)?.[1] ?? []);
  const dead = inodes.filter((inode) => !connected.has(inode)).length;
  return { live: files.length - dead, dead };
}

function readLink(path: string): string {
  try {
    return Deno.readLinkSync(path);
  } catch (thrown) {
    if (thrown instanceof Deno.errors.NotFound) return ""; // closed meanwhile
    throw thrown;
  }
}
