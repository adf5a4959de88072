/**
 * Plays the recorded exchanges about one session against a live server.
 *
 * @module
 */

import type { ServerKind } from "./compare_json_text.ts";
import { compareVector, expectedAnswer } from "./compare_vector.ts";
import { RawSocket } from "./raw_socket.ts";
import { closeSession, postMcp } from "./run_http_vectors.ts";
import type { SessionVector } from "./session_vectors.ts";
import type { Answer, Received, WsVector } from "./ws_vector.ts";

const EVENTUALLY_MS = 60_000;

/** Options of {@linkcode runSessionVectors}. */
export interface RunSessionOptions {
  /** Whose server it is. */
  readonly server: ServerKind;
}

/** Plays rows in order; returns one text for each difference, with the row's id. */
export async function runSessionVectors(
  baseUrl: string,
  vectors: readonly SessionVector[],
  options: RunSessionOptions,
): Promise<string[]> {
  await using stage = new Stage(baseUrl, options);
  const differences: string[] = [];
  for (const vector of vectors) {
    const found = await stage.play(vector);
    differences.push(...found.map((text) => `${vector.id}: ${text}`));
  }
  return differences;
}

/** The sockets of one list, and the ids of its sessions. */
class Stage implements AsyncDisposable {
  readonly #baseUrl: string;
  readonly #options: RunSessionOptions;
  readonly #sockets: Map<string, RawSocket> = new Map();
  readonly #made: Set<string> = new Set();
  #sessionId = "";

  constructor(baseUrl: string, options: RunSessionOptions) {
    this.#baseUrl = baseUrl;
    this.#options = options;
  }

  /** Plays one row; returns what is wrong with its answer. */
  async play(vector: SessionVector): Promise<string[]> {
    if (vector.leaves) {
      await this.#sockets.get(vector.where)?.[Symbol.asyncDispose]();
      return [];
    }
    const deadline = Date.now() + (vector.eventually ? EVENTUALLY_MS : 0);
    let differences = await this.#attempt(vector);
    while (differences.length > 0 && Date.now() < deadline) {
      await new Promise((resolve) => setTimeout(resolve, 50));
      differences = await this.#attempt(vector);
    }
    return differences;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#sockets.values()) await socket[Symbol.asyncDispose]();
    for (const id of this.#made) await closeSession(this.#baseUrl, id);
  }

  async #attempt(vector: SessionVector): Promise<string[]> {
    const row = this.#filled(vector);
    const received = await this.#exchange(row, vector.where);
    const named = /"session_id":"([^"]+)"/.exec(received.frames[0] ?? "")?.[1];
    this.#sessionId ||= named ?? "";
    if (vector.where === "POST /mcp" && named !== undefined) this.#made.add(named);
    return compareVector(row, received, this.#options);
  }

  async #exchange(row: WsVector, where: SessionVector["where"]): Promise<Received> {
    if (where === "POST /mcp") return { frames: [await postMcp(this.#baseUrl, row.send ?? "")], close: null };
    const socket = this.#sockets.get(where) ?? await this.#open(where);
    const expected = expectedAnswer(row, this.#options.server) as Answer;
    return await socket.exchange(row.send, expected);
  }

  async #open(where: string): Promise<RawSocket> {
    const query = where === "own" ? "" : `?session_id=${this.#sessionId}`;
    const socket = await RawSocket.open(`${this.#baseUrl}/ws${query}`);
    this.#sockets.set(where, socket);
    return socket;
  }

  /** The row with the session's id where it is named. */
  #filled(vector: SessionVector): WsVector {
    const text = JSON.stringify(vector).replaceAll("<S>", this.#sessionId || "<S>");
    return JSON.parse(text);
  }
}
