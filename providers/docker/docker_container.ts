import type { LogOptions, ProviderStatus, StartContainerOptions, WaitOptions } from "../provider.ts";
import { StartError } from "../provider_errors.ts";
import { hideValues } from "../hide_values.ts";
import { endData, ERROR_LINES } from "../last_lines.ts";
import { nameFor } from "../name_for.ts";
import { Life } from "../supervisor/life.ts";
import { waitForReady } from "../wait_for_ready.ts";
import { type ResolvedDockerOptions, toContainerOptions } from "./docker_options.ts";
import type { DockerEndpoint } from "./endpoint.ts";
import { DockerEngine, RefusedCall } from "./engine.ts";
import { toStatus, withLines } from "./failures.ts";
import { ownLabels } from "./labels.ts";
import { removeNow } from "./remove_now.ts";
import { takeImage, TOKEN, withToken } from "./take_image.ts";

/** The parts of a {@linkcode DockerContainer}. */
export interface ContainerParts {
  /** The image. */
  readonly image: string;
  /** The options of this start. */
  readonly start: StartContainerOptions;
  /** The options of the provider. */
  readonly options: ResolvedDockerOptions;
  /** The daemon. */
  readonly endpoint: DockerEndpoint;
}

/** One container, from before its creation to after its removal. */
export class DockerContainer {
  /** Its name. */
  readonly name: string;
  readonly #parts: ContainerParts;
  readonly #engine: DockerEngine;
  readonly #life: Life;
  #variables: Readonly<Record<string, string>>;

  /** Names a container; nothing exists yet. */
  constructor(parts: ContainerParts) {
    this.name = nameFor(parts.image);
    this.#parts = parts;
    this.#variables = parts.start.envVars ?? {};
    this.#engine = new DockerEngine({ endpoint: parts.endpoint, hide: (text) => hideValues(text, this.#variables) });
    this.#life = new Life({
      kind: "container",
      remove: (graceMs) => this.#engine.remove(this.name, graceMs),
      removeNow: () => removeNow(parts.endpoint, `/containers/${this.name}?force=1&v=1`),
      graceMs: parts.options.stopTimeoutMs,
    });
  }

  /** `true` once nothing of it is left. */
  get isClosed(): boolean {
    return this.#life.isClosed;
  }

  /** The token of the server in it. */
  get token(): string | undefined {
    return this.#variables[TOKEN];
  }

  /** Creates and starts it; returns the base URL. A failure leaves nothing behind. */
  start(): Promise<string> {
    const { signal } = this.#parts.start;
    return this.#life.start((signal) => this.#begin(signal), { signal, explain: (thrown) => this.#explain(thrown) });
  }

  /** Waits until its server answers. */
  waitForReady(baseUrl: string, { timeoutMs, signal }: WaitOptions = {}): Promise<void> {
    return waitForReady(baseUrl, {
      timeoutMs: timeoutMs ?? this.#parts.options.readyTimeoutMs,
      signal,
      subject: this.#subject,
      token: this.token,
      assertRunning: () => this.#assertRunning(),
      describe: async () => ({ name: this.name, logs: await this.#lastLines() }),
    });
  }

  /** Returns its output. */
  logs({ tail }: LogOptions = {}): Promise<string> {
    return this.#engine.logs(this.name, tail);
  }

  /** Whether it runs, and how it ended. */
  async status(): Promise<ProviderStatus> {
    return toStatus(await this.#engine.inspect(this.name), this.#parts.options);
  }

  /** Stops and removes it, after a start that is under way has been given up. */
  close(): Promise<void> {
    return this.#life.close();
  }

  /** Removes it while the thread waits. */
  closeNow(): void {
    this.#life.closeNow();
  }

  /** The end of its log, for an error. */
  async #lastLines(): Promise<string> {
    return hideValues(await this.logs({ tail: ERROR_LINES }), this.#variables);
  }

  get #subject(): string {
    return `container ${this.name} of ${this.#parts.image}`;
  }

  async #begin(signal: AbortSignal): Promise<string> {
    const { image, start: { port = 0, onProgress }, options } = this.#parts;
    const { name } = this;
    const found = await takeImage(this.#engine, image, { pull: options.pull, onProgress, signal });
    this.#variables = withToken(this.#variables, found);
    signal.throwIfAborted();
    const settings = { name, image, port, variables: this.#variables, labels: ownLabels("docker") };
    this.#life.mayExist = true;
    await this.#engine.create(toContainerOptions(settings, options));
    signal.throwIfAborted();
    await this.#engine.start(name);
    signal.throwIfAborted();
    return await this.#baseUrl();
  }

  async #baseUrl(): Promise<string> {
    await this.#assertRunning();
    const { published } = (await this.#engine.inspect(this.name)) ?? {};
    if (published === undefined) {
      const text = `Cannot start ${this.#subject}: network ${this.#parts.options.network} publishes no port`;
      throw new StartError(text, { name: this.name });
    }
    const { address, port } = published;
    const host = /^(0\.0\.0\.0|::|)$/.test(address) ? this.#parts.endpoint.host ?? "127.0.0.1" : address;
    return `http://${host.includes(":") ? `[${host}]` : host}:${port}`;
  }

  async #assertRunning(): Promise<void> {
    const status = await this.status();
    if (status.state === "running") return;
    const logs = await this.#lastLines();
    const text = withLines(`Cannot use ${this.#subject}: ${status.reason}`, logs, this.#parts.options);
    throw new StartError(text, endData(this.name, logs, status));
  }

  /** Says why a start failed. */
  async #explain(thrown: unknown): Promise<unknown> {
    if (!(thrown instanceof RefusedCall)) return thrown;
    const { start: { port }, options: { hostIp } } = this.#parts;
    const isTaken = /port is already allocated|address already in use/i.test(thrown.reason);
    const reason = isTaken ? `port ${port} of ${hostIp} is taken` : thrown.reason;
    const logs = await this.#lastLines();
    return new StartError(`Cannot start ${this.#subject}: ${reason}`, { name: this.name, logs });
  }
}
