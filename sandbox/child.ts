/**
 * The child's end: what an entry module of `Child.start` calls.
 *
 * The lines of the protocol begin with a secret of this child, which only this module knows. Anything else on standard
 * output was printed by the code inside. What this module needs is taken off its objects when it is loaded, before any
 * other code can have changed them.
 *
 * ```ts ignore
 * import { serveParent } from "@openenv/sandbox/child";
 *
 * serveParent((message, send) => send({ echo: message }));
 * ```
 *
 * @module
 */

const { parse, stringify } = JSON;
const { exit, stdin, stdout } = Deno;
const encoder = new TextEncoder();
const encode = encoder.encode.bind(encoder);
const decoder = new TextDecoder();
const decode = decoder.decode.bind(decoder);
const read = stdin.read.bind(stdin);
const writeSync = stdout.writeSync.bind(stdout);
const subarray = Function.prototype.call.bind(Uint8Array.prototype.subarray) as (
  bytes: Uint8Array,
  from: number,
  to?: number,
) => Uint8Array;

/** Sends a message to the parent. */
export type SendToParent = (message: unknown) => void;

/**
 * Receives the parent's messages until it closes this child, or is gone; then ends the process.
 *
 * @param onMessage Called with each message, in order, and with the function that sends messages back.
 */
export async function serveParent(onMessage: (message: unknown, send: SendToParent) => void): Promise<void> {
  let secret: string | undefined;
  const send: SendToParent = (message) => {
    const bytes = encode(`${secret} ${stringify(message)}\n`);
    for (let written = 0; written < bytes.length;) written += writeSync(subarray(bytes, written));
  };
  await readLines((line) => {
    if (secret === undefined) {
      secret = line;
      send({ ready: true });
    } else onMessage(parse(line), send);
  });
  exit(0);
}

/** Calls `onLine` with each line of standard input. */
async function readLines(onLine: (line: string) => void): Promise<void> {
  const buffer = new Uint8Array(64 * 1024);
  let rest = "";
  for (let count = await read(buffer); count !== null; count = await read(buffer)) {
    rest += decode(subarray(buffer, 0, count), { stream: true });
    let start = 0;
    for (let end = rest.indexOf("\n"); end >= 0; end = rest.indexOf("\n", start)) {
      onLine(rest.slice(start, end));
      start = end + 1;
    }
    rest = rest.slice(start);
  }
}
