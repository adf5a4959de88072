import { UnknownTypeError, ValidationError } from "../errors/error_classes.ts";
import type { MaybePromise } from "../result.ts";
import { nameOfValue } from "../schema/check_json.ts";
import { isRecord } from "../schema/json_schema.ts";
import type { ValidationItem } from "../errors/validation_item.ts";
import { extraForbidden, MAX_ITEMS, missing, notADictionary } from "../pydantic/validation_items.ts";
import type { Session } from "../session/session.ts";
import { isPromiseLike } from "../async/is_promise_like.ts";
import type { FrameCodec } from "./codec.ts";
import { toPythonText } from "../pydantic/python_text.ts";

/** Answers one type of message. */
export interface Handler {
  /** Says whether the message has `data`, which is an object. */
  readonly data: "required" | "optional" | "none";
  /** Answers the message with a frame; `null` ends the connection without one. */
  run<Frame>(session: Session, data: Record<string, unknown>, codec: FrameCodec<Frame>): MaybePromise<Frame | null>;
}

/** The message types that a session answers over any connection. */
export const HANDLERS: HandlerTable = new Map<string, Handler>([
  ["reset", {
    data: "optional",
    run(session, data, codec) {
      const result = session.reset(data);
      return isPromiseLike(result) ? result.then(codec.result) : codec.result(result);
    },
  }],
  ["step", {
    data: "required",
    run(session, data, codec) {
      const result = session.step(data);
      return isPromiseLike(result) ? result.then(codec.result) : codec.result(result);
    },
  }],
  ["state", {
    data: "none",
    run(session, _data, codec) {
      const state = session.state();
      return isPromiseLike(state) ? state.then(codec.state) : codec.state(state);
    },
  }],
  ["render", {
    data: "none",
    run(session, _data, codec) {
      const view = session.render();
      return isPromiseLike(view) ? view.then(codec.view) : codec.view(view);
    },
  }],
  ["close", { data: "none", run: () => null }],
]);

/** A table of handlers, by message type. */
export type HandlerTable = ReadonlyMap<string, Handler>;

/** Finds the handler of a decoded message and checks the envelope: only `type`, and `data` where it belongs. */
export function resolveHandler(message: unknown, handlers: HandlerTable = HANDLERS): Handler {
  if (!isRecord(message)) throw notAMessage(message);
  const { type } = message;
  const handler = typeof type === "string" ? handlers.get(type) : undefined;
  if (handler === undefined) {
    throw new UnknownTypeError(`Unknown message type: ${type === undefined ? "" : toPythonText(type)}`, {});
  }
  for (const key in message) {
    if (key !== "type" && (key !== "data" || handler.data === "none")) throw wrongEnvelope(message, handler);
  }
  if (handler.data !== "none" && !isRecord(message.data)) {
    if (message.data !== undefined || handler.data === "required") throw wrongEnvelope(message, handler);
  }
  return handler;
}

function wrongEnvelope(message: Record<string, unknown>, handler: Handler): ValidationError {
  const errors: ValidationItem[] = [];
  const { data } = message;
  if (handler.data !== "none" && !isRecord(data)) {
    if (data !== undefined) errors.push(notADictionary(["data"], data));
    else if (handler.data === "required") errors.push(missing(["data"], message));
  }
  for (const key of Object.keys(message)) {
    if (key === "type" || (key === "data" && handler.data !== "none")) continue;
    errors.push(extraForbidden([key], message[key]));
    if (errors.length >= MAX_ITEMS) break;
  }
  return new ValidationError("Cannot read message: its envelope is wrong", { errors });
}

function notAMessage(message: unknown): ValidationError {
  return new ValidationError(`Cannot read message: it is ${nameOfValue(message)}, expected an object`, {
    errors: [notADictionary([], message)],
  });
}
