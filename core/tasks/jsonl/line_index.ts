import type { OpenBytes } from "./byte_source.ts";

const [LINE_FEED, CARRIAGE_RETURN, TAB, SPACE] = [0x0a, 0x0d, 0x09, 0x20];
const BYTE_ORDER_MARK: readonly number[] = [0xef, 0xbb, 0xbf];
const PIECE_BYTES = 256 * 1024;

/** The offsets of a file's lines: eight bytes for each, without their content. Blank lines are not counted. */
export class LineIndex {
  /** The size of the file in bytes. */
  readonly size: number;
  /** The stamp of the file when it was read. */
  readonly stamp: string;
  #offsets = new Float64Array(256);
  #count = 0;

  private constructor({ size, stamp }: OpenBytes) {
    this.size = size;
    this.stamp = stamp;
  }

  /** Reads a file once, from beginning to end, a piece at a time. */
  static async build(bytes: OpenBytes, pieceBytes: number = PIECE_BYTES): Promise<LineIndex> {
    const index = new LineIndex(bytes);
    let [lineStart, hasText] = [0, false];
    for await (const { chunk, at } of piecesOf(bytes, bytes.size, pieceBytes)) {
      let place = at === 0 && BYTE_ORDER_MARK.every((byte, position) => chunk[position] === byte) ? 3 : 0;
      if (place > 0) lineStart = place;
      for (; place < chunk.length; place++) {
        const byte = chunk[place]!;
        if (byte === LINE_FEED) {
          if (hasText) index.#add(lineStart);
          [lineStart, hasText] = [at + place + 1, false];
        } else if (hasText || (byte !== SPACE && byte !== TAB && byte !== CARRIAGE_RETURN)) {
          hasText = true;
          const end = chunk.indexOf(LINE_FEED, place);
          place = (end === -1 ? chunk.length : end) - 1;
        }
      }
    }
    if (hasText) index.#add(lineStart);
    return index;
  }

  /** The number of lines that are not blank. */
  get count(): number {
    return this.#count;
  }

  /** The number of bytes that the index takes in memory. */
  get byteLength(): number {
    return this.#offsets.byteLength;
  }

  /** Returns the offset of a line; after the last line, the end of the file. */
  offset(line: number): number {
    return line < this.#count ? this.#offsets[line]! : this.size;
  }

  /** Returns the number of a line in the file, from 1, including blank lines. */
  async lineNumber(bytes: OpenBytes, line: number): Promise<number> {
    let number = 1;
    for await (const { chunk } of piecesOf(bytes, this.offset(line), PIECE_BYTES)) {
      for (let end = chunk.indexOf(LINE_FEED); end !== -1; end = chunk.indexOf(LINE_FEED, end + 1)) number++;
    }
    return number;
  }

  #add(offset: number): void {
    if (this.#count === this.#offsets.length) {
      const grown = new Float64Array(this.#count * 2);
      grown.set(this.#offsets);
      this.#offsets = grown;
    }
    this.#offsets[this.#count++] = offset;
  }
}

async function* piecesOf(bytes: OpenBytes, end: number, size: number): AsyncGenerator<Piece> {
  for (let at = 0; at < end; at += size) yield { chunk: await bytes.read(at, Math.min(at + size, end)), at };
}

interface Piece {
  readonly chunk: Uint8Array;
  readonly at: number;
}
