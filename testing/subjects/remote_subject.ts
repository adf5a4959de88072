import { ConnectionFailedError, InvalidReplyError, messageOf, OpenEnvError } from "@openenv/core";
import {
  HttpTaskTransport,
  RequestChannel,
  toHttpBase,
  toWebSocketUrl,
  WebSocketTransport,
} from "@openenv/client/transport";
import { parseTrustedText } from "@openenv/core/protocol";
import { Deadlines, withinTime } from "@openenv/core/async";
import { isRecord, type JsonSchema } from "@openenv/core/schema";
import type { WireSchemas } from "@openenv/core/contract";
import type { Subject, SubjectSession } from "./subject.ts";
import { findSubjectTasks, findSubjectTools, toSubjectSession } from "./subject_calls.ts";

/** Options for {@linkcode createRemoteSubject}. */
export interface RemoteSubjectOptions {
  /** A bearer token, sent with every request. Default: none. */
  readonly token?: string;
  /** How long connecting may take, in milliseconds. Default: 10,000. */
  readonly connectTimeoutMs?: number;
  /** How long to wait for a reply, in milliseconds. Default: 60,000. */
  readonly replyTimeoutMs?: number;
}

/** How often to ask a full server for a session: it may still be closing the last one. */
const ATTEMPTS = 5;
/** How long to wait between two attempts, in milliseconds. */
const PAUSE_MS = 200;

/**
 * Makes a subject of a server: asks for its schemas over HTTP, and opens a WebSocket for each session. The server may be
 * one of this project or a Python one.
 *
 * @param url The server's base URL, such as `http://127.0.0.1:8000`.
 * @param options A token, and how long to wait.
 * @returns The subject; no session is open yet.
 * @throws `InvalidOptionError` for an invalid URL; `ConnectionFailedError`, `DeadlineError` or `InvalidReplyError` if the
 * server does not return its schemas.
 *
 * @example
 * ```ts
 * import { createRemoteSubject } from "@openenv/testing";
 * import assert from "node:assert/strict";
 *
 * await assert.rejects(createRemoteSubject("http://127.0.0.1:1"), { code: "CONNECTION_FAILED" });
 * ```
 */
export async function createRemoteSubject(url: string | URL, options: RemoteSubjectOptions = {}): Promise<Subject> {
  const { token, connectTimeoutMs = 10_000, replyTimeoutMs = 60_000 } = options;
  const base = toHttpBase(url);
  const headers: Record<string, string> = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const schemas = await withinTime((signal) => readSchemas(base, { headers, signal }), {
    action: `ask ${base} for its schemas`,
    timeoutMs: connectTimeoutMs,
  });
  const deadlines = new Deadlines();
  const makeTransport = () =>
    new WebSocketTransport(toWebSocketUrl(url), { headers, connectTimeoutMs, closeTimeoutMs: connectTimeoutMs });
  const open = async (): Promise<SubjectSession> => {
    for (let attempt = 1;; attempt++) {
      const channel = new RequestChannel(makeTransport(), deadlines);
      const refusal = await openChannel(channel, replyTimeoutMs);
      if (refusal === undefined) {
        return toSubjectSession(channel, { resetMs: replyTimeoutMs, stepMs: replyTimeoutMs });
      }
      await channel.close();
      if (refusal.code !== "CAPACITY_REACHED" || attempt === ATTEMPTS) throw refusal;
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
  };
  return {
    target: base,
    schemas,
    inside: undefined,
    tasks: await findSubjectTasks(new HttpTaskTransport(base, headers)),
    tools: await findSubjectTools(schemas.action, open),
    open,
  };
}

/** Opens a connection and asks for the state, since a full server refuses only after connecting; returns the refusal. */
async function openChannel(channel: RequestChannel, timeoutMs: number): Promise<OpenEnvError | undefined> {
  await channel.open();
  try {
    await channel.request({ type: "state" }, { timeoutMs });
  } catch (thrown) {
    // Before a reset there may be no state to read, which is no refusal.
    const refusals = ["CAPACITY_REACHED", "FACTORY_ERROR", "CONNECTION_CLOSED", "SESSION_ERROR", "TIMEOUT"];
    if (thrown instanceof OpenEnvError && refusals.includes(thrown.code)) return channel.serverError ?? thrown;
  }
}

async function readSchemas(base: string, init: RequestInit): Promise<WireSchemas> {
  const body = await readJson(`${base}/schema`, { ...init, redirect: "manual", cache: "no-store" });
  const { action, observation, state, reset_observation = observation } = isRecord(body) ? body : {};
  for (const [name, schema] of Object.entries({ action, observation, state, reset_observation })) {
    if (!isRecord(schema)) {
      throw new InvalidReplyError(`Cannot check ${base}: its /schema has no ${name} that is an object`, {});
    }
  }
  return { action, observation, state, reset_observation } as Record<keyof WireSchemas, JsonSchema>;
}

async function readJson(url: string, init: RequestInit): Promise<unknown> {
  let [status, text] = [0, ""];
  try {
    const response = await fetch(url, init);
    [status, text] = [response.status, await response.text()];
  } catch (cause) {
    throw new ConnectionFailedError(`Cannot reach ${url}: ${messageOf(cause)}`, { url }, { cause });
  }
  if (status !== 200) throw new InvalidReplyError(`Cannot check ${url}: it was answered with ${status}`, { status });
  try {
    return parseTrustedText(text);
  } catch (cause) {
    throw new InvalidReplyError(`Cannot check ${url}: ${messageOf(cause)}`, { status }, { cause });
  }
}
