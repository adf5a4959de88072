import type { RequestOptions } from "node:https";
import { Worker } from "node:worker_threads";

/** How long to wait for the answer when the process exits, in milliseconds. */
const WAIT_MS = 10_000;

/** Runs in a worker: the thread that exits has no event loop any more. */
const REQUEST = `
const { workerData: { options, done } } = require("node:worker_threads");
const http = require(options.protocol === "http:" ? "node:http" : "node:https");
const finish = () => { Atomics.store(done, 0, 1); Atomics.notify(done, 0); };
const request = http.request(options);
request.on("response", (response) => response.resume().on("end", finish)).on("error", finish).end();
`;

/** Begins a request; the returned function blocks the thread until it is answered. */
export function requestNow(options: RequestOptions): () => void {
  const done = new Int32Array(new SharedArrayBuffer(4));
  const worker = new Worker(REQUEST, { eval: true, workerData: { options, done } });
  worker.unref();
  return () => void Atomics.wait(done, 0, 0, WAIT_MS);
}
