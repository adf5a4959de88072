import { mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import type { Owner } from "./owner.ts";

/** A process that was started, as a file tells other processes. Containers carry the same as labels. */
export interface ProcessRecord {
  /** Its unique name; the file's name without `.json`. */
  readonly name: string;
  /** The provider: `process`, `uv`. */
  readonly provider: string;
  /** What it runs, for a reader: the name of an environment, a path, a URL without credentials. */
  readonly runs: string;
  /** The base URL of its server. */
  readonly url: string;
  /** When it was started, in ISO 8601. */
  readonly createdAt: string;
  /** The process that started it. */
  readonly owner: Owner;
  /** The process itself, from `ownerOf(pid)`; it leads a process group of its own if `isGroup`. */
  readonly process: Owner;
  /** `true` if the whole process group has to be killed. */
  readonly isGroup?: boolean;
  /** The file that its output goes to, which is removed with the record. */
  readonly logFile?: string;
}

/** The folder of the records and the logs of processes. */
export function recordFolder(): string {
  const { OPENENV_STATE, XDG_STATE_HOME, LOCALAPPDATA } = process.env;
  const folder = XDG_STATE_HOME ?? LOCALAPPDATA ?? join(homedir(), ".local", "state");
  return join(OPENENV_STATE ?? join(folder, "openenv"), "started");
}

/** Writes a record, before or just after the process starts. */
export async function writeRecord(record: ProcessRecord): Promise<void> {
  const folder = recordFolder();
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const temporary = join(folder, `.${record.name}.${process.pid}`);
  await writeFile(temporary, JSON.stringify(record), { mode: 0o600 });
  await rename(temporary, join(folder, `${record.name}.json`));
}

/** Reads all records; a file that is no record is left out. */
export async function readRecords(): Promise<ProcessRecord[]> {
  const folder = recordFolder();
  const names = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith(".json"));
  const records = await Promise.all(names.map((name) => readRecord(join(folder, name))));
  return records.filter((record) => record !== undefined);
}

/** Removes a record and its log. */
export async function removeRecord({ name, logFile }: Pick<ProcessRecord, "name" | "logFile">): Promise<void> {
  await rm(join(recordFolder(), `${name}.json`), { force: true });
  if (logFile !== undefined) await rm(logFile, { force: true });
}

async function readRecord(path: string): Promise<ProcessRecord | undefined> {
  try {
    const record = JSON.parse(await readFile(path, "utf8"));
    return typeof record?.name === "string" && typeof record?.process?.pid === "number" ? record : undefined;
  } catch {
    return undefined; // it was removed meanwhile
  }
}
