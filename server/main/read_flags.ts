import { nearestName } from "@openenv/core";

/** The address and port of a program's command line. */
export interface MainFlags {
  /** The address to listen on. */
  readonly host: string;
  /** The port; 0 chooses a free one. */
  readonly port: number;
  /** `true` asks for the help text. */
  readonly help: boolean;
}

/** What the text of a port has to be. */
export const PORT_RULE = "expected a number from 0 to 65535";

const DEFAULTS: MainFlags = { host: "127.0.0.1", port: 8000, help: false };
const FLAGS = ["--host", "--port", "--help"] as const;

/** The help text of a program that {@linkcode readFlags} reads the flags of. */
export const HELP = `Options:
  --host <address>  the address to listen on (default: "${DEFAULTS.host}")
  --port <number>   the port; 0 chooses a free one (default: ${DEFAULTS.port})
  -h, --help        print this text`;

/** Reads a port number; `undefined` if the text is none. */
export function readPort(text: string): number | undefined {
  const port = Number(text);
  return /^\d+$/.test(text) && port <= 65_535 ? port : undefined;
}

/** Reads `--host`, `--port` and `--help`; throws an `Error` with the words of `openenv serve` for anything else. */
export function readFlags(args: readonly string[]): MainFlags {
  let flags = DEFAULTS;
  for (let place = 0; place < args.length; place++) {
    const [name = "", inline] = /^(--[^=]+)=(.*)$/s.exec(args[place]!)?.slice(1) ?? [args[place]!];
    if (name === "--help" || name === "-h") {
      flags = { ...flags, help: true };
      continue;
    }
    if (name !== "--host" && name !== "--port") throw new Error(describeUnknown(name));
    const value = inline ?? args[++place];
    const usage = name === "--host" ? "--host <address>" : "--port <number>";
    if (value === undefined) throw new Error(`option '${usage}' argument missing`);
    flags = name === "--host" ? { ...flags, host: value } : { ...flags, port: parsePort(value, usage) };
  }
  return flags;
}

function parsePort(text: string, usage: string): number {
  const port = readPort(text);
  if (port === undefined) throw new Error(`option '${usage}' argument '${text}' is invalid. ${PORT_RULE}`);
  return port;
}

function describeUnknown(name: string): string {
  if (!name.startsWith("-")) return `too many arguments. Expected 0 arguments but got '${name}'.`;
  const nearest = nearestName(name, FLAGS);
  return `unknown option '${name}'${nearest === undefined ? "" : ` (Did you mean ${nearest}?)`}`;
}
