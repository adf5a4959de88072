import { ImageNotFoundError, NotReadyError, StartError } from "../provider_errors.ts";
import type { ProviderStatus } from "../provider.ts";
import { hideValues } from "../hide_values.ts";
import { endData, ERROR_LINES, showLastLines } from "../last_lines.ts";
import type { V1Pod } from "@kubernetes/client-node";
import type { Cluster, Look } from "./cluster/cluster.ts";
import { type PodState, podStateOf, refusalOf } from "./pod_state.ts";

/** The pods of one Deployment. */
export interface PodsOf {
  /** The cluster. */
  readonly cluster: Cluster;
  /** The Deployment. */
  readonly name: string;
  /** The image. */
  readonly image: string;
  /** How many pods it has. */
  readonly replicas: number;
  /** The environment variables, whose values no error shows. */
  readonly variables: Readonly<Record<string, string>>;
}

/** A pod that a client may have a session with, and how often its server had been restarted before. */
export interface BoundPod {
  /** Its name. */
  readonly name: string;
  /** How often. */
  readonly restarts: number;
}

/** Options for {@linkcode Pods.until}. */
export interface UntilOptions {
  /** How long, in milliseconds. */
  readonly timeoutMs: number;
  /** Aborts the wait. */
  readonly signal?: AbortSignal;
  /** Called with what a pod waits for, when that changes. */
  readonly onProgress?: (line: string) => void;
}

/** Watches the pods of a Deployment, and says why they don't run. */
export class Pods {
  readonly #of: PodsOf;

  /** Describes pods; nothing is asked yet. */
  constructor(of: PodsOf) {
    this.#of = of;
  }

  /** Waits until all pods are in one of some states; returns them. Throws as soon as one can't get there. */
  async until(wanted: readonly PodState["state"][], { timeoutMs, signal, onProgress }: UntilOptions): Promise<V1Pod[]> {
    const timeout = AbortSignal.timeout(timeoutMs);
    const both = signal === undefined ? timeout : AbortSignal.any([signal, timeout]);
    for (let shown = "";;) {
      signal?.throwIfAborted();
      const look = await this.#look();
      const states = await this.#check(look);
      const behind = states.find(({ state }) => !wanted.includes(state));
      if (behind === undefined && states.length >= this.#of.replicas) return look.pods.filter(isLiving);
      const reason = behind?.reason ?? "its pods have not been created yet";
      if (timeout.aborted) {
        const text = `Cannot use ${this.#subject}: it was not ready within ${timeoutMs} ms (${reason})`;
        throw new NotReadyError(text, { name: this.#of.name, logs: await this.lastLines(), timeout_ms: timeoutMs });
      }
      if (reason !== shown) onProgress?.(shown = reason);
      await look.changed(both);
    }
  }

  /** Throws if a pod has ended, or can't start. */
  async assertRunning(): Promise<void> {
    await this.#check(await this.#look());
  }

  /** Returns the pods that are not being deleted. */
  async living(): Promise<V1Pod[]> {
    return (await this.#look()).pods.filter(isLiving);
  }

  /** Tells whether one of some pods still runs as it did; of all, if there are none. */
  async status(bound: readonly BoundPod[]): Promise<ProviderStatus> {
    const { pods } = await this.#look();
    const of = bound.length > 0 ? bound : pods.map((pod) => ({ name: pod.metadata!.name!, restarts: 0 }));
    const states = of.map((one): PodState => {
      const pod = pods.find(({ metadata }) => metadata!.name === one.name);
      const deleted = { name: one.name, state: "ended", reason: `pod ${one.name} was deleted` } as const;
      return pod === undefined ? deleted : podStateOf(pod, one);
    });
    const [first] = states;
    if (first === undefined || states.some(({ state }) => state !== "ended")) return { state: "running" };
    const { exitCode, outOfMemory, reason } = first;
    return { state: "ended", ...(exitCode !== undefined && { exitCode }), ...(outOfMemory && { outOfMemory }), reason };
  }

  /** Reads what the pods have printed, one after the other. */
  async logs(tailLines?: number): Promise<string> {
    const { pods } = await this.#look();
    const logs = pods.map((pod) => {
      const { name, state, wasRestarted } = podStateOf(pod);
      return this.#of.cluster.podLog(name, { tailLines, previous: state === "ended" && wasRestarted });
    });
    return (await Promise.all(logs)).join("");
  }

  /** Reads the end of the log, for an error. */
  async lastLines(): Promise<string> {
    return hideValues(await this.logs(ERROR_LINES), this.#of.variables);
  }

  get #subject(): string {
    return `Deployment ${this.#of.name} of ${this.#of.image}`;
  }

  #look(): Promise<Look> {
    return this.#of.cluster.look(this.#of.name);
  }

  async #check({ deployment, pods }: Look): Promise<PodState[]> {
    const { name, image } = this.#of;
    if (deployment === undefined) throw new StartError(`Cannot use ${this.#subject}: it was deleted`, { name });
    const refusal = refusalOf(deployment);
    if (refusal !== undefined) {
      throw new StartError(`Cannot use ${this.#subject}: the cluster refuses its pods: ${refusal}`, { name });
    }
    const states = pods.filter(isLiving).map((pod) => podStateOf(pod));
    const bad = states.find(({ state }) => ["no-image", "refused", "ended"].includes(state));
    if (bad === undefined) return states;
    if (bad.state === "no-image") {
      throw new ImageNotFoundError(`Cannot find image ${image}: no node can pull it: ${bad.reason}`, { image });
    }
    const logs = await this.lastLines();
    const text = `Cannot use ${this.#subject}: ${bad.reason}; ${showLastLines(logs)}`;
    throw new StartError(text, endData(name, logs, bad));
  }
}

function isLiving({ metadata }: V1Pod): boolean {
  return metadata?.deletionTimestamp === undefined;
}
