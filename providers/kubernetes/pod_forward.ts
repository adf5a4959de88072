import { createServer, type Server, type Socket } from "node:net";
import { Writable } from "node:stream";
import { messageOf } from "@openenv/core/errors";
import { StartError } from "../provider_errors.ts";
import type { Cluster, ForwardSocket } from "./cluster/cluster.ts";

const HOST = "127.0.0.1";
/** The state of an open WebSocket. */
const OPEN = 1;

/** Where connections lead. */
interface Target {
  readonly cluster: Cluster;
  readonly pod: string;
  readonly port: number;
}

/** A port of this machine whose connections lead to a pod, each by a WebSocket of its own. */
export class PodForward {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly #forwards = new Set<ForwardSocket>();
  #target: Target | undefined;
  #failure: string | undefined;

  private constructor() {
    this.#server = createServer((socket) => void this.#join(socket));
    this.#server.unref(); // a program that has come to its end ends, and the Deployment with it
  }

  /** Listens on a port, 0 for a free one; connections are refused until there is a pod. */
  static listen(port: number): Promise<PodForward> {
    const forward = new PodForward();
    return new Promise((resolve, reject) => {
      forward.#server.once("error", (error: NodeJS.ErrnoException) => {
        const why = error.code === "EADDRINUSE" ? `port ${port} of ${HOST} is taken` : error.message;
        reject(new StartError(`Cannot forward a port to the cluster: ${why}`, {}));
      });
      forward.#server.listen(port, HOST, () => resolve(forward));
    });
  }

  /** The base URL of the server in the pod. */
  get url(): string {
    return `http://${HOST}:${(this.#server.address() as { port: number }).port}`;
  }

  /** Why the last connection broke, with the pod's name; `undefined` if it did not. */
  get failure(): string | undefined {
    return this.#failure;
  }

  /** Sets where connections lead from now on. */
  lead(cluster: Cluster, pod: string, port: number): void {
    this.#target = { cluster, pod, port };
  }

  /** Stops listening, and ends every connection. */
  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    for (const socket of this.#sockets) socket.destroy();
    for (const forward of this.#forwards) forward.terminate();
    await closed;
  }

  async #join(socket: Socket): Promise<void> {
    this.#sockets.add(socket);
    const left = new Promise<void>((resolve) => socket.once("close", () => resolve()));
    socket.on("error", () => {}); // the client is gone, and `close` follows
    socket.setNoDelay(true);
    try {
      if (this.#target !== undefined) await this.#forward(socket, left, this.#target);
    } catch (thrown) {
      // The library throws an event whose other fields have the credentials.
      this.#fail(messageOf((thrown as { readonly message?: string }).message ?? "it could not be opened"));
    } finally {
      socket.destroy();
      this.#sockets.delete(socket);
    }
  }

  async #forward(socket: Socket, left: Promise<void>, { cluster, pod, port }: Target) {
    const errors = new Writable({
      write: (chunk, _encoding, done) => {
        // The first one has only the port's number, which the library takes off.
        if (chunk.length > 0) {
          this.#fail(String(chunk).trim());
          socket.destroy();
        }
        done();
      },
    });
    const forward = await cluster.forward(pod, port, socket, errors);
    this.#forwards.add(forward);
    this.#failure = undefined;
    const closed = new Promise<void>((resolve) => forward.onclose = () => resolve());
    try {
      if (forward.readyState === OPEN) await Promise.race([left, closed]);
      // Data that the server sent before the end still reaches the client.
      if (!socket.destroyed) await new Promise<void>((resolve) => socket.end(resolve));
    } finally {
      forward.close();
      void closed.then(() => this.#forwards.delete(forward));
    }
  }

  #fail(reason: string): void {
    this.#failure = `the port-forward to pod ${this.#target?.pod} broke: ${reason}`;
  }
}
