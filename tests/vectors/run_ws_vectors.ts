/**
 * Plays the recorded exchanges against a live server over raw WebSockets.
 *
 * @module
 */

import type { ServerKind } from "./compare_json_text.ts";
import { compareVector, expectedAnswer } from "./compare_vector.ts";
import { RawSocket } from "./raw_socket.ts";
import type { Answer, Received, SocketCase, WsVector } from "./ws_vector.ts";

/** Options of the two runners. */
export interface RunOptions {
  /** Whose server it is. */
  readonly server: ServerKind;
}

/** Plays rows in order on one socket; returns one text for each difference, with the row's id. */
export async function runWsVectors(
  baseUrl: string,
  vectors: readonly WsVector[],
  options: RunOptions,
): Promise<string[]> {
  await using socket = await RawSocket.open(`${baseUrl}/ws`);
  const differences: string[] = [];
  for (const vector of vectors) {
    const expected = expectedAnswer(vector, options.server) as Answer;
    const received = await socket.exchange(vector.send, expected);
    differences.push(...compareVector(vector, received, options).map((text) => `row ${vector.id}: ${text}`));
  }
  return differences;
}

/**
 * Plays one case on a socket of its own.
 *
 * @param baseUrl A server in the case's situation, but for the sockets that fill it: those are opened here.
 */
export async function runSocketCase(baseUrl: string, socketCase: SocketCase, options: RunOptions): Promise<string[]> {
  await using _slots = await takeSlots(baseUrl, socketCase.situation.server === "full" ? 2 : 0);
  const expected = expectedAnswer(socketCase, options.server);
  const received = await playCase(baseUrl, socketCase, expected);
  if (received === "absent") return expected === "absent" ? [] : [`${socketCase.id}: the server has no such door`];
  return compareVector(socketCase, received, options).map((text) => `${socketCase.id}: ${text}`);
}

async function playCase(baseUrl: string, { situation, send }: SocketCase, expected: Answer | "absent") {
  const door = situation.door ?? "/ws";
  if (door === "POST /mcp") return await post(`${baseUrl}/mcp`, send ?? "");
  const socket = await RawSocket.open(`${baseUrl}${door}`).catch((error) => {
    if (expected === "absent") return undefined;
    throw error;
  });
  if (socket === undefined) return "absent";
  await using opened = socket;
  const answer = expected === "absent" ? { receive: null } : expected;
  const received = await opened.exchange(send, answer);
  if (answer.close === undefined && received.close === null) await expectAlive(opened);
  return received;
}

/** A case that leaves the socket open must leave it usable. */
async function expectAlive(socket: RawSocket): Promise<void> {
  const { frames } = await socket.exchange('{"type":"state"}', { receive: "<text>" });
  if (!frames[0]?.startsWith('{"type":"state"')) throw new Error(`Socket is unusable afterwards: ${frames[0]}`);
}

async function post(url: string, body: string): Promise<Received | "absent"> {
  const headers = { "content-type": "application/json" };
  const response = await fetch(url, { method: "POST", headers, body, signal: AbortSignal.timeout(60_000) });
  const text = await response.text();
  if (response.status === 404 || response.status === 405) return "absent";
  return { frames: [text], close: null };
}

async function takeSlots(baseUrl: string, count: number): Promise<AsyncDisposable> {
  await using opened = new AsyncDisposableStack();
  for (let taken = 0; taken < count; taken++) {
    const socket = opened.use(await RawSocket.open(`${baseUrl}/ws`));
    await socket.exchange('{"type":"state"}', { receive: "<text>" }); // answered once the session exists
  }
  return opened.move();
}
