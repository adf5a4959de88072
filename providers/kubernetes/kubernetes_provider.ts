import type { ContainerProvider, LogOptions, ProviderStatus, StartContainerOptions, WaitOptions } from "../provider.ts";
import { StartError } from "../provider_errors.ts";
import { assertImage, assertStartOptions } from "../start_options.ts";
import {
  type KubernetesOptions,
  type ResolvedKubernetesOptions,
  resolveKubernetesOptions,
} from "./kubernetes_options.ts";
import { Workload } from "./workload.ts";

/**
 * Runs an image in a Kubernetes cluster: a Deployment whose pods may do as little as a server needs, with its environment
 * variables in a Secret, and a Service. One delete of the Deployment removes all of it.
 *
 * Every server gets a random `OPENENV_TOKEN`, which `token` has for the client, unless `envVars` has one.
 */
export class KubernetesProvider implements ContainerProvider {
  readonly #options: ResolvedKubernetesOptions;
  #last: Workload | undefined;

  /**
   * Creates a provider. It reads no kubeconfig yet, and does not ask the API server.
   *
   * @param options The cluster, how to reach the server, and what its pods may do.
   * @throws `InvalidOptionError` for an option that can't be used.
   */
  constructor(options: KubernetesOptions = {}) {
    this.#options = resolveKubernetesOptions(options);
  }

  /** The Deployment's name; `undefined` while there is none. */
  get name(): string | undefined {
    return this.#workload?.name;
  }

  /** The token of the servers; `undefined` while there are none. */
  get token(): string | undefined {
    return this.#workload?.token;
  }

  /**
   * Creates the Deployment, and waits until its pods run; see {@linkcode ContainerProvider.startContainer}. A pod that
   * can't run is an error with the reason; one that no node has room for yet is waited for, and `onProgress` says so.
   */
  async startContainer(image: string, options: StartContainerOptions = {}): Promise<string> {
    assertStartOptions(options);
    assertImage(image);
    if (this.#workload !== undefined) {
      const text = `Cannot start ${image}: this provider runs ${this.name}; close it first, or use another provider`;
      throw new StartError(text, { name: this.name });
    }
    return await (this.#last = new Workload({ image, start: options, options: this.#options })).start();
  }

  /** Waits until all pods are ready, and the server answers; see {@linkcode ContainerProvider.waitForReady}. */
  async waitForReady(baseUrl: string, options?: WaitOptions): Promise<void> {
    if (this.#workload === undefined) {
      throw new StartError("Cannot wait for container: this provider has started none", {});
    }
    await this.#workload.waitForReady(baseUrl, options);
  }

  /**
   * Returns the base URL of each pod, to reach them one by one: a port of this machine with `access: "port-forward"`, the
   * pod's address otherwise.
   */
  async podUrls(): Promise<string[]> {
    return await this.#workload?.podUrls() ?? [];
  }

  /** Returns the output of the servers, one pod after the other; empty if there are none. */
  async logs(options?: LogOptions): Promise<string> {
    return await this.#workload?.logs(options) ?? "";
  }

  /** Whether the pods run that clients of the base URL may have sessions with, and how they ended. */
  async status(): Promise<ProviderStatus> {
    return await this.#workload?.status() ?? { state: "idle" };
  }

  /**
   * Deletes the Deployment and all that belongs to it, and waits until no server of it runs, no longer than
   * `terminationGracePeriodSeconds` and ten seconds more. The cluster then removes what is left of the pods.
   */
  async close(): Promise<void> {
    await this.#workload?.close();
  }

  /** Deletes the Deployment while the thread waits; its pods end a little later. */
  closeNow(): void {
    this.#workload?.closeNow();
  }

  /** The same as `close`. */
  stopContainer(): Promise<void> {
    return this.close();
  }

  /** Deletes the Deployment at the end of an `await using` block. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** The Deployment, unless it is gone. */
  get #workload(): Workload | undefined {
    return this.#last?.isClosed === false ? this.#last : undefined;
  }
}
