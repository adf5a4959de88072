/**
 * What the two generations of YAML read differently: 1.1, which the Python package reads, and 1.2, which this reader and
 * most editors do.
 */
const AMBIGUOUS: readonly (readonly [pattern: RegExp, kind: string])[] = [
  [/^(yes|Yes|YES|no|No|NO|on|On|ON|off|Off|OFF)$/, "true or false"],
  [/^[-+]?0[0-9_]+$/, "an octal number"],
  [/^0o[0-7]+$/, "a text, and newer ones an octal number"],
  [/^([-+]?0b[01_]+|[-+]?0x[0-9a-fA-F]*_[0-9a-fA-F_]*|[-+]0x[0-9a-fA-F]+)$/, "a number"],
  [/^(?=.*_)([-+]?\d[\d_]*(\.[\d_]*)?|\.\d[\d_]*)([eE][-+]\d+)?$/, "a number"],
  [/^[-+]?\d[\d_]*(:[0-5]?\d)+(\.[\d_]*)?$/, "a number to the base of 60"],
  [/^\d{4}-\d\d?-\d\d?([Tt ].*)?$/, "a date"],
  [/^=$/, "a reference"],
  [/^<<$/, "a merge"],
];

/** The fractions of YAML 1.1: they need a dot, digits before it if they have a sign, and a sign in the exponent. */
const FRACTION = /^([-+]?\d+\.\d*|\.\d+)([eE][-+]\d+)?$/;

/**
 * Tells what readers of YAML 1.1 make of a text without quotes, if that differs from what YAML 1.2 says.
 *
 * @returns The kind, as a message names it; `undefined` if both read the same.
 */
export function kindInYaml11(source: string): string | undefined {
  return AMBIGUOUS.find(([pattern]) => pattern.test(source))?.[1];
}

/** `true` if readers of YAML 1.1 make a text of what YAML 1.2 says is a number, as of `1e3`. */
export function isTextInYaml11(source: string): boolean {
  return /[eE]|[-+]\./.test(source) && !source.startsWith("0x") && !FRACTION.test(source);
}
