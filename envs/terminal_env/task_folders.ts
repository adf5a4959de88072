/**
 * Tasks in Harbor's folder form: `instruction.md`, `task.toml`, the files of the agent's folder in `environment/`, the
 * tests in `tests/`, and a solution in `solution/`.
 *
 * ```ts ignore
 * import { createTerminal } from "@openenv/terminal-env/environment";
 * import { readTasks } from "@openenv/terminal-env/tasks";
 *
 * export default createTerminal({ train: await readTasks("./my_tasks") });
 * ```
 *
 * @module
 */
import { InvalidOptionError, messageOf } from "@openenv/core";
import { type TaskProvider, tasksFromArrays } from "@openenv/core/tasks";
import { parse } from "smol-toml";

/** The files of a task, by their paths in its folder. */
export type TaskFiles = Readonly<Record<string, string>>;

/** The tasks of a split, by their names: the files of each. */
export type TaskFolders = Readonly<Record<string, TaskFiles>>;

/** The part of a task that an agent sees. */
export interface TerminalTask {
  /** What the agent has to do. */
  readonly instruction: string;
  /** How hard it is, in the words of its author; empty if they say nothing. */
  readonly difficulty: string;
}

/** The part of a task that an agent does not see. */
export interface HiddenPart {
  /** The files of the agent's folder, by their paths in it. */
  readonly files: TaskFiles;
  /** The files of the tests, by their paths; `test.sh` is run. */
  readonly tests: TaskFiles;
  /** Commands that carry out the task; empty if the task has none. */
  readonly solution: string;
}

/** The provider of tasks of this environment. */
export type TerminalTasks = TaskProvider<TerminalTask, HiddenPart>;

/** Files of a folder that are for a container, which there is none here. */
const FOR_CONTAINERS = /^(Dockerfile|docker-compose\.ya?ml|\.dockerignore)$/;
const MAX_FILE_BYTES = 1024 * 1024;

/**
 * Makes the tasks of an environment from their files.
 *
 * @param splits The tasks of each split.
 * @returns The provider of the contract's tasks. The id of a task is its name.
 * @throws `InvalidOptionError` for a task without an instruction or without `tests/test.sh`.
 *
 * @example
 * ```ts
 * import { toTasks } from "@openenv/terminal-env/tasks";
 * import assert from "node:assert/strict";
 *
 * const test = "if [ -f /app/done ]; then echo 1 > /logs/verifier/reward.txt; fi";
 * const tasks = toTasks({ train: { touch: { "instruction.md": "Make a file called done.", "tests/test.sh": test } } });
 * assert.equal((await tasks.getTask("train", 0)).public.instruction, "Make a file called done.");
 * ```
 */
export function toTasks(splits: Readonly<Record<string, TaskFolders>>): TerminalTasks {
  const rows = Object.entries(splits).map(([split, folders]) => {
    return [split, Object.entries(folders).map(([id, files]) => toRow(id, files))] as const;
  });
  const keys: (keyof HiddenPart)[] = ["files", "tests", "solution"];
  return tasksFromArrays(Object.fromEntries(rows), { private: keys }) as unknown as TerminalTasks;
}

/**
 * Reads tasks from a folder that has a folder for each task. Needs the permission to read it.
 *
 * @param folder The path of the folder.
 * @returns The tasks by the names of their folders, for {@linkcode toTasks}.
 * @throws `InvalidOptionError` if it can't be read, and for a symbolic link in it.
 *
 * @example
 * ```ts ignore
 * import { readTasks, toTasks } from "@openenv/terminal-env/tasks";
 *
 * const tasks = toTasks({ train: await readTasks("./my_tasks") });
 * ```
 */
export async function readTasks(folder: string): Promise<TaskFolders> {
  const tasks: Record<string, TaskFiles> = {};
  for (const { name, isDirectory } of await list(folder)) {
    if (isDirectory) tasks[name] = await readFiles(`${folder}/${name}`);
  }
  if (Object.keys(tasks).length === 0) throw invalid(folder, "it has no folder of a task");
  return tasks;
}

function toRow(id: string, files: TaskFiles) {
  const instruction = files["instruction.md"]?.trim();
  if (!instruction) throw invalid(id, "it has no instruction.md");
  if (files["tests/test.sh"] === undefined) throw invalid(id, "it has no tests/test.sh");
  return {
    id,
    instruction,
    difficulty: readDifficulty(id, files["task.toml"] ?? ""),
    files: filesIn(files, "environment/", (path) => !FOR_CONTAINERS.test(path)),
    tests: filesIn(files, "tests/"),
    solution: files["solution/solve.sh"] ?? "",
  };
}

function filesIn(files: TaskFiles, folder: string, isWanted: (path: string) => boolean = () => true): TaskFiles {
  const inside = Object.entries(files).filter(([path]) => path.startsWith(folder));
  const named = inside.map(([path, text]) => [path.slice(folder.length), text] as const);
  return Object.fromEntries(named.filter(([path]) => isWanted(path)));
}

function readDifficulty(id: string, toml: string): string {
  try {
    const { metadata } = parse(toml) as { readonly metadata?: { readonly difficulty?: unknown } };
    return typeof metadata?.difficulty === "string" ? metadata.difficulty : "";
  } catch (cause) {
    throw invalid(`${id}/task.toml`, messageOf(cause).split("\n")[0]!);
  }
}

async function readFiles(folder: string, prefix = ""): Promise<TaskFiles> {
  const files: Record<string, string> = {};
  for (const { name, isDirectory, isSymlink } of await list(`${folder}/${prefix}`)) {
    const path = `${prefix}${name}`;
    if (isSymlink) throw invalid(`${folder}/${path}`, "it is a symbolic link");
    if (isDirectory) {
      Object.assign(files, await readFiles(folder, `${path}/`));
      continue;
    }
    const bytes = await Deno.readFile(`${folder}/${path}`);
    if (bytes.length > MAX_FILE_BYTES) throw invalid(`${folder}/${path}`, "it has more than 1 MiB");
    files[path] = new TextDecoder().decode(bytes);
  }
  return files;
}

async function list(folder: string): Promise<Deno.DirEntry[]> {
  try {
    const entries = await Array.fromAsync(Deno.readDir(folder));
    return entries.sort((one, other) => one.name < other.name ? -1 : 1);
  } catch (cause) {
    throw invalid(folder, messageOf(cause), cause);
  }
}

function invalid(what: string, why: string, cause?: unknown): InvalidOptionError {
  return new InvalidOptionError(`Cannot use task ${what}: ${why}`, { option: "tasks" }, { cause });
}
