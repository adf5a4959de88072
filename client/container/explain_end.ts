import { ConnectionClosedError, ConnectionFailedError, type OpenEnvError } from "@openenv/core/errors";
import type { Provider, ProviderStatus } from "@openenv/core/provider";

/** How long a lost connection may be ahead of the news why, in milliseconds. */
const NEWS_MS = 1_000;
const POLL_MS = 50;

/** Adds to the error of a lost connection how the provider's server ended, if it did. */
export async function explainEnd<T>(provider: Provider, call: Promise<T>): Promise<T> {
  try {
    return await call;
  } catch (thrown) {
    const name = provider.name;
    if (!isLost(thrown) || name === undefined) throw thrown;
    const { state, reason = "for no known reason" } = await endOf(provider);
    throw state === "ended" ? withReason(thrown, `${name} has ended: ${reason}`) : thrown;
  }
}

/** `true` if the connection was cut, not closed by the server. */
function isLost(thrown: unknown): thrown is OpenEnvError {
  if (thrown instanceof ConnectionClosedError) return ![1000, 1001].includes(thrown.data.close_code);
  return thrown instanceof ConnectionFailedError;
}

/** The status, once it tells the end, or after a while. */
async function endOf(provider: Provider): Promise<ProviderStatus> {
  for (let left = NEWS_MS / POLL_MS;; left--) {
    // A provider that can't tell, as without its daemon, explains nothing.
    const status = await provider.status().catch((): ProviderStatus => ({ state: "idle" }));
    if (status.state !== "running" || left === 0) return status;
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

function withReason(error: OpenEnvError, reason: string): OpenEnvError {
  const message = `${error.message}; ${reason}`;
  return error instanceof ConnectionClosedError
    ? new ConnectionClosedError(message, error.data, { cause: error })
    : new ConnectionFailedError(message, (error as ConnectionFailedError).data, { cause: error });
}
