/** Adds up the memory of a process and its children, in KB; what they share counts once. Linux only. */
export async function familyMemory(pid: number): Promise<number> {
  let total = await readPss(pid);
  for await (const { name } of Deno.readDir("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    const stat = await Deno.readTextFile(`/proc/${name}/stat`).catch(() => "");
    const parent = Number(stat.replace(/^.*\) . /, "").split(" ")[0]);
    if (parent === pid) total += await readPss(Number(name));
  }
  return total;
}

async function readPss(pid: number): Promise<number> {
  const text = await Deno.readTextFile(`/proc/${pid}/smaps_rollup`).catch(() => "");
  return Number(/^Pss:\s+(\d+) kB$/m.exec(text)?.[1] ?? 0);
}
