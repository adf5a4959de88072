import { Worker } from "node:worker_threads";
import type { DockerEndpoint } from "./endpoint.ts";

/** How long to wait for the daemon when the process exits, in milliseconds. */
const WAIT_MS = 10_000;

/** Runs in a worker: the thread that exits has no event loop any more. */
const REMOVE = `
const { workerData: { endpoint, path, done } } = require("node:worker_threads");
const { protocol, socketPath, host, port, ca, cert, key } = endpoint;
const http = require(protocol === "https" ? "node:https" : "node:http");
const finish = () => { Atomics.store(done, 0, 1); Atomics.notify(done, 0); };
const request = http.request({ method: "DELETE", path, ...(socketPath ? { socketPath } : { host, port, ca, cert, key }) });
request.on("response", (response) => response.resume().on("end", finish)).on("error", finish).end();
`;

/**
 * Begins to remove a thing of the daemon, such as `/services/name`; the returned function blocks the thread until that is
 * done.
 */
export function removeNow(endpoint: DockerEndpoint, path: string): () => void {
  const done = new Int32Array(new SharedArrayBuffer(4));
  const worker = new Worker(REMOVE, { eval: true, workerData: { endpoint, path, done } });
  worker.unref();
  return () => void Atomics.wait(done, 0, 0, WAIT_MS);
}
