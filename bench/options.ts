import { parseArgs } from "node:util";

/** The parts of the bench. */
export const PARTS = ["steps", "tensors", "client", "memory", "burst", "hosts", "busy", "tools", "http"] as const;

/** One part of the bench. */
export type Part = typeof PARTS[number];

/** What the bench was asked for. */
export interface BenchOptions {
  /** The parts to run. */
  readonly parts: readonly Part[];
  /** How long one slice takes, in seconds. */
  readonly seconds: number;
  /** How many slices of our side there are; the other side has one more. */
  readonly pairs: number;
  /** The numbers of sessions that take steps at the same time. */
  readonly sessions: readonly number[];
  /** The numbers of sessions that start at once. */
  readonly bursts: readonly number[];
  /** Whether the Python package may be installed to compare tool calls with it. */
  readonly python: boolean;
}

/** How to call it. */
export const USAGE = `deno task bench [options]

  --only <parts>     ${PARTS.join(", ")}; several with commas between them. Default: all
                     (http needs Python and installs the package that it compares with)
  --seconds <n>      how long one slice takes. Default: 1
  --pairs <n>        how many slices of our side are compared. Default: 5
  --sessions <list>  numbers of sessions that take steps at the same time. Default: 1,16,128
  --python           tools: compare with the Python package even if it has to be installed first
  --large            16,384 sessions that start at once, beside 512 and 2,048
  --help             prints this`;

/** Reads the command line; `undefined` if help was asked for. Throws an error that says what is wrong with it. */
export function readOptions(args: readonly string[]): BenchOptions | undefined {
  const { values } = parseArgs({
    args: [...args],
    options: {
      only: { type: "string", default: PARTS.join() },
      seconds: { type: "string", default: "1" },
      pairs: { type: "string", default: "5" },
      sessions: { type: "string", default: "1,16,128" },
      python: { type: "boolean", default: false },
      large: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) return undefined;
  return {
    parts: values.only.split(",").map(readPart),
    seconds: readNumber("seconds", values.seconds, 0.1, 60),
    pairs: readInteger("pairs", values.pairs, 100),
    sessions: values.sessions.split(",").map((text) => readInteger("sessions", text, 4096)),
    bursts: values.large ? [512, 2048, 16_384] : [512, 2048],
    python: values.python,
  };
}

function readPart(text: string): Part {
  const part = PARTS.find((name) => name === text);
  if (part === undefined) throw new Error(`Cannot use --only ${text}: expected ${PARTS.join(", ")}`);
  return part;
}

/** Reads a whole number from 1 on; throws an error that names the option. */
export function readInteger(option: string, text: string, most: number): number {
  const value = readNumber(option, text, 1, most);
  if (!Number.isInteger(value)) throw new Error(`Cannot use --${option} ${text}: expected a whole number`);
  return value;
}

function readNumber(option: string, text: string, least: number, most: number): number {
  const value = Number(text);
  if (value >= least && value <= most) return value;
  throw new Error(`Cannot use --${option} ${text}: expected a number from ${least} to ${most}`);
}
