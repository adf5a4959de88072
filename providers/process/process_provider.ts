import { InvalidOptionError } from "@openenv/core/errors";
import { randomBytes } from "node:crypto";
import process from "node:process";
import { fileURLToPath } from "node:url";
import type { LogOptions, ProviderStatus, RuntimeProvider, StartOptions, WaitOptions } from "../provider.ts";
import { StartError } from "../provider_errors.ts";
import {
  assertTimeouts,
  ownVariables,
  type ProcessTimeouts,
  type ServerCommand,
  ServerProcess,
} from "./server_process.ts";

/**
 * Permissions of a program, by Deno's names: `true` for all of a kind, a list for some, nothing for none. `"all"`
 * restricts nothing.
 */
export type ProgramPermissions = "all" | Readonly<Record<string, boolean | readonly string[] | undefined>>;

/** Options for {@linkcode ProcessProvider}: what it runs, which is an `entry` or a `binary`. */
export interface ProcessProviderOptions {
  /**
   * A module that `deno run` starts, such as the `main.ts` of a package: a path, a `file:` URL or a `jsr:` specifier. It
   * takes `--host` and `--port`, as `serveMain` does.
   */
  readonly entry?: string | URL;
  /** The path of a program that takes `--host` and `--port`, such as one that `openenv compile` has written. */
  readonly binary?: string;
  /**
   * What the module of `entry` may do, besides listening on its port and reading the variables that it is given. A
   * binary has its own. Default: nothing.
   */
  readonly permissions?: ProgramPermissions;
  /** More flags of `deno run`, such as `--config`. Default: none. */
  readonly flags?: readonly string[];
  /** More arguments of the program. Default: none. */
  readonly args?: readonly string[];
  /** What runs, for `openenv ps` and messages. Default: the entry or the binary. */
  readonly label?: string;
  /** The `deno` program. Default: the one that runs this, or else the one on the `PATH`. */
  readonly deno?: string;
  /** How long `waitForReady` waits by default, in milliseconds. Default: 60,000, since a first start fetches packages. */
  readonly readyTimeoutMs?: number;
  /** How long the server may take to end, in milliseconds; then it is killed. Default: 10,000. */
  readonly stopTimeoutMs?: number;
}

const TOKEN = "OPENENV_TOKEN";
/** The variables that our servers read. */
const SERVER_VARIABLES = [TOKEN, "OPENENV_AGENT_TOKEN", "OPENENV_MODE"];

/**
 * Runs the server of an environment in a process of its own: a `deno` program with declared permissions, or a binary. It
 * listens on loopback, and its `OPENENV_TOKEN` is random unless the start gives one.
 *
 * The process gets the variables of the start, and of this process only those that say where caches and certificates are.
 *
 * @example
 * ```ts
 * import { ProcessProvider } from "@openenv/providers";
 * import assert from "node:assert/strict";
 *
 * await using provider = new ProcessProvider({ entry: "./main.ts", permissions: { read: ["data"] } });
 * assert.deepEqual(await provider.status(), { state: "idle" });
 * // const url = await provider.start();
 * ```
 */
export class ProcessProvider implements RuntimeProvider {
  readonly #options: ProcessProviderOptions;
  readonly #timeouts: ProcessTimeouts;
  #process: ServerProcess | undefined;
  #token: string | undefined;

  /**
   * Creates a provider. Nothing runs yet.
   *
   * @param options What to run, and what it may do.
   * @throws `InvalidOptionError` for an option that can't be used.
   */
  constructor(options: ProcessProviderOptions) {
    const { entry, binary, permissions, readyTimeoutMs = 60_000, stopTimeoutMs = 10_000 } = options;
    if ((entry === undefined) === (binary === undefined)) {
      throw new InvalidOptionError("Cannot use option entry: give either an entry or a binary", { option: "entry" });
    }
    if (binary !== undefined && permissions !== undefined) {
      const text = "Cannot use option permissions: a binary has its own";
      throw new InvalidOptionError(text, { option: "permissions" });
    }
    this.#options = options;
    this.#timeouts = { readyTimeoutMs, stopTimeoutMs };
    assertTimeouts(this.#timeouts);
  }

  /** The name of the process; `undefined` while nothing runs. */
  get name(): string | undefined {
    return this.#process?.name;
  }

  /** The token of the server; `undefined` while nothing runs. */
  get token(): string | undefined {
    return this.#process === undefined ? undefined : this.#token;
  }

  /** Starts the server; see {@linkcode RuntimeProvider.start}. */
  async start(options: StartOptions = {}): Promise<string> {
    if (this.#process !== undefined) {
      const text = `Cannot start process: this provider runs ${this.name}; close it first, or use another provider`;
      throw new StartError(text, { name: this.name });
    }
    const token = options.envVars?.[TOKEN] ?? randomBytes(32).toString("base64url");
    const envVars = { ...options.envVars, [TOKEN]: token };
    const started = new ServerProcess(this.#command(envVars), { ...options, envVars }, this.#timeouts);
    this.#process = started;
    this.#token = token;
    try {
      return await started.start();
    } catch (thrown) {
      this.#process = undefined;
      throw thrown;
    }
  }

  /** Waits until the server answers; see {@linkcode RuntimeProvider.waitForReady}. */
  async waitForReady(baseUrl: string, options: WaitOptions = {}): Promise<void> {
    if (this.#process === undefined) {
      throw new StartError("Cannot wait for process: this provider has started none", {});
    }
    await this.#process.waitForReady(baseUrl, options, this.#token);
  }

  /** What the server has printed; empty if nothing runs. */
  async logs(options?: LogOptions): Promise<string> {
    return await this.#process?.logs(options) ?? "";
  }

  /** Whether the server runs, and how it ended. */
  status(): Promise<ProviderStatus> {
    return Promise.resolve(this.#process?.status() ?? { state: "idle" });
  }

  /** Stops the server and its children. */
  async close(): Promise<void> {
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

  #command(envVars: Readonly<Record<string, string>>): ServerCommand {
    const { entry, binary, permissions = {}, flags = [], args = [], label, deno = ownDeno() } = this.#options;
    const listen = (port: number) => [...args, "--host", "127.0.0.1", "--port", String(port)];
    const common = {
      provider: "process",
      env: { ...ownVariables(), NO_COLOR: "1" },
      runs: label ?? String(entry ?? binary),
    } as const;
    if (binary !== undefined) {
      return { ...common, program: binary, args: listen, install: "give the path of a program" };
    }
    const module = toPath(entry!);
    return {
      ...common,
      program: deno,
      args: (port) => [
        ...["run", "--quiet", "--no-prompt"],
        ...toFlags(permissions, `127.0.0.1:${port}`, [...SERVER_VARIABLES, ...Object.keys(envVars)]),
        ...flags,
        module,
        ...listen(port),
      ],
      install: "install Deno, or set the option deno",
    };
  }
}

/** Writes permissions as flags, and adds those that a server needs. */
function toFlags(permissions: ProgramPermissions, address: string, variables: readonly string[]): string[] {
  if (permissions === "all") return ["--allow-all"];
  const add = (given: boolean | readonly string[] | undefined, more: readonly string[]) =>
    given === true ? true : [...new Set([...(given || []), ...more])];
  const all = { ...permissions, net: add(permissions.net, [address]), env: add(permissions.env, variables) };
  return Object.entries(all).flatMap(([kind, allowed]) => {
    if (allowed === true) return [`--allow-${kind}`];
    return allowed === undefined || allowed === false || allowed.length === 0 ? [] : [`--allow-${kind}=${allowed}`];
  });
}

function toPath(entry: string | URL): string {
  const text = String(entry);
  return text.startsWith("file:") ? fileURLToPath(text) : text;
}

function ownDeno(): string {
  return "deno" in process.versions ? process.execPath : "deno";
}
