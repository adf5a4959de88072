import { messageOf } from "@openenv/core/errors";
import { Buffer } from "node:buffer";
import { createHash } from "node:crypto";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** How long one download may take, in milliseconds. */
const TIMEOUT_MS = 60_000;

/** A file that was read, from the network or from disk. */
export interface Download {
  /** Its bytes; `undefined` if it still is what the tag stands for. */
  readonly bytes: Uint8Array<ArrayBuffer> | undefined;
  /** The tag of this state of the file; absent if the server gives none. */
  readonly etag?: string;
}

/**
 * Reads a file with `file:`, `http:` or `https:`.
 *
 * @param url Its URL.
 * @param maxBytes The most bytes it may have; what is larger is not read to its end.
 * @param etag The tag of a known state, which is not sent again.
 * @throws An `Error` whose message is a reason, to be put behind a colon.
 */
export async function download(url: URL, maxBytes: number, etag?: string): Promise<Download> {
  if (url.protocol === "file:") return { bytes: await readLimited(await openFile(url), maxBytes) };
  if (url.protocol !== "http:" && url.protocol !== "https:") throw new Error(`${url.protocol} can't be read`);
  const response = await fetch(url, {
    headers: etag === undefined ? {} : { "if-none-match": etag },
    signal: AbortSignal.timeout(TIMEOUT_MS),
  }).catch((cause) => {
    throw new OfflineError(messageOf(cause), { cause });
  });
  if (url.protocol === "https:" && !response.url.startsWith("https:")) {
    await response.body?.cancel();
    throw new Error(`it redirects to ${response.url}, which is not https`);
  }
  if (response.status === 304) return { bytes: undefined, etag };
  if (!response.ok) {
    await response.body?.cancel();
    const reason = `the server answers ${response.status}`;
    throw response.status >= 500 ? new OfflineError(reason) : new Error(reason);
  }
  const tag = response.headers.get("etag");
  const bytes = await readLimited(response.body, maxBytes).catch((cause) => {
    throw cause instanceof TooLargeError ? cause : new OfflineError(messageOf(cause), { cause });
  });
  return { bytes, ...(tag !== null && { etag: tag }) };
}

class TooLargeError extends Error {}

/** The server can't be reached or is down, so that a copy may stand in. */
export class OfflineError extends Error {}

async function openFile(url: URL): Promise<ReadableStream<Uint8Array>> {
  try {
    return (await Deno.open(url)).readable;
  } catch (cause) {
    throw new Error(cause instanceof Deno.errors.NotFound ? "there is no such file" : messageOf(cause), { cause });
  }
}

async function readLimited(
  stream: ReadableStream<Uint8Array> | null,
  maxBytes: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of stream ?? []) {
    size += part.length;
    if (size > maxBytes) throw new TooLargeError(`it has more than ${maxBytes} bytes`);
    parts.push(part);
  }
  return new Uint8Array(Buffer.concat(parts));
}

/** Returns the SHA-256 of bytes or text, in hexadecimal. */
export function sha256(data: Uint8Array | string): string {
  return createHash("sha256").update(data).digest("hex");
}

/** Returns the path of a file in the cache of this package: under `OPENENV_CACHE`, or the user's cache folder. */
export function cachePath(...names: readonly string[]): string {
  const { OPENENV_CACHE, XDG_CACHE_HOME, LOCALAPPDATA, HOME } = variables();
  if (OPENENV_CACHE) return join(OPENENV_CACHE, ...names);
  const folder = XDG_CACHE_HOME ?? LOCALAPPDATA ?? (HOME && join(HOME, ".cache"));
  if (folder === undefined) throw new Error("Cannot find the cache folder: set OPENENV_CACHE, XDG_CACHE_HOME or HOME");
  return join(folder, "openenv", ...names);
}

function variables(): Record<string, string | undefined> {
  return Object.fromEntries(
    ["OPENENV_CACHE", "XDG_CACHE_HOME", "LOCALAPPDATA", "HOME"].map((name) => [name, Deno.env.get(name) || undefined]),
  );
}

/** Writes a file as a whole or not at all, whatever other processes do at the same time. */
export async function writeWhole(path: string, data: Uint8Array | string): Promise<void> {
  await Deno.mkdir(dirname(path), { recursive: true });
  const draft = `${path}.${crypto.randomUUID()}.tmp`;
  try {
    await Deno.writeFile(draft, typeof data === "string" ? new TextEncoder().encode(data) : data);
    await Deno.rename(draft, path);
  } catch (thrown) {
    await Deno.remove(draft).catch(() => {});
    throw thrown;
  }
}

/** Reads a file; `undefined` if there is none. */
export async function readIfThere(path: string | URL): Promise<Uint8Array<ArrayBuffer> | undefined> {
  try {
    return await Deno.readFile(path);
  } catch (thrown) {
    if (thrown instanceof Deno.errors.NotFound || thrown instanceof Deno.errors.NotADirectory) return undefined;
    throw thrown;
  }
}

/** Writes a URL as people would: a file as its path. */
export function describeUrl(url: URL): string {
  return url.protocol === "file:" ? fileURLToPath(url) : url.href;
}
