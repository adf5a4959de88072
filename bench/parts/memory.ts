import { comparePaired, type Sample } from "../measure/paired.ts";
import { comparedCells, formatNumber, printTable } from "../measure/table.ts";
import { assertOpenFiles } from "../processes/open_files.ts";
import { startLoad, startServer } from "../processes/start.ts";

/** Sessions that are there before: with them the heap has made the large steps of its growth. */
const FIRST_SESSIONS = 2000;
const SESSIONS = 4000;
const PAIRS = 2;

/** The memory of a server per session that has begun an episode and does nothing. */
export async function benchMemory(): Promise<void> {
  assertOpenFiles(FIRST_SESSIONS + SESSIONS);
  const { each, first } = await comparePaired(PAIRS, () => measure("bare"), () => measure("our"));
  const head = ["idle sessions", "bare KB/session", "ours", "ratio"];
  const rows = [
    [`the first ${formatNumber(FIRST_SESSIONS)}`, ...comparedCells(first, 1)],
    [`${formatNumber(SESSIONS)} more`, ...comparedCells(each, 1)],
  ];
  printTable("Memory per idle session", head, rows);
}

/** Measures a fresh process: what earlier sessions left behind would hide what the next ones need. */
async function measure(which: "bare" | "our"): Promise<Sample<"first" | "each">> {
  await using processes = new AsyncDisposableStack();
  const { child, url } = await startServer(which, "small", processes);
  const load = startLoad(processes);
  const readRss = async () => (await child.ask("usage", { collect: true })).rssBytes / 1024;
  const open = (group: string, sessions: number) =>
    load.ask("open", { group, url, world: "small", sessions, driver: "raw" });
  const start = await readRss();
  await open("first", FIRST_SESSIONS);
  const between = await readRss();
  await open("more", SESSIONS);
  const end = await readRss();
  return { first: (between - start) / FIRST_SESSIONS, each: (end - between) / SESSIONS };
}
