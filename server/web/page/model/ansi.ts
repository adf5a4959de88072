/** A piece of text in one style. */
export interface Styled {
  /** The text. */
  readonly text: string;
  /** The classes of its style, separated by spaces; empty for plain text. */
  readonly style: string;
}

// deno-lint-ignore no-control-regex -- it is about control characters
const SEQUENCE = /\x1b(?:\[([\d;:]*)([@-~])|\][^\x07\x1b]*(?:\x07|\x1b\\)|[@-Z\\^_])/g;
// deno-lint-ignore no-control-regex -- it is about control characters
const INVISIBLE = /[\x00-\x08\x0b-\x1f\x7f\u200b\u202a-\u202e\u2066-\u2069\ufeff]/g;
const COLORS = ["black", "red", "green", "yellow", "blue", "magenta", "cyan", "white"];

/** Splits a text with ANSI codes into styled pieces. Codes other than those for colours and weight do nothing. */
export function readAnsi(text: string): readonly Styled[] {
  const pieces: Styled[] = [];
  let style = new Map<string, string>();
  let from = 0;
  const add = (to: number) => {
    if (to > from) pieces.push({ text: text.slice(from, to), style: [...style.values()].join(" ") });
  };
  for (const match of text.matchAll(SEQUENCE)) {
    add(match.index);
    from = match.index + match[0].length;
    if (match[2] === "m") style = applyCodes(style, (match[1] ?? "").split(/[;:]/).map(Number));
  }
  add(text.length);
  return pieces;
}

function applyCodes(before: ReadonlyMap<string, string>, codes: readonly number[]): Map<string, string> {
  const style = new Map(before);
  for (let index = 0; index < codes.length; index++) {
    const code = codes[index]!;
    const color = COLORS[code % 10];
    if (code === 0) style.clear();
    else if (code === 1) style.set("weight", "ansi-bold");
    else if (code === 2) style.set("weight", "ansi-dim");
    else if (code === 4) style.set("line", "ansi-underline");
    else if (code === 7) style.set("inverse", "ansi-inverse");
    else if (code === 22) style.delete("weight");
    else if (code === 24) style.delete("line");
    else if (code === 27) style.delete("inverse");
    else if (code === 38 || code === 48) index += codes[index + 1] === 5 ? 2 : 4;
    else if (code === 39) style.delete("color");
    else if (code === 49) style.delete("ground");
    else if ((code >= 30 && code < 38) || (code >= 90 && code < 98)) style.set("color", `ansi-${color}`);
    else if ((code >= 40 && code < 48) || (code >= 100 && code < 108)) style.set("ground", `ansi-on-${color}`);
  }
  return style;
}

/** `true` if a text has ANSI codes. */
export function hasAnsi(text: string): boolean {
  return text.includes("\x1b");
}

/** Makes characters visible that hide or reorder others, such as right-to-left overrides. Line breaks and tabs stay. */
export function showInvisible(text: string): string {
  return text.replace(INVISIBLE, (character) => {
    const code = character.charCodeAt(0);
    if (code === 0x7f) return "␡";
    return code < 0x20 ? String.fromCharCode(0x2400 + code) : `⟨U+${code.toString(16).toUpperCase().padStart(4, "0")}⟩`;
  });
}
