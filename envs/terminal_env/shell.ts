import { Bash, type CommandName, getCommandNames, type InitialFiles } from "just-bash";

/** The agent's folder. */
export const HOME = "/app";

/** The result of a command. */
export interface Ran {
  /** The standard output. */
  readonly stdout: string;
  /** The standard error. */
  readonly stderr: string;
  /** The exit code. */
  readonly exitCode: number;
}

/** Commands that need more than memory: each would load an interpreter from files. */
const LEFT_OUT = new Set(["python", "python3", "sqlite3", "js-exec", "node"]);
const COMMANDS = getCommandNames().filter((name) => !LEFT_OUT.has(name)) as CommandName[];
const MEBIBYTE = 1024 * 1024;
const LIMITS = {
  maxExecutionTimeMs: 5000,
  maxCommandCount: 20_000,
  maxLoopIterations: 20_000,
  maxStringLength: 4 * MEBIBYTE,
  maxOutputSize: 4 * MEBIBYTE,
  maxHeredocSize: MEBIBYTE,
  maxLiveBytes: 32 * MEBIBYTE,
  maxInputBytes: 32 * MEBIBYTE,
  maxFileSystemBytes: 16 * MEBIBYTE,
  maxArchiveBytes: 16 * MEBIBYTE,
  maxArrayElements: 100_000,
  maxBraceExpansionResults: 10_000,
};

/** Files have one date, so that a listing does not tell episodes apart. */
const MODIFIED = new Date("2026-01-01T00:00:00Z");

/**
 * A shell whose files are in memory. It starts no process, knows no file of this machine and no network, and its commands
 * are bounded in number, time and memory.
 *
 * The current folder and the variables last from one command to the next; functions and aliases do not.
 */
export class Shell {
  readonly #bash: Bash;
  #cwd: string = HOME;
  #variables: Record<string, string>;

  /** Starts a shell with files, by their absolute paths. */
  constructor(files: Readonly<Record<string, string | Uint8Array>>) {
    const dated = Object.entries(files).map(([path, content]) => [path, { content, mode: 0o644, mtime: MODIFIED }]);
    this.#variables = { HOME, USER: "agent" };
    this.#bash = new Bash({
      files: { [`${HOME}/.keep`]: "", "/tmp/.keep": "", ...Object.fromEntries(dated) } as InitialFiles,
      cwd: HOME,
      env: this.#variables,
      commands: COMMANDS,
      executionLimits: LIMITS,
      // The process is the boundary; changing the globals of a server would not be one.
      defenseInDepth: false,
    });
  }

  /** The current folder. */
  get cwd(): string {
    return this.#cwd;
  }

  /** Runs commands. */
  async run(command: string, signal?: AbortSignal): Promise<Ran> {
    const { stdout, stderr, exitCode, env } = await this.#bash.exec(
      command,
      {
        cwd: this.#cwd,
        env: this.#variables,
        replaceEnv: true,
        rawScript: true,
        signal,
      },
    );
    const { PWD, OLDPWD: _, "?": _code, SHELLOPTS: _options, BASHOPTS: _more, ...variables } = env;
    this.#variables = variables;
    if (PWD !== undefined && await this.#isFolder(PWD)) this.#cwd = PWD;
    return { stdout, stderr, exitCode };
  }

  /** Reads the files in a folder, by their absolute paths. What is no file, such as a link, is left out. */
  async readFolder(folder: string): Promise<Record<string, Uint8Array>> {
    const { fs } = this.#bash;
    const files: Record<string, Uint8Array> = {};
    for (const path of fs.getAllPaths()) {
      if (!path.startsWith(`${folder}/`)) continue;
      if ((await fs.lstat(path)).isFile) files[path] = await fs.readFileBuffer(path);
    }
    return files;
  }

  /** Reads a file; `undefined` if there is none. */
  async readText(path: string): Promise<string | undefined> {
    return await this.#bash.fs.readFile(path).catch(() => undefined);
  }

  async #isFolder(path: string): Promise<boolean> {
    return await this.#bash.fs.stat(path).then(({ isDirectory }) => isDirectory, () => false);
  }
}

/** Leaves out the middle of a long text, and says how much. */
export function shorten(text: string, limit = 10_000): string {
  if (text.length <= limit) return text;
  const half = limit / 2;
  const left = text.length - limit;
  return `${text.slice(0, half)}\n... (${left} characters are left out here) ...\n${text.slice(-half)}`;
}
