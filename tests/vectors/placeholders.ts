/**
 * The names that recorded texts use for what varies between runs.
 *
 * @module
 */

const PATTERNS: Readonly<Record<string, string>> = {
  "<text>": String.raw`(?:[^"\\]|\\.)*`,
  "<uuid>": "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}",
  "<integer>": String.raw`-?\d+`,
  "<version>": String.raw`\d+\.\d+`,
};
const ANY_TEXT = String.raw`[\s\S]*`;
const NAMES = /<(?:text|uuid|integer|version)>/g;

/** The expression that a whole frame must match to be the recorded one, byte for byte. */
export function anchored(template: string): RegExp {
  return compile(template, (name) => PATTERNS[name]!);
}

/** Whether one decoded JSON string is the recorded one. */
export function matchesText(template: string, text: string): boolean {
  return compile(template, (name) => name === "<text>" ? ANY_TEXT : PATTERNS[name]!).test(text);
}

function compile(template: string, patternOf: (name: string) => string): RegExp {
  const names = template.match(NAMES) ?? [];
  const literals = template.split(NAMES).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  const source = literals.map((literal, index) => literal + (index < names.length ? patternOf(names[index]!) : ""));
  return new RegExp(`^${source.join("")}$`);
}
