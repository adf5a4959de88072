/**
 * Bytes to lines of text.
 *
 * @module
 */

/** Splits UTF-8 bytes into lines; a last line without a line end counts. */
export class TextLineStream implements ReadableWritablePair<string, Uint8Array<ArrayBuffer>> {
  /** The lines. */
  readonly readable: ReadableStream<string>;
  /** The bytes. */
  readonly writable: WritableStream<Uint8Array<ArrayBuffer>>;

  constructor() {
    const decode = new TextDecoderStream();
    this.writable = decode.writable;
    this.readable = decode.readable.pipeThrough(new TransformStream(lineSplitter()));
  }
}

function lineSplitter(): Transformer<string, string> {
  let parts: string[] = []; // a long line comes in many chunks: joined once
  return {
    transform(chunk, controller) {
      const pieces = chunk.split("\n");
      for (const piece of pieces.slice(0, -1)) {
        controller.enqueue([...parts, piece].join(""));
        parts = [];
      }
      parts.push(pieces.at(-1) ?? "");
    },
    flush(controller) {
      const rest = parts.join("");
      if (rest !== "") controller.enqueue(rest);
    },
  };
}
