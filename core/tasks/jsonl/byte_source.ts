import { messageOf } from "../../errors/errors.ts";

/** Bytes that don't move: a file, or the content of a URL. */
export interface ByteSource {
  /** Its name in messages. */
  readonly name: string;
  /** Opens it; the caller closes it. */
  open(): Promise<OpenBytes>;
}

/** An opened {@linkcode ByteSource}. */
export interface OpenBytes {
  /** The number of bytes. */
  readonly size: number;
  /** A text that changes when the bytes change. */
  readonly stamp: string;
  /** Reads the bytes from one offset up to but not including another. */
  read(from: number, to: number): Promise<Uint8Array>;
  /** Closes it. */
  close(): Promise<void>;
}

/** The part of `node:fs/promises` that is needed here; Deno, Node and Bun have it. */
interface FileSystem {
  open(path: string | URL): Promise<FileHandle>;
}

interface FileHandle {
  stat(): Promise<{ readonly size: number; readonly mtimeMs: number; readonly ino: number }>;
  read(buffer: Uint8Array, offset: number, length: number, position: number): Promise<{ readonly bytesRead: number }>;
  close(): Promise<void>;
}

/** Creates the byte source of a location; a URL is fetched once, on first use, and kept. */
export function toByteSource(location: string | URL): ByteSource {
  const url = location instanceof URL
    ? location
    : /^(file|https?|data):/i.test(location)
    ? new URL(location)
    : undefined;
  if (url !== undefined && url.protocol !== "file:") return new FetchedBytes(url);
  const name = String(location);
  return { name, open: async () => openHandle(await fileSystem().open(url ?? name)) };
}

class FetchedBytes implements ByteSource {
  readonly name: string;
  readonly #url: URL;
  #bytes: Promise<Uint8Array> | undefined;

  constructor(url: URL) {
    this.name = nameOf(url);
    this.#url = url;
  }

  async open(): Promise<OpenBytes> {
    const bytes = await (this.#bytes ??= this.#fetch());
    return {
      size: bytes.length,
      stamp: "",
      read: (from, to) => Promise.resolve(bytes.subarray(from, to)),
      close: () => Promise.resolve(),
    };
  }

  async #fetch(): Promise<Uint8Array> {
    try {
      const response = await fetch(this.#url);
      const bytes = new Uint8Array(await response.arrayBuffer());
      if (!response.ok) throw new Error(`it answered ${response.status}`);
      return bytes;
    } catch (thrown) {
      this.#bytes = undefined;
      const { href, search } = this.#url;
      throw new Error(messageOf(thrown).replaceAll(href, this.name).replaceAll(search, ""), { cause: thrown });
    }
  }
}

/** Names a URL in messages without what may be secret in it: a password, a signature, or the data themselves. */
function nameOf({ protocol, origin, pathname }: URL): string {
  return protocol === "data:" ? `data:${pathname.split(",", 1)[0]}` : `${origin}${pathname}`;
}

/** Loads the module at run time, so that a contract with tasks in files still loads in a browser. */
function fileSystem(): FileSystem {
  const { process } = globalThis as { process?: { getBuiltinModule?(name: string): unknown } };
  const found = process?.getBuiltinModule?.("node:fs/promises");
  if (found === undefined) throw new Error("there are no files here");
  return found as FileSystem;
}

async function openHandle(handle: FileHandle): Promise<OpenBytes> {
  const { size, mtimeMs, ino } = await handle.stat().catch(async (thrown) => {
    await handle.close();
    throw thrown;
  });
  return {
    size,
    stamp: `${size} ${mtimeMs} ${ino}`,
    close: () => handle.close(),
    async read(from, to) {
      const buffer = new Uint8Array(to - from);
      let filled = 0;
      while (filled < buffer.length) {
        const { bytesRead } = await handle.read(buffer, filled, buffer.length - filled, from + filled);
        if (bytesRead === 0) break;
        filled += bytesRead;
      }
      return buffer.subarray(0, filled);
    },
  };
}
