import type { V1Pod } from "@kubernetes/client-node";
import { randomBytes } from "node:crypto";
import { ownLabels, PROVIDER_LABEL } from "../docker/labels.ts";
import { TOKEN } from "../docker/take_image.ts";
import type { LogOptions, ProviderStatus, StartContainerOptions, WaitOptions } from "../provider.ts";
import { requestNow } from "../request_now.ts";
import { hideValues } from "../hide_values.ts";
import { nameFor } from "../name_for.ts";
import { Life } from "../supervisor/life.ts";
import { settleUnlessEnding } from "../supervisor/supervisor.ts";
import { waitForReady } from "../wait_for_ready.ts";
import { Access } from "./access.ts";
import { isTurnedDown } from "./cluster/api_errors.ts";
import { Cluster } from "./cluster/cluster.ts";
import type { ResolvedKubernetesOptions } from "./kubernetes_options.ts";
import type { KubernetesObject, ObjectMetadata } from "./objects/kubernetes_object.ts";
import { deploymentOf } from "./objects/deployment.ts";
import { secretOf } from "./objects/secret_object.ts";
import { serviceOf } from "./objects/service.ts";
import type { WorkloadSettings } from "./objects/workload_settings.ts";
import { Pods } from "./pods.ts";

/** The parts of a {@linkcode Workload}. */
export interface WorkloadParts {
  /** The image. */
  readonly image: string;
  /** The options of this start. */
  readonly start: StartContainerOptions;
  /** The options of the provider. */
  readonly options: ResolvedKubernetesOptions;
}

/** How long the end of the servers may take after their grace period, in milliseconds. The cluster goes on by itself. */
const CLOSE_MS = 10_000;

/** One Deployment with its Secret and its Service, from before its creation to after its removal. */
export class Workload {
  /** The name of all three. */
  readonly name: string;
  readonly #parts: WorkloadParts;
  readonly #variables: Readonly<Record<string, string>>;
  readonly #access: Access;
  readonly #life: Life;
  /** Where it is, once the kubeconfig has been read. */
  #place: { readonly cluster: Cluster; readonly pods: Pods } | undefined;

  /** Names a Deployment; nothing exists yet. */
  constructor(parts: WorkloadParts) {
    this.#parts = parts;
    this.#access = new Access(parts.options);
    this.name = parts.options.name ?? nameFor(parts.image).replace(/[^a-z0-9]+/g, "-");
    // A cluster does not tell which server an image has; one that checks no token ignores the variable.
    this.#variables = { [TOKEN]: randomBytes(32).toString("base64url"), ...parts.start.envVars };
    const graceMs = parts.options.terminationGracePeriodSeconds * 1000; // the pods' own, whatever removes them
    const removal = { remove: () => this.#remove(graceMs), removeNow: () => this.#removeNow() };
    this.#life = new Life({ kind: "container", graceMs, ...removal });
  }

  /** `true` once nothing of it is left. */
  get isClosed(): boolean {
    return this.#life.isClosed;
  }

  /** The token of the servers in it. */
  get token(): string | undefined {
    return this.#variables[TOKEN];
  }

  /** Creates it and waits until its pods run; returns the base URL. A failure leaves nothing behind. */
  async start(): Promise<string> {
    try {
      const { signal } = this.#parts.start;
      return await this.#life.start((signal) => this.#begin(signal), { signal, explain: (thrown) => thrown });
    } catch (thrown) {
      await this.#release();
      throw thrown;
    }
  }

  /** Waits until all its pods are ready, and its server answers at the base URL. */
  waitForReady(baseUrl: string, options: WaitOptions = {}): Promise<void> {
    return settleUnlessEnding(this.#waitForReady(baseUrl, options));
  }

  async #waitForReady(baseUrl: string, options: WaitOptions): Promise<void> {
    const { timeoutMs = this.#parts.options.readyTimeoutMs, signal } = options;
    const deadline = performance.now() + timeoutMs;
    await this.#pods?.until(["ready"], { timeoutMs, signal });
    await waitForReady(baseUrl, {
      timeoutMs: Math.max(1, Math.ceil(deadline - performance.now())),
      signal,
      subject: `Deployment ${this.name} of ${this.#parts.image}`,
      token: this.token,
      assertRunning: async () => await this.#pods?.assertRunning(),
      describe: async () => ({ name: this.name, logs: await this.#pods?.lastLines() }),
    });
  }

  /** Returns the base URL of every pod. */
  async podUrls(): Promise<string[]> {
    if (this.#place === undefined) return [];
    const { cluster, pods } = this.#place;
    const urls: string[] = [];
    for (const pod of await pods.living()) urls.push(await this.#access.urlOf(cluster, pod));
    return urls;
  }

  /** Returns the output of its pods, one after the other. */
  async logs({ tail }: LogOptions = {}): Promise<string> {
    return await this.#pods?.logs(tail) ?? "";
  }

  /** Whether the pods run that a client may have a session with, and how they ended. */
  async status(): Promise<ProviderStatus> {
    const { bound, failure } = this.#access;
    const broken: ProviderStatus | undefined = failure === undefined ? undefined : { state: "ended", reason: failure };
    try {
      const status = await this.#pods?.status(bound) ?? { state: "running" };
      return status.state === "running" && broken !== undefined ? broken : status;
    } catch (thrown) {
      if (broken === undefined) throw thrown;
      return broken; // the way to the pod is that to the API server, which does not answer either
    }
  }

  /** Deletes it, after a start that is under way has been given up, and waits until its servers have ended. */
  async close(): Promise<void> {
    try {
      await this.#access.close();
      await this.#life.close();
    } finally {
      await this.#release();
    }
  }

  /** Deletes it while the thread waits. The cluster then ends the pods. */
  closeNow(): void {
    this.#life.closeNow();
    void this.#release();
  }

  get #pods(): Pods | undefined {
    return this.#place?.pods;
  }

  /** Ends the connections to the pods and to the API server. */
  async #release(): Promise<void> {
    await this.#access.close();
    await this.#place?.cluster.disconnect();
  }

  async #remove(graceMs: number): Promise<void> {
    const { cluster } = this.#place!;
    await cluster.deleteDeployment(this.name);
    const signal = AbortSignal.timeout(graceMs + CLOSE_MS);
    for (let look = await cluster.look(this.name); look.pods.some(mayServe) && !signal.aborted;) {
      await look.changed(signal);
      look = await cluster.look(this.name);
    }
  }

  #removeNow(): () => void {
    const { cluster } = this.#place ?? {};
    return this.#life.mayExist && cluster !== undefined ? requestNow(cluster.deletion(this.name)) : () => {};
  }

  async #begin(signal: AbortSignal): Promise<string> {
    const { name } = this;
    const variables = this.#variables;
    const { start: { port = 0, onProgress }, image, options } = this.#parts;
    await this.#access.open(port);
    const cluster = await Cluster.connect({ ...options, hide: (text) => hideValues(text, variables) });
    const pods = new Pods({ cluster, name, image, replicas: options.replicas, variables });
    this.#place = { cluster, pods };
    signal.throwIfAborted();
    await this.#create(cluster, signal);
    const timeoutMs = options.readyTimeoutMs;
    const running = await pods.until(["running", "ready"], { timeoutMs, signal, onProgress });
    return await this.#access.bind(cluster, name, running);
  }

  /** Creates the Deployment without pods, then what it owns, then the pods: whatever exists has an owner. */
  async #create(cluster: Cluster, signal: AbortSignal): Promise<void> {
    const { name } = this;
    const { image, options: { namespace: _, replicas, labels, annotations, ...others } } = this.#parts;
    const settings: WorkloadSettings = {
      ...{ ...others, name, image, secretName: name, envVars: this.#variables, replicas: 0 },
      labels: { ...labels, [PROVIDER_LABEL]: "kubernetes" },
      annotations: { ...annotations, ...ownLabels("kubernetes") },
    };
    this.#life.mayExist = true;
    const uid = await cluster.createDeployment(deploymentOf(settings)).catch((thrown) => {
      this.#life.mayExist = !isTurnedDown(thrown); // if the name is taken, what has it is another's
      throw thrown;
    });
    const ownerReferences = [{ apiVersion: "apps/v1", kind: "Deployment", name, uid }];
    const owned = (object: KubernetesObject): KubernetesObject => {
      return { ...object, metadata: { ...object.metadata, ownerReferences } as ObjectMetadata };
    };
    signal.throwIfAborted();
    await cluster.createSecret(owned(secretOf(settings)));
    await cluster.createService(owned(serviceOf(settings)));
    signal.throwIfAborted();
    await cluster.scale(name, replicas);
  }
}

/** `true` while a pod's server runs, or could still be started. */
function mayServe({ metadata, status }: V1Pod): boolean {
  return metadata?.deletionTimestamp === undefined || status?.containerStatuses?.[0]?.state?.running !== undefined;
}
