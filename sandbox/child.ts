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
const BUFFER_BYTES = 64 * 1024;
const Bytes = Uint8Array;
const lengthOf = getter("length");
const bufferOf = getter("buffer");
const offsetOf = getter("byteOffset");

/** Takes the getter of a property of byte arrays; code that replaces it later is never shown the secret. */
function getter(name: string): (bytes: Uint8Array) => never {
  const { get } = Object.getOwnPropertyDescriptor(Object.getPrototypeOf(Uint8Array.prototype), name)!;
  return Function.prototype.call.bind(get!) as (bytes: Uint8Array) => never;
}

/** The rest of some bytes. The method `subarray` would ask the bytes for their constructor, which anyone can replace. */
function from(bytes: Uint8Array, start: number): Uint8Array<ArrayBuffer> {
  return start === 0 ? bytes as Uint8Array<ArrayBuffer> : new Bytes(bufferOf(bytes), offsetOf(bytes) + start);
}

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
    for (let written = 0; written < lengthOf(bytes);) written += writeSync(from(bytes, written));
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
  let memory = new ArrayBuffer(BUFFER_BYTES);
  let lines = 0;
  let rest = "";
  for (let count = await read(new Bytes(memory)); count !== null; count = await read(new Bytes(memory))) {
    const linesBefore = lines;
    rest += decode(new Bytes(memory, 0, count), { stream: true });
    let start = 0;
    for (let end = rest.indexOf("\n"); end >= 0; end = rest.indexOf("\n", start)) {
      lines++;
      onLine(rest.slice(start, end));
      start = end + 1;
    }
    rest = rest.slice(start);
    // Code that has replaced a getter can see the runtime's buffer, so the secret must not stay in there.
    if (linesBefore === 0) memory = new ArrayBuffer(BUFFER_BYTES);
  }
}
