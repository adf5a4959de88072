import { nearestName } from "@openenv/core";
import { DRAIN_RULE, readDrainMs } from "../drain_time.ts";

/** Options of a program's command line. */
export interface MainFlags {
  /** The address to listen on. */
  readonly host: string;
  /** The port; 0 chooses a free one. */
  readonly port: number;
  /** How long running episodes may go on at shutdown, in milliseconds. Default: that of `serve`. */
  readonly drainMs?: number;
  /** The guarantees that the app's host must give. */
  readonly requires: readonly string[];
  /** `true` leaves out what to open and to type next. */
  readonly quiet: boolean;
  /** `true` asks for the help text. */
  readonly help: boolean;
}

/** What the text of a port has to be. */
export const PORT_RULE = "expected a number from 0 to 65535";

const DEFAULTS: MainFlags = { host: "127.0.0.1", port: 8000, requires: [], quiet: false, help: false };
const SWITCHES: Readonly<Record<string, "quiet" | "help">> = { "--quiet": "quiet", "--help": "help", "-h": "help" };
const USAGES: Readonly<Record<string, string>> = {
  "--host": "--host <address>",
  "--port": "--port <number>",
  "--drain": "--drain <seconds>",
  "--requires": "--requires <guarantees>",
};

/** The help text of a program that {@linkcode readFlags} reads the flags of. */
export const HELP = `Options:
  --host <address>  the address to listen on (default: "${DEFAULTS.host}")
  --port <number>   the port; 0 chooses a free one (default: ${DEFAULTS.port})
  --drain <seconds> how long running episodes may go on at shutdown (default: OPENENV_DRAIN_S, or 0)
  --requires <guarantees>
                    refuse to start if the app's host does not give these, such as killable,no-network
  --quiet           print the address only, not what to open and to type next
  -h, --help        print this text`;

/** Reads a port number; `undefined` if the text is none. */
export function readPort(text: string): number | undefined {
  const port = Number(text);
  return /^\d+$/.test(text) && port <= 65_535 ? port : undefined;
}

/** Reads the flags of {@linkcode HELP}; throws an `Error` with the words of `openenv serve` for anything else. */
export function readFlags(args: readonly string[]): MainFlags {
  let flags = DEFAULTS;
  for (let place = 0; place < args.length; place++) {
    const [name = "", inline] = /^(--[^=]+)=(.*)$/s.exec(args[place]!)?.slice(1) ?? [args[place]!];
    const set = SWITCHES[name];
    if (set !== undefined) {
      flags = { ...flags, [set]: true };
      continue;
    }
    const usage = USAGES[name];
    if (usage === undefined) throw new Error(describeUnknown(name));
    const value = inline ?? args[++place];
    if (value === undefined) throw new Error(`option '${usage}' argument missing`);
    flags = { ...flags, ...readValue(name, value, usage) };
  }
  return flags;
}

function readValue(name: string, value: string, usage: string): Partial<MainFlags> {
  if (name === "--host") return { host: value };
  if (name === "--requires") return { requires: value.split(",") };
  if (name === "--port") return { port: readOrRefuse(readPort, value, { usage, rule: PORT_RULE }) };
  return { drainMs: readOrRefuse(readDrainMs, value, { usage, rule: DRAIN_RULE }) };
}

function readOrRefuse(
  read: (text: string) => number | undefined,
  text: string,
  { usage, rule }: { readonly usage: string; readonly rule: string },
): number {
  const value = read(text);
  if (value === undefined) throw new Error(`option '${usage}' argument '${text}' is invalid. ${rule}`);
  return value;
}

function describeUnknown(name: string): string {
  if (!name.startsWith("-")) return `too many arguments. Expected 0 arguments but got '${name}'.`;
  const nearest = nearestName(name, [...Object.keys(USAGES), "--quiet", "--help"]);
  return `unknown option '${name}'${nearest === undefined ? "" : ` (Did you mean ${nearest}?)`}`;
}
