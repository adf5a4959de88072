import { InvalidOptionError } from "@openenv/core";
import { readVariable } from "./options.ts";

/** The environment variable that has the default of the option `drainMs`, in seconds. */
const VARIABLE = "OPENENV_DRAIN_S";
/** The longest time, which a timer still takes. */
const MAX_SECONDS = 1_000_000;

/** The rule for the text of a drain time, for messages. */
export const DRAIN_RULE = `expected a number of seconds from 0 to ${MAX_SECONDS}`;

/** Reads a number of seconds, as milliseconds; `undefined` if the text is none. */
export function readDrainMs(text: string): number | undefined {
  return /^\d+(\.\d+)?$/.test(text) && Number(text) <= MAX_SECONDS ? Number(text) * 1000 : undefined;
}

/** Resolves the option `drainMs`; throws `InvalidOptionError` for what can't be used. */
export function resolveDrainMs(asked: number | undefined): number {
  if (asked !== undefined) {
    if (asked >= 0 && asked <= MAX_SECONDS * 1000) return asked;
    const range = `from 0 to ${MAX_SECONDS * 1000}`;
    throw new InvalidOptionError(`Cannot use option drainMs: ${asked} is not a number ${range}`, { option: "drainMs" });
  }
  const text = readVariable(VARIABLE)?.trim() ?? "";
  if (text === "") return 0;
  const drainMs = readDrainMs(text);
  if (drainMs !== undefined) return drainMs;
  throw new InvalidOptionError(`Cannot use ${VARIABLE}: ${DRAIN_RULE}, got "${text}"`, { option: VARIABLE });
}
