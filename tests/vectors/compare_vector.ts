/**
 * Compares what a server answered with what was recorded.
 *
 * @module
 */

import { compareJsonText, type ServerKind } from "./compare_json_text.ts";
import type { CompareValuesOptions } from "./compare_values.ts";
import { withoutOurKeys } from "./our_keys.ts";
import type { Answer, Received, SocketClose, WsVector } from "./ws_vector.ts";

/** Options of {@linkcode compareVector}. */
export interface CompareOptions {
  /** Which server answered. */
  readonly server: ServerKind;
}

/**
 * What a server must answer to a row.
 *
 * @returns The recorded answer, or ours where the row is marked; `absent` when our server lacks the whole door.
 */
export function expectedAnswer(vector: WsVector, server: ServerKind): Answer | "absent" {
  if (server === "ours" && vector.ours !== undefined) return vector.ours.answer;
  return vector;
}

/**
 * Compares an answer with its row: byte for byte for the reference; for our server by value and key order, after our
 * documented additional keys were taken out.
 *
 * @param vector The row.
 * @param received What came back.
 * @param options Whose answer it is.
 * @returns One text for each difference; none when the answer is right.
 */
export function compareVector(vector: WsVector, received: Received, options: CompareOptions): string[] {
  const expected = expectedAnswer(vector, options.server);
  if (expected === "absent") return ["a door that must be absent has answered"];
  return [
    ...compareFrames(expected.receive, received.frames, { ...options, anyOrder: vector.anyOrder }),
    ...compareClose(expected.close, received.close),
  ];
}

function compareFrames(
  expected: string | null,
  frames: readonly string[],
  options: CompareOptions & CompareValuesOptions,
): string[] {
  const [frame, ...more] = frames;
  const unasked = more.map((text) => `unasked frame: ${text}`);
  if (expected === null) return frame === undefined ? [] : [`unasked frame: ${frame}`, ...unasked];
  if (frame === undefined) return [`no frame, expected ${expected}`];
  return [...compareJsonText(expected, frame, { ...options, strip: withoutOurKeys }), ...unasked];
}

function compareClose(expected: SocketClose | undefined, actual: SocketClose | null): string[] {
  const [wanted, got] = [describeClose(expected), describeClose(actual ?? undefined)];
  return wanted === got ? [] : [`socket: expected ${wanted}, got ${got}`];
}

function describeClose(close: SocketClose | undefined): string {
  return close === undefined ? "open" : `close ${close.code} ${JSON.stringify(close.reason)}`;
}
