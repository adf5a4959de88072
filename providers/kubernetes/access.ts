import type { V1Pod } from "@kubernetes/client-node";
import type { Cluster } from "./cluster/cluster.ts";
import { isInCluster } from "./cluster/load_kubeconfig.ts";
import type { ResolvedKubernetesOptions } from "./kubernetes_options.ts";
import { WORKLOAD_PORT } from "./objects/workload_settings.ts";
import { PodForward } from "./pod_forward.ts";
import type { BoundPod } from "./pods.ts";

/** The way from this process to the servers of one Deployment. */
export class Access {
  readonly #way: NonNullable<ResolvedKubernetesOptions["access"]>;
  /** By the pod's name; the first one is made before there is a pod, because its port may be taken. */
  readonly #forwards = new Map<string, PodForward>();
  #first: PodForward | undefined;
  #bound: readonly BoundPod[] = [];

  /** Chooses a way; opens nothing. */
  constructor({ access }: ResolvedKubernetesOptions) {
    this.#way = access ?? (isInCluster() ? "service" : "port-forward");
  }

  /** The pods that clients of the base URL may have sessions with. */
  get bound(): readonly BoundPod[] {
    return this.#bound;
  }

  /** Why the forward at the base URL broke; `undefined` if it did not. */
  get failure(): string | undefined {
    return this.#first?.failure;
  }

  /** Listens on the port of this machine, if the way needs one. */
  async open(port: number): Promise<void> {
    if (this.#way === "port-forward") this.#first = await PodForward.listen(port);
  }

  /** Returns the base URL, once there are pods. */
  async bind(cluster: Cluster, name: string, pods: readonly V1Pod[]): Promise<string> {
    const way = this.#way;
    const byPod = way === "port-forward" || way === "pod";
    this.#bound = pods.slice(0, byPod ? 1 : undefined).map(({ metadata, status }) => {
      return { name: metadata!.name!, restarts: status?.containerStatuses?.[0]?.restartCount ?? 0 };
    });
    if (byPod) return await this.urlOf(cluster, pods[0]!);
    return way === "service" ? `http://${name}.${cluster.namespace}.svc:${WORKLOAD_PORT}` : way.url;
  }

  /** Returns the base URL of one pod. */
  async urlOf(cluster: Cluster, { metadata, status }: V1Pod): Promise<string> {
    const name = metadata!.name!;
    if (this.#way !== "port-forward") {
      const ip = status?.podIP ?? "";
      return `http://${ip.includes(":") ? `[${ip}]` : ip}:${WORKLOAD_PORT}`;
    }
    const isFirst = this.#forwards.size === 0;
    const forward = this.#forwards.get(name) ?? (isFirst ? this.#first : undefined) ?? await PodForward.listen(0);
    this.#forwards.set(name, forward);
    forward.lead(cluster, name, WORKLOAD_PORT);
    return forward.url;
  }

  /** Ends every forward. */
  async close(): Promise<void> {
    const forwards = new Set([this.#first, ...this.#forwards.values()]);
    this.#first = undefined;
    this.#forwards.clear();
    await Promise.all([...forwards].map((forward) => forward?.close()));
  }
}
