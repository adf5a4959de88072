/**
 * Integers and whole floats, which JSON keeps apart and JavaScript doesn't.
 *
 * @module
 */

/** Stands for a whole float among parsed values; `1` alone is an integer. */
export function float(value: number): string | number {
  return Number.isInteger(value) ? `<float ${value}>` : value;
}

/** Parses JSON; `1.0` becomes {@linkcode float}`(1)`. */
export function parseWithKinds(text: string): unknown {
  return JSON.parse(text, (_key, value, context?: { readonly source: string }) => {
    return typeof value === "number" && /[.eE]/.test(context!.source) ? float(value) : value;
  });
}
