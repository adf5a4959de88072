import { type DockerEndpoint, findEndpoint } from "../docker/endpoint.ts";
import type { ContainerProvider, LogOptions, ProviderStatus, StartContainerOptions, WaitOptions } from "../provider.ts";
import { StartError } from "../provider_errors.ts";
import { assertImage, assertStartOptions } from "../start_options.ts";
import { type DockerSwarmOptions, type ResolvedSwarmOptions, resolveSwarmOptions } from "./swarm_options.ts";
import { SwarmService } from "./swarm_service.ts";

/**
 * Runs an image as a service of Docker Swarm: several containers, which Swarm spreads over its nodes and starts again when
 * they end. They get as little as those of `LocalDockerProvider`.
 *
 * @example
 * ```ts
 * import { DockerSwarmProvider } from "@openenv/providers";
 * import assert from "node:assert/strict";
 *
 * await using provider = new DockerSwarmProvider({ replicas: 3, publishMode: "host" });
 * assert.deepEqual(await provider.status(), { state: "idle" });
 * // const url = await provider.startContainer("echo-env:latest");
 * ```
 */
export class DockerSwarmProvider implements ContainerProvider {
  readonly #options: ResolvedSwarmOptions;
  readonly #endpoint: DockerEndpoint;
  #last: SwarmService | undefined;

  /**
   * Creates a provider. It does not ask the daemon yet.
   *
   * @param options The daemon, the replicas, and what each may do.
   * @throws `InvalidOptionError` for an option that can't be used.
   */
  constructor(options: DockerSwarmOptions = {}) {
    this.#options = resolveSwarmOptions(options);
    this.#endpoint = findEndpoint(options.host);
  }

  /** The service's name; `undefined` while there is none. */
  get name(): string | undefined {
    return this.#service?.name;
  }

  /** The token of the servers; `undefined` if they have none. */
  get token(): string | undefined {
    return this.#service?.token;
  }

  /** Creates a service; see {@linkcode ContainerProvider.startContainer}. The URL is the first of `addresses`. */
  async startContainer(image: string, options: StartContainerOptions = {}): Promise<string> {
    assertStartOptions(options);
    assertImage(image);
    if (this.#service !== undefined) {
      const text = `Cannot start ${image}: this provider runs ${this.name}; close it first, or use another provider`;
      throw new StartError(text, { name: this.name });
    }
    const parts = { image, start: options, options: this.#options, endpoint: this.#endpoint };
    return await (this.#last = new SwarmService(parts)).start();
  }

  /** Waits until all replicas run and answer; see {@linkcode ContainerProvider.waitForReady}. */
  async waitForReady(baseUrl: string, options?: WaitOptions): Promise<void> {
    if (this.#service === undefined) {
      throw new StartError("Cannot wait for service: this provider has started none", {});
    }
    await this.#service.waitForReady(baseUrl, options);
  }

  /** The base URLs of the servers: one of each running replica in `host` mode, one for all of them otherwise. */
  async addresses(): Promise<string[]> {
    return await this.#service?.addresses() ?? [];
  }

  /** Returns the output of all replicas; empty if there is none. */
  async logs(options?: LogOptions): Promise<string> {
    return await this.#service?.logs(options) ?? "";
  }

  /** Whether the service runs. It has ended if none of its replicas does; the reason tells of one that ended. */
  async status(): Promise<ProviderStatus> {
    return await this.#service?.status() ?? { state: "idle" };
  }

  /** Removes the service, and waits until its containers are gone. */
  async close(): Promise<void> {
    await this.#service?.close();
  }

  /** Removes the service while the thread waits; its containers go soon after. */
  closeNow(): void {
    this.#service?.closeNow();
  }

  /** The same as `close`. */
  stopContainer(): Promise<void> {
    return this.close();
  }

  /** Removes the service at the end of an `await using` block. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** The service, unless it is gone: the end of the process may have been near. */
  get #service(): SwarmService | undefined {
    return this.#last?.isClosed === false ? this.#last : undefined;
  }
}
