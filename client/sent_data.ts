import type { ValidationItem } from "@openenv/core";
import { formatPath, nearestName, ValidationError } from "@openenv/core/errors";
import { type ContractChecks, FREE_FORM, parseAction } from "@openenv/core/contract";
import { isRecord, nameOfValue, type OutputCheck, toOutput } from "@openenv/core/schema";

/** Checks an action, with the contract if there is one, and returns the value to send. */
export function toSentAction<T>(checks: ContractChecks | undefined, action: T): T {
  if (checks === undefined) return toSentPayload(action);
  parseAction(checks, action);
  return toSent(checks.sentAction, action, "action");
}

/** Checks an action without a contract, and returns the value to send. */
export function toSentPayload<T>(data: T): T {
  if (!isRecord(data)) throw refusal("action", [], `is ${nameOfValue(data)}, expected an object`);
  return toSent(FREE_FORM, data, "action");
}

/** Checks reset options, and returns the value to send. Options that are `undefined` are left out. */
export function toSentOptions(
  checks: ContractChecks | undefined,
  options: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  refuseUnknown(checks?.reset.unknownKeys(options) ?? [], checks?.reset.knownKeys);
  const given = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
  return toSent(checks?.sentReset ?? FREE_FORM, given, "reset options");
}

/** The options that every environment has. */
const COMMON_OPTIONS: readonly string[] = ["seed", "episode_id", "max_steps"];

/** Throws for reset options that the environment does not have. Some servers do not say which ones it has. */
export function refuseUnknown(keys: readonly string[], options?: readonly string[]): void {
  if (keys.length === 0) return;
  const errors = keys.map((key): ValidationItem => ({
    type: "extra_forbidden",
    loc: [key],
    msg: "Extra inputs are not permitted",
    input: null,
  }));
  const known = options ?? COMMON_OPTIONS;
  const nearest = keys.map((key) => nearestName(key, known)).find((name) => name !== undefined);
  const hint = nearest === undefined ? "" : `; the nearest is ${nearest}`;
  const has = options === undefined ? `beside its own, it has ${known.join(", ")}` : `it has ${known.join(", ")}`;
  throw new ValidationError(`Cannot reset: the environment has no option ${keys.join(", ")}; ${has}${hint}`, {
    errors,
  });
}

function toSent<T>(check: OutputCheck, data: T, what: string): T {
  const { value, problem } = toOutput(check, data);
  if (problem !== undefined) throw refusal(what, problem.path, problem.message);
  return value as T;
}

function refusal(part: string, path: (string | number)[], message: string): ValidationError {
  const errors: ValidationItem[] = [{ type: "value_error", loc: path, msg: message, input: null }];
  return new ValidationError(`Cannot send ${part}: ${formatPath(path, part)} ${message}`, { errors });
}
