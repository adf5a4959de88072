import type { AnyContract } from "@openenv/core";
import type { ContainerProvider } from "@openenv/core/provider";
import type { EnvClientOptions } from "../options.ts";
import type { ImageOptions } from "./image_options.ts";
import { createDockerProvider } from "./load_provider.ts";

/** The part of a client that is used here. */
interface Connectable {
  connect(call: { readonly signal?: AbortSignal }): Promise<void>;
}

/** Creates a client for the server of a provider. */
type CreateClient<T> = (url: string, contract: AnyContract | undefined, options: EnvClientOptions) => T;

/** Starts a container and connects a client to it. Stops the container if any of that fails. */
export async function startImage<T extends Connectable>(
  image: string,
  options: ImageOptions,
  createClient: CreateClient<T>,
): Promise<T> {
  const { contract, port, envVars, onProgress, readyTimeoutMs: timeoutMs, signal, connect, ...others } = options;
  const provider: ContainerProvider = options.provider ?? await createDockerProvider();
  try {
    const url = await provider.startContainer(image, { port, envVars, onProgress, signal });
    await provider.waitForReady(url, { timeoutMs, signal });
    const client = createClient(url, contract, { ...others, provider });
    if (connect !== false) await client.connect({ signal });
    return client;
  } catch (thrown) {
    await provider.close();
    throw thrown;
  }
}
