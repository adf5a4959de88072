import { LineCounter } from "yaml";

/** The place of a value in a manifest, from the outside in. */
export type FieldPath = readonly (string | number)[];

/** A problem in a text, before its line is looked up. */
export interface Finding {
  /** The place in the manifest. */
  readonly path: FieldPath;
  /** The problem: the rest of a sentence that begins with the place. */
  readonly message: string;
  /** The offset in the text. Default: that of the value. */
  readonly offset?: number;
  /** Uses the offset of the key instead. Default: `false`. */
  readonly atKey?: boolean;
  /** `true` if other readers can't read any of the text then, so that the problem counts even for an ignored key. */
  readonly breaksText?: boolean;
}

/** The offsets of one value in the text. */
export interface Place {
  /** The offset of the key; that of the value if it has no key. */
  readonly key: number;
  /** The offset of the value. */
  readonly value: number;
  /** A scalar as it is written, without its quotes. */
  readonly source?: string;
}

/** Finds lines by offset, and offsets of values by path. */
export class ManifestText {
  readonly #lines = new LineCounter();
  readonly #places = new Map<string, Place>();

  /** Finds the lines; the parser misses some in a broken text. */
  constructor(content: string) {
    this.#lines.addNewLine(0);
    for (const { index } of content.matchAll(/\n/g)) this.#lines.addNewLine(index + 1);
  }

  /** Adds the offsets of a value. */
  addPlace(path: FieldPath, place: Place): void {
    this.#places.set(JSON.stringify(path), place);
  }

  /** Returns the offsets of a value; `undefined` if there is none. */
  placeOf(path: FieldPath): Place | undefined {
    return this.#places.get(JSON.stringify(path));
  }

  /** Returns the line and the column of an offset, both counted from 1. */
  positionOf(offset: number): { readonly line: number; readonly column: number } {
    const { line, col } = this.#lines.linePos(offset);
    return { line, column: col };
  }

  /** Returns the offset of a problem; for a missing value, that of the key of the nearest mapping around it. */
  offsetOf({ path, offset, atKey }: Finding): number {
    if (offset !== undefined) return offset;
    const found = this.placeOf(path);
    if (found !== undefined) return atKey === true ? found.key : found.value;
    for (let length = path.length - 1; length >= 0; length--) {
      const around = this.placeOf(path.slice(0, length));
      if (around !== undefined) return around.key;
    }
    return 0;
  }
}

/** Writes a path as people do: `validation.reward.range[0]`. */
export function formatField(path: FieldPath): string {
  return path.map((part, index) => typeof part === "number" ? `[${part}]` : `${index > 0 ? "." : ""}${part}`).join("");
}
