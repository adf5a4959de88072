import { readFile } from "node:fs/promises";
import process from "node:process";
import { stateOf } from "../supervisor/owner.ts";
import { type ProcessRecord, readRecords, removeRecord } from "../supervisor/records.ts";
import type { Started } from "./started.ts";

/** How long a process has between SIGTERM and SIGKILL, in milliseconds. */
const GRACE_MS = 3_000;
const POLL_MS = 50;

/** Lists the processes that providers have started and recorded. */
export async function startedProcesses(): Promise<Started[]> {
  return (await readRecords()).map((record) => {
    const { name, provider, runs, url, createdAt, owner } = record;
    const state = { alive: "running", gone: "exited", elsewhere: "unknown" }[stateOf(record.process)];
    return {
      name,
      provider,
      runs,
      state,
      url,
      createdAt,
      owner,
      ownerState: stateOf(owner),
      logs: ({ tail } = {}) => readLog(record, tail),
      stop: () => stopRecorded(record),
    };
  });
}

async function readLog({ logFile }: ProcessRecord, tail: number | undefined): Promise<string> {
  if (logFile === undefined) return "";
  const text = await readFile(logFile, "utf8");
  return tail === undefined ? text : text.trimEnd().split("\n").slice(-tail).join("\n") + "\n";
}

/** Ends a process, if it still is the one that was recorded, and removes its traces. */
async function stopRecorded(record: ProcessRecord): Promise<void> {
  const isAlive = () => stateOf(record.process) === "alive";
  if (isAlive()) kill(record, "SIGTERM");
  for (let left = GRACE_MS / POLL_MS; isAlive() && left > 0; left--) {
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  if (isAlive()) kill(record, "SIGKILL");
  await removeRecord(record);
}

function kill({ process: { pid }, isGroup }: ProcessRecord, signal: NodeJS.Signals): void {
  try {
    process.kill(isGroup === true ? -pid : pid, signal);
  } catch (thrown) {
    if ((thrown as { code?: string }).code !== "ESRCH") throw thrown; // it has ended meanwhile
  }
}
