import { ValidationError, type ValidationItem } from "@openenv/core";
import { missing, notADictionary } from "@openenv/core/protocol";
import { coerceInteger, coerceNumber, isRecord } from "@openenv/core/schema";

/** The body of a step request. */
export interface StepBody {
  /** The action, not yet parsed. */
  readonly action: Readonly<Record<string, unknown>>;
  /** How long the step may take, in milliseconds; `undefined` for the server's default. */
  readonly timeoutMs: number | undefined;
  /** The unknown keys. */
  readonly ignored: readonly string[];
}

const MAX_TEXT = 255;
const STEP_KEYS: ReadonlySet<string> = new Set(["action", "timeout_s", "request_id"]);

/** Checks the body of `POST /reset`; returns the reset options, not yet parsed. */
export function parseResetBody(body: unknown): Readonly<Record<string, unknown>> {
  const options = body === undefined ? {} : toObject(body);
  const seed = coerceInteger(options.seed);
  assertValid(
    seed === undefined || seed >= 0
      ? undefined
      : bound("greater_than_equal", "seed", "greater than or equal to", "ge", options.seed),
    checkText("episode_id", options.episode_id),
  );
  return options;
}

/** Checks the body of `POST /step`. */
export function parseStepBody(body: unknown): StepBody {
  if (body === undefined) throw invalidBody([missing([], null)]);
  const request = toObject(body);
  const { action, timeout_s: timeout, request_id: requestId } = request;
  const seconds = typeof timeout === "number" ? timeout : coerceNumber(timeout);
  assertValid(
    action === undefined
      ? missing(["action"], body)
      : isRecord(action)
      ? undefined
      : notADictionary(["action"], action),
    checkTimeout(timeout, seconds),
    checkText("request_id", requestId),
  );
  return {
    action: action as Record<string, unknown>,
    timeoutMs: seconds === undefined ? undefined : seconds * 1000,
    ignored: Object.keys(request).filter((key) => !STEP_KEYS.has(key)),
  };
}

/** Makes the error for items whose places are relative to the body. */
export function invalidBody(items: readonly ValidationItem[]): ValidationError {
  const errors = items.map((item) => ({ ...item, loc: ["body", ...item.loc] }));
  return new ValidationError("Cannot read request: its body failed validation", { errors });
}

/** Puts `body` before the places of a failed validation; returns any other error as it is. */
export function withinBody(thrown: unknown): unknown {
  return thrown instanceof ValidationError ? invalidBody(thrown.data.errors) : thrown;
}

function assertValid(...items: readonly (ValidationItem | undefined)[]): void {
  const errors = items.filter((item) => item !== undefined);
  if (errors.length > 0) throw invalidBody(errors);
}

function toObject(body: unknown): Record<string, unknown> {
  if (isRecord(body)) return body;
  const msg = "Input should be a valid dictionary or object to extract fields from";
  throw invalidBody([{ type: "model_attributes_type", loc: [], msg, input: body }]);
}

function checkTimeout(value: unknown, seconds: number | undefined): ValidationItem | undefined {
  if (value === undefined || value === null) return undefined;
  const loc = ["timeout_s"];
  if (seconds === undefined) {
    const isText = typeof value === "string";
    const msg = `Input should be a valid number${isText ? ", unable to parse string as a number" : ""}`;
    return { type: isText ? "float_parsing" : "float_type", loc, msg, input: value };
  }
  if (!Number.isFinite(seconds)) {
    return { type: "finite_number", loc, msg: "Input should be a finite number", input: null };
  }
  return seconds > 0 ? undefined : bound("greater_than", "timeout_s", "greater than", "gt", value);
}

function bound(type: string, key: string, words: string, limit: string, input: unknown): ValidationItem {
  return { type, loc: [key], msg: `Input should be ${words} 0`, input, ctx: { [limit]: 0 } };
}

function checkText(key: string, value: unknown): ValidationItem | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value !== "string") {
    return { type: "string_type", loc: [key], msg: "Input should be a valid string", input: value };
  }
  if (!isLongerThan(value, MAX_TEXT)) return undefined;
  const msg = `String should have at most ${MAX_TEXT} characters`;
  return { type: "string_too_long", loc: [key], msg, input: value, ctx: { max_length: MAX_TEXT } };
}

/** Counts characters, not the UTF-16 units of JavaScript's strings. */
function isLongerThan(text: string, limit: number): boolean {
  return text.length > limit && (text.length > 2 * limit || [...text].length > limit);
}
