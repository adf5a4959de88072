import { requestNow } from "../request_now.ts";
import type { DockerEndpoint } from "./endpoint.ts";

/**
 * Begins to remove a thing of the daemon, such as `/services/name`; the returned function blocks the thread until that is
 * done.
 */
export function removeNow(endpoint: DockerEndpoint, path: string): () => void {
  const { protocol, socketPath, host, port, ca, cert, key } = endpoint;
  const to = socketPath ? { socketPath } : { host, port, ca, cert, key };
  return requestNow({ method: "DELETE", protocol: protocol === "https" ? "https:" : "http:", path, ...to });
}
