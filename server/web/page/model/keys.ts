const ARROWS: readonly (readonly [key: string, symbol: string, words: RegExp])[] = [
  ["ArrowUp", "↑", /^(move_?|go_?)?(up|north|n|forward|u)$/i],
  ["ArrowDown", "↓", /^(move_?|go_?)?(down|south|s|backward|d)$/i],
  ["ArrowLeft", "←", /^(move_?|go_?)?(left|west|w|l)$/i],
  ["ArrowRight", "→", /^(move_?|go_?)?(right|east|e|r)$/i],
];

/** The key of a value. */
export interface ValueKey {
  /** The name of the key in a keyboard event. */
  readonly key: string;
  /** The key for people. */
  readonly symbol: string;
}

/** Finds the keys for the values of an enum: arrows if at least two values are directions, else the digits. */
export function keysOf(values: readonly unknown[]): readonly (ValueKey | undefined)[] {
  const arrows = values.map((value) => ARROWS.find(([, , words]) => typeof value === "string" && words.test(value)));
  if (arrows.filter(Boolean).length >= 2) {
    return arrows.map((arrow) => arrow === undefined ? undefined : { key: arrow[0], symbol: arrow[1] });
  }
  return values.map((_, index) => index < 9 ? { key: `${index + 1}`, symbol: `${index + 1}` } : undefined);
}
