import { InvalidOptionError } from "@openenv/core/errors";
import type { ContainerProvider, LogOptions, ProviderStatus, StartContainerOptions, WaitOptions } from "../provider.ts";
import { StartError } from "../provider_errors.ts";
import { assertImage, assertStartOptions } from "../start_options.ts";
import { DockerContainer } from "./docker_container.ts";
import { type LocalDockerOptions, type ResolvedDockerOptions, resolveDockerOptions } from "./docker_options.ts";
import { type DockerEndpoint, findEndpoint } from "./endpoint.ts";

/**
 * Runs an image with Docker: a container on a free port of this machine, with limits, a read-only root, no capabilities
 * and no new privileges, unless the options say otherwise.
 *
 * An image with the label `org.openenv.runtime=deno` gets a random `OPENENV_TOKEN`, which `token` has for the client.
 *
 * @example
 * ```ts
 * import { LocalDockerProvider } from "@openenv/providers";
 * import assert from "node:assert/strict";
 *
 * await using provider = new LocalDockerProvider({ memoryBytes: 512 * 1024 ** 2 });
 * assert.deepEqual(await provider.status(), { state: "idle" });
 * // const url = await provider.startContainer("echo-env:latest");
 * ```
 */
export class LocalDockerProvider implements ContainerProvider {
  readonly #options: ResolvedDockerOptions;
  readonly #endpoint: DockerEndpoint;
  #last: DockerContainer | undefined;

  /**
   * Creates a provider. It does not ask the daemon yet.
   *
   * @param options The daemon, and what a container may do.
   * @throws `InvalidOptionError` for an option that can't be used.
   */
  constructor(options: LocalDockerOptions = {}) {
    this.#options = resolveDockerOptions(options);
    this.#endpoint = findEndpoint(options.host);
    const { host = "localhost" } = this.#endpoint;
    if (isLoopback(this.#options.hostIp) && !isLoopback(host)) {
      const text =
        `Cannot use option hostIp: Docker runs on ${host}, whose ${this.#options.hostIp} cannot be reached ` +
        "from here; set it to an address of that machine";
      throw new InvalidOptionError(text, { option: "hostIp" });
    }
  }

  /** The container's name; `undefined` while there is none. */
  get name(): string | undefined {
    return this.#container?.name;
  }

  /** The token of the server in the container; `undefined` if it has none. */
  get token(): string | undefined {
    return this.#container?.token;
  }

  /** Starts a container; see {@linkcode ContainerProvider.startContainer}. */
  async startContainer(image: string, options: StartContainerOptions = {}): Promise<string> {
    assertStartOptions(options);
    assertImage(image);
    if (this.#container !== undefined) {
      const text = `Cannot start ${image}: this provider runs ${this.name}; close it first, or use another provider`;
      throw new StartError(text, { name: this.name });
    }
    const parts = { image, start: options, options: this.#options, endpoint: this.#endpoint };
    return await (this.#last = new DockerContainer(parts)).start();
  }

  /** Waits until the server in the container answers; see {@linkcode ContainerProvider.waitForReady}. */
  async waitForReady(baseUrl: string, options?: WaitOptions): Promise<void> {
    if (this.#container === undefined) {
      throw new StartError("Cannot wait for container: this provider has started none", {});
    }
    await this.#container.waitForReady(baseUrl, options);
  }

  /** What the container has printed; empty if there is none. */
  async logs(options?: LogOptions): Promise<string> {
    return await this.#container?.logs(options) ?? "";
  }

  /** Whether the container runs, and how it ended. */
  async status(): Promise<ProviderStatus> {
    return await this.#container?.status() ?? { state: "idle" };
  }

  /** Stops the container and removes it. */
  async close(): Promise<void> {
    await this.#container?.close();
  }

  /** Stops the container and removes it while the thread waits. */
  closeNow(): void {
    this.#container?.closeNow();
  }

  /** The same as `close`. */
  stopContainer(): Promise<void> {
    return this.close();
  }

  /** Stops the container at the end of an `await using` block. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** The container, unless it is gone: the end of the process may have been near. */
  get #container(): DockerContainer | undefined {
    return this.#last?.isClosed === false ? this.#last : undefined;
  }
}

function isLoopback(host: string): boolean {
  return /^(localhost|127\..*|::1|\[::1\])$/.test(host);
}
