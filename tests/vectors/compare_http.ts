/**
 * Compares what a server answered over HTTP with what was recorded.
 *
 * @module
 */

import { compareJsonText, type ServerKind } from "./compare_json_text.ts";
import type { HttpAnswer, HttpReceived, HttpVector } from "./http_vector.ts";
import { withoutOurHttpKeys } from "./our_http_keys.ts";

/** Options of {@linkcode compareHttp}. */
export interface CompareHttpOptions {
  /** Which server answered. */
  readonly server: ServerKind;
  /** What `<S>` stands for. */
  readonly sessionId?: string;
}

/** What a server must answer to a row: what was recorded, or our answer where the row is marked. */
export function expectedHttpAnswer(vector: HttpVector, server: ServerKind): HttpAnswer {
  return server === "ours" && vector.ours !== undefined ? vector.ours.answer : vector;
}

/**
 * Compares an answer with its row: status, content type and body.
 *
 * @param vector The row.
 * @param received What came back.
 * @returns One text for each difference; none when the answer is right.
 */
export function compareHttp(vector: HttpVector, received: HttpReceived, options: CompareHttpOptions): string[] {
  const { server, sessionId = "" } = options;
  const expected = expectedHttpAnswer(vector, server);
  const wanted = expected.body.replaceAll("<S>", sessionId);
  const differences = expected.status === received.status ? [] : [
    `status: expected ${expected.status}, got ${received.status}`,
  ];
  const type = isJson(wanted) ? "application/json" : wanted === "" ? undefined : "text/plain; charset=utf-8";
  if (type !== undefined && type !== received.contentType) {
    differences.push(`content type: expected ${type}, got ${received.contentType}`);
  }
  if (!isJson(wanted)) return wanted === received.body ? differences : [...differences, `body: got ${received.body}`];
  const { anyOrder } = vector;
  differences.push(...compareJsonText(wanted, received.body, { server, strip: withoutOurHttpKeys, anyOrder }));
  return server === "ours" ? [...differences, ...compareSession(received)] : differences;
}

function isJson(text: string): boolean {
  return /^[[{]/.test(text);
}

/** Where a body names the session, the header does as well. */
function compareSession({ body, sessionId }: HttpReceived): string[] {
  const named = /"session_id":"([^"]*)"/.exec(body)?.[1];
  if (body.startsWith('{"jsonrpc"') || named === undefined || named === sessionId) return [];
  return [`session_id: ${named}, but the header says ${sessionId}`];
}
