/** Adds up the memory of a process and its descendants, in KB; what they share counts once. Linux only. */
export async function familyMemory(pid: number): Promise<number> {
  const parents = new Map<number, number>();
  for await (const { name } of Deno.readDir("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    const stat = await Deno.readTextFile(`/proc/${name}/stat`).catch(() => "");
    parents.set(Number(name), Number(stat.replace(/^.*\) . /, "").split(" ")[0]));
  }
  let total = 0;
  for (const one of parents.keys()) {
    if (descendsFrom(one, pid, parents)) total += await readPss(one);
  }
  return total;
}

function descendsFrom(one: number, pid: number, parents: ReadonlyMap<number, number>): boolean {
  let current: number | undefined = one;
  while (current !== undefined && current > 1 && current !== pid) current = parents.get(current);
  return current === pid;
}

async function readPss(pid: number): Promise<number> {
  const text = await Deno.readTextFile(`/proc/${pid}/smaps_rollup`).catch(() => "");
  return Number(/^Pss:\s+(\d+) kB$/m.exec(text)?.[1] ?? 0);
}
