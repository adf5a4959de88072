/** Counts the processes that this one has started and that still run, where `/proc` can be read. */
export async function countChildren(): Promise<number> {
  let count = 0;
  for await (const { name } of Deno.readDir("/proc")) {
    if (/^\d+$/.test(name) && await isOwnChild(name)) count++;
  }
  return count;
}

async function isOwnChild(pid: string): Promise<boolean> {
  try {
    const [state, parent] = (await Deno.readTextFile(`/proc/${pid}/stat`)).split(") ").at(-1)!.split(" ");
    return state !== "Z" && Number(parent) === Deno.pid;
  } catch {
    return false; // it has ended
  }
}
