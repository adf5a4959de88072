import { LineCounter } from "yaml";

/** The place of a part of a manifest, from the outside in. */
export type FieldPath = readonly (string | number)[];

/** What was found in a text, before its line is looked up. */
export interface Finding {
  /** The place in the manifest. */
  readonly path: FieldPath;
  /** What is wrong there: the rest of a sentence that begins with the place. */
  readonly message: string;
  /** The place in the text; that of the value if not given. */
  readonly offset?: number;
  /** `true` if the place in the text is that of the key. */
  readonly atKey?: boolean;
  /** `true` if it keeps other readers from reading any of the text, so that it counts where nobody reads the value too. */
  readonly breaksText?: boolean;
}

/** Where one value stands in the text. */
export interface Place {
  /** Where its key stands, or the value if it has none. */
  readonly key: number;
  /** Where the value stands. */
  readonly value: number;
  /** A plain value as it is written, without its quotes. */
  readonly source?: string;
}

/** Where everything stands in a text: lines by offset, values by path. */
export class ManifestText {
  readonly #lines = new LineCounter();
  readonly #places = new Map<string, Place>();

  /** Finds the lines; the parser's own count misses some in a broken text. */
  constructor(content: string) {
    this.#lines.addNewLine(0);
    for (const { index } of content.matchAll(/\n/g)) this.#lines.addNewLine(index + 1);
  }

  /** Notes where a value stands. */
  addPlace(path: FieldPath, place: Place): void {
    this.#places.set(JSON.stringify(path), place);
  }

  /** Where a value stands; `undefined` if there is none. */
  placeOf(path: FieldPath): Place | undefined {
    return this.#places.get(JSON.stringify(path));
  }

  /** The line and the column of an offset, both counted from 1. */
  positionOf(offset: number): { readonly line: number; readonly column: number } {
    const { line, col } = this.#lines.linePos(offset);
    return { line, column: col };
  }

  /** Where to look for a problem; for a value that is missing, at the key of the nearest mapping around it. */
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
