import { InvalidOptionError } from "@openenv/core/errors";
import { execFile } from "node:child_process";
import { rmSync } from "node:fs";
import { mkdtemp, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import process from "node:process";
import type { LogOptions, ProviderStatus, RuntimeProvider, StartOptions, WaitOptions } from "../provider.ts";
import { ProviderUnavailableError, StartError } from "../provider_errors.ts";
import { assertTimeouts, type ProcessTimeouts, type ServerCommand, ServerProcess } from "./server_process.ts";

/** Options for {@linkcode UvProvider}. */
export interface UvProviderOptions {
  /** The Python project: a folder with a `pyproject.toml`, or `git+` and the URL of a repository. */
  readonly project: string;
  /** The ASGI app, as uvicorn names it. Default: `"server.app:app"`. */
  readonly app?: string;
  /** The number of worker processes; sessions do not move between them. Default: 1. */
  readonly workers?: number;
  /** The `uv` program. Default: the one on the `PATH`. */
  readonly uv?: string;
  /** How long `waitForReady` waits by default, in milliseconds. Default: 60,000; a first start installs packages. */
  readonly readyTimeoutMs?: number;
  /** How long the server may take to end, in milliseconds; then it is killed. Default: 10,000. */
  readonly stopTimeoutMs?: number;
  /** How long cloning a repository may take, in milliseconds. Default: 60,000. */
  readonly cloneTimeoutMs?: number;
}

const GIT = "git+";

/**
 * Runs a Python environment with `uv run` and uvicorn, in a process of its own that listens on loopback. A repository is
 * cloned without its history, and the clone is removed when the server stops. `uv` installs into the project's `.venv`, as
 * it does on the command line, so that a second start is fast.
 *
 * The process has the variables and the rights of this one: a Python server is not confined.
 *
 * @example
 * ```ts
 * import { UvProvider } from "@openenv/providers";
 * import assert from "node:assert/strict";
 *
 * await using provider = new UvProvider({ project: "./my_env" });
 * assert.deepEqual(await provider.status(), { state: "idle" });
 * // const url = await provider.start();
 * ```
 */
export class UvProvider implements RuntimeProvider {
  /** A Python server takes no token. */
  readonly token: undefined = undefined;
  readonly #options: UvProviderOptions;
  readonly #timeouts: ProcessTimeouts;
  #process: ServerProcess | undefined;
  #preparing: AbortController | undefined;

  /**
   * Creates a provider. Nothing runs yet.
   *
   * @param options The project.
   * @throws `InvalidOptionError` for an option that can't be used.
   */
  constructor(options: UvProviderOptions) {
    const { project, workers = 1, readyTimeoutMs = 60_000, stopTimeoutMs = 10_000 } = options;
    // A name that begins with a dash would be an option of git.
    if (typeof project !== "string" || project === "" || /^(git\+)?-/.test(project)) {
      throw new InvalidOptionError(`Cannot use option project: "${withoutUser(String(project))}" is no path or URL`, {
        option: "project",
      });
    }
    if (!Number.isSafeInteger(workers) || workers < 1) {
      throw new InvalidOptionError(`Cannot use option workers: ${workers} is no positive number`, {
        option: "workers",
      });
    }
    this.#options = options;
    this.#timeouts = { readyTimeoutMs, stopTimeoutMs };
    assertTimeouts({ ...this.#timeouts, ...{ cloneTimeoutMs: options.cloneTimeoutMs ?? 60_000 } });
  }

  /** The name of the process; `undefined` while nothing runs. */
  get name(): string | undefined {
    return this.#process?.name;
  }

  /** Clones a repository if there is one, and starts the server; see {@linkcode RuntimeProvider.start}. */
  async start(options: StartOptions = {}): Promise<string> {
    if (this.#process !== undefined || this.#preparing !== undefined) {
      const text = `Cannot start process: this provider runs ${this.name}; close it first, or use another provider`;
      throw new StartError(text, { name: this.name });
    }
    const preparing = this.#preparing = new AbortController();
    const signals = [preparing.signal, options.signal].filter((signal) => signal !== undefined);
    try {
      const command = await this.#prepare(AbortSignal.any(signals));
      try {
        this.#process = new ServerProcess(command, options, this.#timeouts);
        return await this.#process.start();
      } catch (thrown) {
        this.#process = undefined;
        command.cleanUp?.();
        throw thrown;
      }
    } finally {
      this.#preparing = undefined;
    }
  }

  /** Waits until the server answers; see {@linkcode RuntimeProvider.waitForReady}. */
  async waitForReady(baseUrl: string, options: WaitOptions = {}): Promise<void> {
    if (this.#process === undefined) {
      throw new StartError("Cannot wait for process: this provider has started none", {});
    }
    await this.#process.waitForReady(baseUrl, options, undefined);
  }

  /** What the server has printed; empty if nothing runs. */
  async logs(options?: LogOptions): Promise<string> {
    return await this.#process?.logs(options) ?? "";
  }

  /** Whether the server runs, and how it ended. */
  status(): Promise<ProviderStatus> {
    return Promise.resolve(this.#process?.status() ?? { state: "idle" });
  }

  /** Stops the server and its children, and removes the clone. */
  async close(): Promise<void> {
    this.#preparing?.abort(new StartError("Cannot start process: the provider was closed", {}));
    const started = this.#process;
    await started?.close();
    if (this.#process === started) this.#process = undefined;
  }

  /** The same as `close`. */
  stop(): Promise<void> {
    return this.close();
  }

  /** Stops the server at the end of an `await using` block. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #prepare(signal: AbortSignal): Promise<ServerCommand> {
    const { project, app = "server.app:app", workers = 1, uv = "uv" } = this.#options;
    signal.throwIfAborted();
    const clone = project.startsWith(GIT) ? await this.#clone(project.slice(GIT.length), signal) : undefined;
    const folder = clone ?? resolve(project);
    const cleanUp = clone === undefined ? undefined : () => rmSync(clone, { recursive: true, force: true });
    if (!(await stat(join(folder, "pyproject.toml")).then((found) => found.isFile(), () => false))) {
      cleanUp?.();
      throw new StartError(`Cannot start ${withoutUser(project)}: it has no pyproject.toml`, {});
    }
    return {
      provider: "uv",
      runs: withoutUser(project),
      program: uv,
      args: (port) => [
        ...["run", "--project", folder, "--", "uvicorn", app],
        ...["--host", "127.0.0.1", "--port", String(port), "--workers", String(workers)],
      ],
      cwd: folder,
      env: process.env,
      install: "install uv, or set the option uv",
      cleanUp,
    };
  }

  async #clone(url: string, signal: AbortSignal): Promise<string> {
    const folder = await mkdtemp(join(tmpdir(), "openenv-uv-"));
    const timeout = AbortSignal.timeout(this.#options.cloneTimeoutMs ?? 60_000);
    const both = AbortSignal.any([signal, timeout]);
    // Without a terminal, git would wait for a password that nobody types.
    const env = { ...process.env, GIT_TERMINAL_PROMPT: "0" };
    const args = ["clone", "--depth", "1", "--quiet", "--", url, folder];
    const failure = await new Promise<string | undefined>((done) => {
      execFile("git", args, { env, signal: both }, (error, _stdout, stderr) => {
        done(error === null ? undefined : (error as { code?: unknown }).code === "ENOENT" ? "ENOENT" : stderr.trim());
      });
    });
    if (failure === undefined) return folder;
    rmSync(folder, { recursive: true, force: true });
    signal.throwIfAborted();
    const text = `Cannot clone ${withoutUser(url)}`;
    if (failure === "ENOENT") {
      throw new ProviderUnavailableError(`${text}: there is no program git; install it`, { provider: "uv" });
    }
    const reason = timeout.aborted ? `it took more than ${this.#options.cloneTimeoutMs ?? 60_000} ms` : failure;
    throw new StartError(`${text}: ${withoutUser(reason)}`, {});
  }
}

/** Leaves out the name and the password of URLs. */
function withoutUser(text: string): string {
  return text.replace(/(\w+:\/\/)[^/@\s]+@/g, "$1");
}
