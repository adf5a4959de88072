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
const { apply } = Reflect;
const { subarray } = Uint8Array.prototype;
const encoder = new TextEncoder();
const encode = encoder.encode.bind(encoder);
const writeSync = stdout.writeSync.bind(stdout);

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
    // A message begins a line, even after output that does not end one.
    const bytes = encode(`\n${secret} ${stringify(message)}\n`);
    for (let written = 0; written < bytes.length;) written += writeSync(apply(subarray, bytes, [written]));
  };
  for await (const line of readLines(stdin.readable)) {
    if (secret === undefined) {
      secret = line;
      send({ ready: true });
    } else onMessage(parse(line), send);
  }
  exit(0);
}

async function* readLines(bytes: ReadableStream<Uint8Array>): AsyncGenerator<string, void, undefined> {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const chunk of bytes) {
    rest += decoder.decode(chunk, { stream: true });
    let start = 0;
    for (let end = rest.indexOf("\n"); end >= 0; end = rest.indexOf("\n", start)) {
      yield rest.slice(start, end);
      start = end + 1;
    }
    rest = rest.slice(start);
  }
}
