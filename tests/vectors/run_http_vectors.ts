/**
 * Plays the recorded exchanges over HTTP against live servers.
 *
 * @module
 */

import { compareHttp } from "./compare_http.ts";
import type { ServerKind } from "./compare_json_text.ts";
import type { HttpReceived, HttpSituation, HttpVector } from "./http_vector.ts";

const TIMEOUT_MS = 60_000;
const AT_ONCE = 8;
const JSON_TYPE = "application/json";

/** Options of {@linkcode runHttpVectors}. */
export interface RunHttpOptions {
  /** Whose servers they are. */
  readonly server: ServerKind;
  /** Their base URLs, by situation. */
  readonly urls: Readonly<Record<HttpSituation, string>>;
}

/** Plays rows, a few at a time, since no two are about the same session; returns one text for each difference. */
export async function runHttpVectors(vectors: readonly HttpVector[], options: RunHttpOptions): Promise<string[]> {
  const differences: string[][] = [];
  for (let next = 0; next < vectors.length; next += AT_ONCE) {
    const batch = vectors.slice(next, next + AT_ONCE);
    differences.push(...await Promise.all(batch.map((vector) => runRow(vector, options))));
  }
  return differences.flat();
}

async function runRow(vector: HttpVector, { server, urls }: RunHttpOptions): Promise<string[]> {
  const url = urls[vector.server ?? "note"];
  const sessionId = await openSession(url, vector, server);
  const received = await play(url, vector, sessionId);
  for (const id of new Set([sessionId, ...sessionsOf(received)])) if (id !== "") await closeSession(url, id);
  return compareHttp(vector, received, { server, sessionId }).map((text) => `${vector.id}: ${text}`);
}

/** Sends one JSON-RPC request over HTTP and returns the text of its answer. */
export async function postMcp(url: string, body: string): Promise<string> {
  return (await ask(`${url}/mcp`, { method: "POST", body, headers: { "content-type": JSON_TYPE } })).body;
}

async function play(url: string, vector: HttpVector, sessionId: string): Promise<HttpReceived> {
  const [method, path] = vector.request.split(" ");
  const body = vector.send?.replaceAll("<S>", sessionId);
  const headers = new Headers();
  if (body !== undefined) headers.set("content-type", vector.contentType ?? JSON_TYPE);
  if (sessionId !== "") headers.set("OpenEnv-Session", sessionId);
  return await ask(url + path, { method, body, headers });
}

async function ask(url: string, init: RequestInit): Promise<HttpReceived> {
  const response = await fetch(url, { ...init, redirect: "manual", signal: AbortSignal.timeout(TIMEOUT_MS) });
  return {
    status: response.status,
    body: await response.text(),
    contentType: response.headers.get("content-type"),
    sessionId: response.headers.get("OpenEnv-Session"),
  };
}

/** The session that a row is about; an episode exists on our server only. */
async function openSession(url: string, { session }: HttpVector, server: ServerKind): Promise<string> {
  if (session === undefined || (session === "reset" && server === "theirs")) return "";
  const created = await postMcp(url, '{"jsonrpc":"2.0","method":"openenv/session/create","id":1}');
  const id: string = JSON.parse(created).result.session_id;
  if (session === "reset") {
    const headers = { "OpenEnv-Session": id };
    const { status, body } = await ask(`${url}/reset`, { method: "POST", headers });
    if (status !== 200) throw new Error(`Cannot begin an episode: ${status} ${body}`);
  }
  return id;
}

function sessionsOf({ body, sessionId }: HttpReceived): string[] {
  const named = /"session_id":"([^"]*)"/.exec(body)?.[1];
  return [sessionId ?? "", named ?? ""];
}

/** Closes a session over HTTP; harmless if there is none of that id. */
export async function closeSession(url: string, id: string): Promise<void> {
  const params = JSON.stringify({ session_id: id });
  await postMcp(url, `{"jsonrpc":"2.0","method":"openenv/session/close","id":1,"params":${params}}`);
}
