/** An entry of a tar archive, without its contents. */
export interface TarHeader {
  /** Its path, as written. */
  readonly path: string;
  /** Its kind. */
  readonly kind: "file" | "folder" | "link" | "hard link" | "other";
  /** The mode, without the kind. */
  readonly mode: number;
  /** The user id. */
  readonly uid: number;
  /** The group id. */
  readonly gid: number;
  /** The size of a file, in bytes. */
  readonly size: number;
  /** The target of a link. */
  readonly target: string;
}

const BLOCK_BYTES = 512;
/** The longest path that an archive may have, in bytes. */
const MAX_NAME_BYTES = 1024 * 1024;
const KINDS: Readonly<Record<string, TarHeader["kind"]>> = {
  "0": "file",
  "\0": "file",
  "1": "hard link",
  "2": "link",
  "5": "folder",
};
const decoder = new TextDecoder();

/**
 * Reads a tar archive, with the extensions of pax and GNU for long names.
 *
 * @param stream The archive.
 * @param onEntry Called with each entry; returns a function that gets the contents in pieces, or nothing to skip them.
 */
export async function readTar(
  stream: ReadableStream<Uint8Array>,
  onEntry: (header: TarHeader) => ((piece: Uint8Array) => void) | undefined,
): Promise<void> {
  const reader = new PieceReader(stream.getReader());
  let next: { path?: string; target?: string } = {};
  for (let block = await reader.take(BLOCK_BYTES); block !== undefined; block = await reader.take(BLOCK_BYTES)) {
    if (block.every((byte) => byte === 0)) continue;
    const type = readText(block, 156, 1) || "\0";
    const size = readNumber(block, 124, 12);
    if (type === "x" || type === "g" || type === "L" || type === "K") {
      if (size > MAX_NAME_BYTES) throw new Error("Cannot read archive: a name is too long");
      const text = decoder.decode(await reader.take(size));
      if (type === "x") next = { ...next, ...readPax(text) };
      else if (type === "L") next = { ...next, path: text.replace(/\0.*$/s, "") };
      else if (type === "K") next = { ...next, target: text.replace(/\0.*$/s, "") };
    } else {
      const header = readHeader(block, type, size, next);
      next = {};
      const onPiece = onEntry(header);
      await reader.pass(size, onPiece);
    }
    await reader.pass((BLOCK_BYTES - size % BLOCK_BYTES) % BLOCK_BYTES);
  }
}

function readHeader(
  block: Uint8Array,
  type: string,
  size: number,
  next: { path?: string; target?: string },
): TarHeader {
  const prefix = readText(block, 257, 5) === "ustar" ? readText(block, 345, 155) : "";
  const name = readText(block, 0, 100);
  return {
    path: next.path ?? (prefix === "" ? name : `${prefix}/${name}`),
    kind: KINDS[type] ?? "other",
    mode: readNumber(block, 100, 8) & 0o7777,
    uid: readNumber(block, 108, 8),
    gid: readNumber(block, 116, 8),
    size,
    target: next.target ?? readText(block, 157, 100),
  };
}

/** Reads the records of pax: `<length> <key>=<value>\n`. */
function readPax(text: string): { path?: string; target?: string } {
  const values = new Map([...text.matchAll(/\d+ ([^=\n]+)=([^\n]*)\n/g)].map(([, key, value]) => [key, value]));
  const [path, target] = [values.get("path"), values.get("linkpath")];
  return { ...(path !== undefined && { path }), ...(target !== undefined && { target }) };
}

function readText(block: Uint8Array, start: number, length: number): string {
  const field = block.subarray(start, start + length);
  const end = field.indexOf(0);
  return decoder.decode(end === -1 ? field : field.subarray(0, end));
}

/** Reads an octal number, or a binary one if the first bit is set. */
function readNumber(block: Uint8Array, start: number, length: number): number {
  if (block[start]! < 0x80) return parseInt(readText(block, start, length).trim() || "0", 8);
  return block.subarray(start + 1, start + length).reduce((sum, byte) => sum * 256 + byte, 0);
}

/** Cuts a stream into pieces of a given length. */
class PieceReader {
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>;
  #chunk: Uint8Array = new Uint8Array();

  constructor(reader: ReadableStreamDefaultReader<Uint8Array>) {
    this.#reader = reader;
  }

  /** Returns so many bytes, or `undefined` at the end. */
  async take(length: number): Promise<Uint8Array | undefined> {
    const taken = new Uint8Array(length);
    let at = 0;
    const isWhole = await this.#read(length, (piece) => {
      taken.set(piece, at);
      at += piece.length;
    });
    if (!isWhole && at > 0) throw new Error("Cannot read archive: it is cut off");
    return isWhole ? taken : undefined;
  }

  /** Passes so many bytes on, in pieces. */
  async pass(length: number, onPiece: (piece: Uint8Array) => void = () => {}): Promise<void> {
    if (!await this.#read(length, onPiece)) throw new Error("Cannot read archive: it is cut off");
  }

  async #read(length: number, onPiece: (piece: Uint8Array) => void): Promise<boolean> {
    for (let left = length; left > 0;) {
      if (this.#chunk.length === 0) {
        const { value, done } = await this.#reader.read();
        if (done) return false;
        this.#chunk = value;
      }
      const piece = this.#chunk.subarray(0, left);
      onPiece(piece);
      this.#chunk = this.#chunk.subarray(piece.length);
      left -= piece.length;
    }
    return true;
  }
}
