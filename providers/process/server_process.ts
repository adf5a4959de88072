import { InvalidOptionError, messageOf } from "@openenv/core/errors";
import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { closeSync, mkdirSync, openSync, rmSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import process from "node:process";
import type { LogOptions, ProviderStatus, StartOptions, WaitOptions } from "../provider.ts";
import { ProviderUnavailableError, StartError } from "../provider_errors.ts";
import { hideValues } from "../hide_values.ts";
import { endData, ERROR_LINES, showLastLines } from "../last_lines.ts";
import { assertStartOptions } from "../start_options.ts";
import { ownerOf } from "../supervisor/owner.ts";
import { recordFolder, removeRecord, writeRecord } from "../supervisor/records.ts";
import { supervise } from "../supervisor/supervisor.ts";
import { waitForReady } from "../wait_for_ready.ts";
import { findPort } from "./find_port.ts";
import { killTree } from "./kill_tree.ts";

/** What a {@linkcode ServerProcess} runs. */
export interface ServerCommand {
  /** The provider, for records and messages. */
  readonly provider: "process" | "uv";
  /** What runs, for a reader, and the beginning of its name. */
  readonly runs: string;
  /** The program. */
  readonly program: string;
  /** Its arguments, once the port is known. */
  readonly args: (port: number) => readonly string[];
  /** Its working directory. Default: this process's. */
  readonly cwd?: string;
  /** Its environment variables, besides those of the start. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** How to get a missing program, for a message. */
  readonly install: string;
  /** Removes what was prepared for it, such as a clone. Default: nothing was. */
  readonly cleanUp?: () => void;
}

/** Time limits of a server that runs in a process of this machine, in milliseconds. */
export interface ProcessTimeouts {
  /** How long `waitForReady` waits by default. */
  readonly readyTimeoutMs: number;
  /** How long the server may take to end after SIGTERM; then it is killed. */
  readonly stopTimeoutMs: number;
}

/** The server of an environment in a process group of its own, from before its start to after its end. */
export class ServerProcess {
  /** Its name. */
  readonly name: string;
  readonly #command: ServerCommand;
  readonly #start: StartOptions;
  readonly #timeouts: ProcessTimeouts;
  readonly #logFile: string;
  #child: ChildProcess | undefined;
  #ended: Promise<void> = Promise.resolve();
  #registration: Disposable | undefined;
  #starting: Promise<unknown> = Promise.resolve();
  #closing: Promise<void> | undefined;
  #isClosed = false;

  /** Names a process; nothing runs yet. */
  constructor(command: ServerCommand, start: StartOptions, timeouts: ProcessTimeouts) {
    assertStartOptions(start);
    this.#command = command;
    this.#start = start;
    this.#timeouts = timeouts;
    const readable = command.runs.replace(/[/\\]+$/, "").replace(/^.*[/\\]/, "").toLowerCase().replace(
      /[^a-z0-9_.-]/g,
      "",
    );
    this.name = `openenv-${readable.slice(0, 40) || command.provider}-${randomBytes(4).toString("hex")}`;
    this.#logFile = join(recordFolder(), `${this.name}.log`);
  }

  /** Starts it; returns the base URL. A failure leaves nothing behind. */
  start(): Promise<string> {
    this.#registration = supervise({ stop: () => this.close(), stopNow: () => this.#stopNow() });
    const starting = this.#run();
    this.#starting = starting.catch(() => {});
    return starting;
  }

  /** Waits until its server answers. */
  waitForReady(baseUrl: string, { timeoutMs, signal }: WaitOptions, token: string | undefined): Promise<void> {
    return waitForReady(baseUrl, {
      timeoutMs: timeoutMs ?? this.#timeouts.readyTimeoutMs,
      signal,
      subject: this.#subject,
      token,
      assertRunning: () => this.#assertRunning(),
      describe: async () => ({ name: this.name, logs: await this.#lastLines() }),
    });
  }

  /** What it has printed. */
  async logs({ tail }: LogOptions = {}): Promise<string> {
    const text = await readFile(this.#logFile, "utf8").catch(() => "");
    if (tail === undefined) return text;
    const lines = text.replace(/\n$/, "").split("\n");
    return tail <= 0 || text === "" ? "" : `${lines.slice(-tail).join("\n")}\n`;
  }

  /** Whether it runs, and how it ended. */
  status(): ProviderStatus {
    const { exitCode, signalCode } = this.#child ?? {};
    if (typeof exitCode === "number") return { state: "ended", exitCode, reason: `it exited with code ${exitCode}` };
    if (typeof signalCode === "string") return { state: "ended", reason: `it was killed by ${signalCode}` };
    return { state: "running" };
  }

  /** Stops it and removes its traces, after a start that is under way has been given up. */
  close(): Promise<void> {
    return this.#closing ??= this.#close();
  }

  async #close(): Promise<void> {
    this.#isClosed = true;
    await this.#starting;
    await this.#stop(this.#timeouts.stopTimeoutMs);
  }

  async #run(): Promise<string> {
    const { port = 0, signal } = this.#start;
    try {
      signal?.throwIfAborted();
      const chosen = port === 0 ? await findPort() : port;
      await this.#spawn(chosen);
      signal?.throwIfAborted();
      return `http://127.0.0.1:${chosen}`;
    } catch (thrown) {
      await this.#stop(0);
      throw thrown;
    }
  }

  async #spawn(port: number): Promise<void> {
    const { provider, runs, program, args, cwd, env, install } = this.#command;
    if (this.#isClosed) throw new StartError(`Cannot start ${runs}: the provider was closed`, {});
    mkdirSync(recordFolder(), { recursive: true, mode: 0o700 });
    const log = openSync(this.#logFile, "w", 0o600);
    const url = `http://127.0.0.1:${port}`;
    try {
      const child = this.#child = spawn(program, [...args(port)], {
        cwd,
        env: { ...env, ...this.#start.envVars } as Record<string, string>,
        detached: true,
        stdio: ["ignore", log, log],
      });
      const spawned = Promise.withResolvers<void>();
      const ended = Promise.withResolvers<void>();
      child.on("error", () => {}); // such as a signal that can't be sent
      child.once("spawn", spawned.resolve).once("error", spawned.reject).once("exit", () => ended.resolve());
      await spawned.promise;
      this.#ended = ended.promise;
      const [pid, owner, createdAt] = [child.pid!, ownerOf(), new Date().toISOString()];
      const place = { url, createdAt, owner, process: ownerOf(pid), isGroup: true, logFile: this.#logFile };
      await writeRecord({ name: this.name, provider, runs, ...place });
    } catch (cause) {
      if ((cause as { code?: string }).code !== "ENOENT") {
        const text = `Cannot start ${runs}: ${hideValues(messageOf(cause), this.#start.envVars ?? {})}`;
        throw new StartError(text, { name: this.name });
      }
      this.#child = undefined;
      throw new ProviderUnavailableError(`Cannot start ${runs}: there is no program ${program}; ${install}`, {
        provider,
      });
    } finally {
      closeSync(log);
    }
  }

  async #assertRunning(): Promise<void> {
    const status = this.status();
    if (status.state === "running") return;
    const logs = await this.#lastLines();
    const text = `Cannot use ${this.#subject}: ${status.reason}; ${showLastLines(logs)}`;
    throw new StartError(text, endData(this.name, logs, status));
  }

  async #lastLines(): Promise<string> {
    return hideValues(await this.logs({ tail: ERROR_LINES }), this.#start.envVars ?? {});
  }

  get #subject(): string {
    return `process ${this.name} of ${this.#command.runs}`;
  }

  /** Ends the whole process group: kindly, and after the grace by force. */
  async #stop(graceMs: number): Promise<void> {
    const pid = this.#child?.pid;
    if (pid !== undefined) {
      if (graceMs > 0 && this.status().state === "running") {
        killTree(pid, "SIGTERM");
        const late = Promise.withResolvers<void>();
        const timer = setTimeout(late.resolve, graceMs);
        await Promise.race([this.#ended, late.promise]);
        clearTimeout(timer);
      }
      killTree(pid, "SIGKILL");
      await this.#ended;
    }
    await removeRecord({ name: this.name, logFile: this.#logFile });
    this.#command.cleanUp?.();
    this.#registration?.[Symbol.dispose]();
    this.#registration = undefined;
  }

  #stopNow(): void {
    if (this.#child?.pid !== undefined) killTree(this.#child.pid, "SIGKILL");
    for (const file of [join(recordFolder(), `${this.name}.json`), this.#logFile]) rmSync(file, { force: true });
    this.#command.cleanUp?.();
  }
}

/** Throws `InvalidOptionError` unless a time limit is a positive number of milliseconds. */
export function assertTimeouts(timeouts: ProcessTimeouts): void {
  for (const [option, value] of Object.entries(timeouts)) {
    if (typeof value === "number" && value > 0) continue;
    throw new InvalidOptionError(`Cannot use option ${option}: ${value} is not a positive number of milliseconds`, {
      option,
    });
  }
}

/** The variables of this process that a program needs to find its caches, certificates and temporary files. */
export function ownVariables(): Record<string, string | undefined> {
  const names = Object.keys(process.env).filter((name) =>
    /^(PATH|HOME|USERPROFILE|SYSTEMROOT|LOCALAPPDATA|TMPDIR|TEMP|TMP|LANG|XDG_CACHE_HOME)$/i.test(name) ||
    /^(DENO_DIR|DENO_TLS_CA_STORE|DENO_CERT|SSL_CERT_FILE|SSL_CERT_DIR|NO_COLOR)$/.test(name)
  );
  return Object.fromEntries(names.map((name) => [name, process.env[name]]));
}
