import type { DockerEndpoint } from "../docker/endpoint.ts";
import { DockerEngine, RefusedCall } from "../docker/engine.ts";
import { toStatus, withLines } from "../docker/failures.ts";
import { registryAuth } from "../docker/registry_auth.ts";
import { removeNow } from "../docker/remove_now.ts";
import type { SwarmTask } from "../docker/swarm_client.ts";
import { takeImage, TOKEN, withToken } from "../docker/take_image.ts";
import type { LogOptions, ProviderStatus, StartContainerOptions, WaitOptions } from "../provider.ts";
import { NotReadyError, StartError } from "../provider_errors.ts";
import { hideValues } from "../hide_values.ts";
import { endData, ERROR_LINES } from "../last_lines.ts";
import { nameFor } from "../name_for.ts";
import { Life } from "../supervisor/life.ts";
import { settleUnlessEnding } from "../supervisor/supervisor.ts";
import { waitForReady } from "../wait_for_ready.ts";
import { hasEnded, isRunning, SwarmEngine } from "./swarm_engine.ts";
import { type ResolvedSwarmOptions, toServiceSettings } from "./swarm_options.ts";

/** The parts of a {@linkcode SwarmService}. */
export interface ServiceParts {
  /** The image. */
  readonly image: string;
  /** The options of this start. */
  readonly start: StartContainerOptions;
  /** The options of the provider. */
  readonly options: ResolvedSwarmOptions;
  /** The daemon. */
  readonly endpoint: DockerEndpoint;
}

const POLL_MS = 100;
const REMOVED = "it was removed";
/** How long no node may take a task, in milliseconds: the node of a new swarm is not ready at once. */
const UNPLACED_MS = 5_000;

/** One service, from before its creation to after its removal. */
export class SwarmService {
  /** Its name. */
  readonly name: string;
  readonly #parts: ServiceParts;
  readonly #engine: DockerEngine;
  readonly #swarm: SwarmEngine;
  readonly #life: Life;
  #variables: Readonly<Record<string, string>>;
  /** `true` once all replicas have answered: what ends after that, Swarm starts again. */
  #wasReady = false;
  #unplacedSince: number | undefined;

  /** Names a service; nothing exists yet. */
  constructor(parts: ServiceParts) {
    this.name = nameFor(parts.image);
    this.#parts = parts;
    this.#variables = parts.start.envVars ?? {};
    const { endpoint } = parts;
    this.#engine = new DockerEngine({ endpoint, hide: (text) => hideValues(text, this.#variables) });
    this.#swarm = new SwarmEngine(this.#engine, endpoint);
    const graceMs = parts.options.stopTimeoutMs;
    this.#life = new Life({
      kind: "service",
      remove: () => this.#swarm.remove(this.name, graceMs), // its own settings say how long its containers have
      removeNow: () => removeNow(endpoint, `/services/${this.name}`),
      graceMs,
    });
  }

  /** `true` once nothing of it is left. */
  get isClosed(): boolean {
    return this.#life.isClosed;
  }

  /** The token of the servers in it. */
  get token(): string | undefined {
    return this.#variables[TOKEN];
  }

  /** Creates it; returns the base URL once there is one. A failure leaves nothing behind. */
  start(): Promise<string> {
    const { signal } = this.#parts.start;
    return this.#life.start((signal) => this.#begin(signal), { signal, explain: (thrown) => this.#explain(thrown) });
  }

  /** Waits until all replicas run and answer. */
  waitForReady(baseUrl: string, options: WaitOptions = {}): Promise<void> {
    return settleUnlessEnding(this.#waitForReady(baseUrl, options));
  }

  async #waitForReady(baseUrl: string, { timeoutMs, signal }: WaitOptions): Promise<void> {
    const { replicas, readyTimeoutMs, publishMode } = this.#parts.options;
    const limit = timeoutMs ?? readyTimeoutMs;
    const deadline = performance.now() + limit;
    await this.#until((tasks) => Promise.resolve(tasks.filter(isRunning).length >= replicas), limit, signal);
    const urls = new Set([baseUrl, ...await this.addresses()]);
    const waiting = [...urls].map((url) =>
      waitForReady(url, {
        timeoutMs: Math.max(1, Math.ceil(deadline - performance.now())),
        signal,
        subject: `${this.#subject} at ${url}`,
        token: this.token,
        assertRunning: async () => this.#assertRunning(await this.#swarm.tasks(this.name)),
        describe: async () => ({ name: this.name, logs: await this.#lastLines() }),
      })
    );
    await Promise.all(waiting).catch((thrown) => {
      if (publishMode === "host" || !(thrown instanceof NotReadyError)) throw thrown;
      const hint = 'all replicas run; if Swarm\'s routing mesh does not work there, set publishMode to "host"';
      throw new NotReadyError(`${thrown.message}; ${hint}`, thrown.data, { cause: thrown.cause });
    });
    this.#wasReady = true;
  }

  /** The base URLs: one for all replicas, or one for each that runs. */
  addresses(): Promise<string[]> {
    return this.#swarm.addresses(this.name);
  }

  /** Returns the output of its containers. */
  logs({ tail }: LogOptions = {}): Promise<string> {
    return this.#swarm.logs(this.name, tail);
  }

  /** Whether it runs, and how its containers ended. */
  async status(): Promise<ProviderStatus> {
    const tasks = await this.#swarm.tasks(this.name);
    if (await this.#isGone(tasks)) return { state: "ended", reason: REMOVED };
    const [failed] = failedOf(tasks);
    if (failed === undefined) return { state: "running" };
    const end = await this.#endOf(failed);
    const running = tasks.filter(isRunning).length;
    if (running === 0) return end;
    const { replicas } = this.#parts.options;
    return { state: "running", reason: `${running} of ${replicas} replicas run; of another, ${end.reason}` };
  }

  /** Removes it, after a start that is under way has been given up. */
  close(): Promise<void> {
    return this.#life.close();
  }

  /** Removes it while the thread waits. */
  closeNow(): void {
    this.#life.closeNow();
  }

  get #subject(): string {
    return `service ${this.name} of ${this.#parts.image}`;
  }

  async #begin(signal: AbortSignal): Promise<string> {
    await this.#create(signal);
    let url: string | undefined;
    await this.#until(
      async () => {
        [url] = await this.addresses();
        return url !== undefined;
      },
      this.#parts.options.readyTimeoutMs,
      signal,
    );
    return url!;
  }

  async #create(signal: AbortSignal): Promise<void> {
    const { image, start: { port = 0, onProgress }, options } = this.#parts;
    await this.#swarm.enter(options);
    const labels = await takeImage(this.#engine, image, { pull: "missing", onProgress, signal });
    this.#variables = withToken(this.#variables, labels);
    if (options.overlayNetwork !== undefined) await this.#swarm.createNetwork(options.overlayNetwork);
    signal.throwIfAborted();
    this.#life.mayExist = true;
    const settings = toServiceSettings({ name: this.name, image, port, variables: this.#variables }, options);
    await this.#swarm.create(this.name, settings, registryAuth(image));
  }

  /** Waits until something holds of the tasks, as long as none has ended. */
  async #until(
    holds: (tasks: readonly SwarmTask[]) => Promise<boolean>,
    timeoutMs: number,
    signal: AbortSignal | undefined,
  ): Promise<void> {
    const deadline = performance.now() + timeoutMs;
    for (;;) {
      signal?.throwIfAborted();
      const tasks = await this.#swarm.tasks(this.name);
      await this.#assertRunning(tasks);
      if (await holds(tasks)) return;
      if (performance.now() > deadline) {
        const [waiting] = tasks.filter((task) => !isRunning(task) && !hasEnded(task));
        const { replicas } = this.#parts.options;
        const counted = `${tasks.filter(isRunning).length} of ${replicas} replicas ran after ${timeoutMs} ms`;
        const state = waiting === undefined ? "" : `, another is ${waiting.Status.State}`;
        const data = { name: this.name, logs: await this.#lastLines(), timeout_ms: timeoutMs };
        throw new NotReadyError(`Cannot use ${this.#subject}: ${counted}${state}`, data);
      }
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
  }

  /** Throws once a replica has ended, or no node takes one. */
  async #assertRunning(tasks: readonly SwarmTask[]): Promise<void> {
    if (await this.#isGone(tasks)) throw new StartError(`Cannot use ${this.#subject}: ${REMOVED}`, { name: this.name });
    this.#assertPlaced(tasks);
    const [failed] = this.#wasReady ? [] : failedOf(tasks);
    if (failed === undefined) return;
    const end = await this.#endOf(failed);
    const logs = hideValues(await this.#swarm.logsOfTask(failed.ID, ERROR_LINES), this.#variables);
    const text = `Cannot use ${this.#subject}: replica ${failed.Slot} failed: ${end.reason}`;
    throw new StartError(withLines(text, logs, this.#parts.options), endData(this.name, logs, end));
  }

  /** A new service has no tasks either, for a moment. */
  async #isGone(tasks: readonly SwarmTask[]): Promise<boolean> {
    return tasks.length === 0 && await this.#swarm.inspect(this.name) === undefined;
  }

  #assertPlaced(tasks: readonly SwarmTask[]): void {
    const unplaced = tasks.find(({ Status }) => Status.State === "pending" && Status.Err !== undefined);
    this.#unplacedSince = unplaced === undefined ? undefined : this.#unplacedSince ?? performance.now();
    if (this.#unplacedSince === undefined || performance.now() - this.#unplacedSince < UNPLACED_MS) return;
    const text = `Cannot use ${this.#subject}: no node takes replica ${unplaced!.Slot}: ${unplaced!.Status.Err}`;
    throw new StartError(text, { name: this.name });
  }

  /** How a task ended. Only the daemon's own node knows more than the exit code. */
  async #endOf({ Status: { ContainerStatus, Err } }: SwarmTask): Promise<ProviderStatus> {
    const { ContainerID: id = "", ExitCode: exitCode = 0 } = ContainerStatus ?? {};
    const info = id === "" ? undefined : await this.#engine.inspect(id);
    if (info !== undefined && !info.isRunning) return toStatus(info, this.#parts.options);
    const reason = exitCode === 0 && Err ? hideValues(Err, this.#variables) : `it exited with code ${exitCode}`;
    return { state: "ended", ...(id !== "" && { exitCode }), reason };
  }

  /** The end of its log, for an error. */
  async #lastLines(): Promise<string> {
    return hideValues(await this.logs({ tail: ERROR_LINES }), this.#variables);
  }

  /** Says what the daemon refused. */
  #explain(thrown: unknown): unknown {
    if (!(thrown instanceof RefusedCall)) return thrown;
    return new StartError(`Cannot start ${this.#subject}: ${thrown.reason}`, { name: this.name });
  }
}

/** The last task of each slot where none runs, if it has ended; a new one may be about to start there. */
function failedOf(newestFirst: readonly SwarmTask[]): SwarmTask[] {
  return [...Map.groupBy(newestFirst, ({ Slot }) => Slot).values()].flatMap((tasks) =>
    tasks.some(isRunning) ? [] : tasks.find(hasEnded) ?? []
  );
}
