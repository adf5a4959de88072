import { InvalidJsonError, ValidationError, type ValidationItem } from "@openenv/core";
import { parseJsonText } from "@openenv/core/protocol";
import { coerceInteger, coerceNumber, isRecord } from "@openenv/core/schema";
import { type BodyLimits, readText } from "./read_text.ts";

/** The reset options of a request, checked as far as HTTP goes. */
export interface ResetBody {
  /** Everything the body held: seed, episode id, and the environment's own options. */
  readonly options: Readonly<Record<string, unknown>>;
}

/** What a step request holds. */
export interface StepBody {
  /** The action, not yet parsed. */
  readonly action: Readonly<Record<string, unknown>>;
  /** How long the step may take, in milliseconds; `undefined` for the server's default. */
  readonly timeoutMs: number | undefined;
  /** The keys that nobody knows. */
  readonly ignored: readonly string[];
}

const MAX_TEXT = 255;

/**
 * Reads a request's body as JSON; no body at all is `undefined`. The content type is not looked at.
 *
 * @throws `TooLargeError` above the limit, `DeadlineError` for a body that takes too long, `ValidationError` for what is
 * no JSON.
 */
export async function readJson(request: Request, limits: BodyLimits): Promise<unknown> {
  try {
    const text = await readText(request, limits);
    return text.trim() === "" ? undefined : parseJsonText(text);
  } catch (thrown) {
    if (!(thrown instanceof InvalidJsonError)) throw thrown;
    const error = thrown.message.replace("Invalid JSON: ", "");
    const offset = Number(/position (\d+)/.exec(error)?.[1] ?? 0);
    throw invalid([{
      type: "json_invalid",
      loc: ["body", offset],
      msg: "JSON decode error",
      input: {},
      ctx: { error },
    }]);
  }
}

/** Checks the body of `POST /reset`. */
export function parseResetBody(body: unknown): ResetBody {
  const options = body === undefined ? {} : asObject(body);
  const errors: ValidationItem[] = [];
  const seed = coerceInteger(options.seed);
  if (seed !== undefined && seed < 0) {
    errors.push(bound("greater_than_equal", "seed", "greater than or equal to", "ge", options.seed));
  }
  checkLength("episode_id", options.episode_id, errors);
  if (errors.length > 0) throw invalid(errors);
  return { options };
}

/** Checks the body of `POST /step`. */
export function parseStepBody(body: unknown): StepBody {
  if (body === undefined) throw invalid([{ type: "missing", loc: ["body"], msg: "Field required", input: null }]);
  const { action, timeout_s: timeout, request_id: requestId, ...rest } = asObject(body);
  const errors: ValidationItem[] = [];
  if (action === undefined) {
    errors.push({ type: "missing", loc: ["body", "action"], msg: "Field required", input: body });
  } else if (!isRecord(action)) {
    const msg = "Input should be a valid dictionary";
    errors.push({ type: "dict_type", loc: ["body", "action"], msg, input: action });
  }
  const seconds = parseTimeout(timeout, errors);
  checkLength("request_id", requestId, errors);
  if (errors.length > 0) throw invalid(errors);
  return {
    action: action as Record<string, unknown>,
    timeoutMs: seconds === undefined ? undefined : seconds * 1000,
    ignored: Object.keys(rest),
  };
}

/** Puts `body` in front of the places of a failed validation; returns any other error as it is. */
export function withinBody(thrown: unknown): unknown {
  if (!(thrown instanceof ValidationError)) return thrown;
  return invalid(thrown.data.errors.map((item) => ({ ...item, loc: ["body", ...item.loc] })));
}

function asObject(body: unknown): Record<string, unknown> {
  if (isRecord(body)) return body;
  const msg = "Input should be a valid dictionary or object to extract fields from";
  throw invalid([{ type: "model_attributes_type", loc: ["body"], msg, input: body }]);
}

function parseTimeout(value: unknown, errors: ValidationItem[]): number | undefined {
  if (value === undefined || value === null) return undefined;
  const seconds = typeof value === "number" ? value : coerceNumber(value);
  const fault = describeTimeout(value, seconds);
  if (fault !== undefined) errors.push(fault);
  return seconds;
}

function describeTimeout(value: unknown, seconds: number | undefined): ValidationItem | undefined {
  const loc = ["body", "timeout_s"];
  if (seconds === undefined) {
    const text = typeof value === "string" ? ", unable to parse string as a number" : "";
    const type = typeof value === "string" ? "float_parsing" : "float_type";
    return { type, loc, msg: `Input should be a valid number${text}`, input: value };
  }
  if (!Number.isFinite(seconds)) {
    return { type: "finite_number", loc, msg: "Input should be a finite number", input: null };
  }
  return seconds > 0 ? undefined : bound("greater_than", "timeout_s", "greater than", "gt", value);
}

function bound(type: string, key: string, words: string, limit: string, input: unknown): ValidationItem {
  return { type, loc: ["body", key], msg: `Input should be ${words} 0`, input, ctx: { [limit]: 0 } };
}

function checkLength(key: string, value: unknown, errors: ValidationItem[]): void {
  if (value === undefined || value === null) return;
  if (typeof value !== "string") {
    errors.push({ type: "string_type", loc: ["body", key], msg: "Input should be a valid string", input: value });
  } else if (isLongerThan(value, MAX_TEXT)) {
    const msg = `String should have at most ${MAX_TEXT} characters`;
    errors.push({ type: "string_too_long", loc: ["body", key], msg, input: value, ctx: { max_length: MAX_TEXT } });
  }
}

function invalid(errors: readonly ValidationItem[]): ValidationError {
  return new ValidationError("Cannot read request: its body failed validation", { errors });
}

/** Counts characters, not the halves of pairs that JavaScript's strings are made of. */
function isLongerThan(text: string, limit: number): boolean {
  return text.length > limit && (text.length > 2 * limit || [...text].length > limit);
}
