import type { World } from "../worlds.ts";
import type { LoadSession, Slice } from "./slice.ts";

/** A session over a WebSocket and nothing else: JSON both ways, and the next step from the handler of the last reply. */
export class RawSession implements LoadSession {
  readonly #socket: WebSocket;
  readonly #action: World["action"];

  /** Takes over a socket that is open. */
  constructor(socket: WebSocket, action: World["action"]) {
    this.#socket = socket;
    this.#action = action;
  }

  /** Connects to a server and begins an episode. */
  static async open(url: string, { action }: World): Promise<RawSession> {
    const socket = new WebSocket(`${url.replace("http", "ws")}/ws`);
    await new Promise<void>((resolve, reject) => {
      socket.onopen = () => resolve();
      socket.onerror = (event) => reject(new Error(`Cannot connect to ${url}: ${(event as ErrorEvent).message}`));
    });
    const session = new RawSession(socket, action);
    await session.exchange({ type: "reset", data: {} });
    return session;
  }

  /** Sends one message and resolves with the text of its reply. */
  exchange(message: unknown): Promise<string> {
    return new Promise((resolve, reject) => {
      this.#socket.onmessage = ({ data }) => resolve(data);
      this.#socket.onclose = ({ code }) => reject(new Error(`Cannot go on: the server closed with code ${code}`));
      this.#socket.send(JSON.stringify(message));
    });
  }

  /** Takes one step and resolves with the text of its reply. */
  step(): Promise<string> {
    return this.exchange({ type: "step", data: this.#action });
  }

  run(slice: Slice): Promise<number> {
    const socket = this.#socket;
    const data = this.#action;
    let steps = 0;
    return new Promise((resolve, reject) => {
      socket.onclose = ({ code }) => reject(new Error(`Cannot go on: the server closed with code ${code}`));
      socket.onmessage = (event) => {
        const reply = JSON.parse(event.data);
        if (reply.type !== "observation") return reject(new Error(`Cannot go on: the server sent ${event.data}`));
        steps++;
        if (slice.running) socket.send(JSON.stringify({ type: "step", data }));
        else resolve(steps);
      };
      socket.send(JSON.stringify({ type: "step", data }));
    });
  }

  close(): Promise<void> {
    return new Promise((resolve) => {
      this.#socket.onclose = () => resolve();
      this.#socket.close(1000);
    });
  }
}
