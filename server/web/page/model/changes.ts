/** A value that differs between two observations. */
export interface Change {
  /** Its path. */
  readonly path: readonly (string | number)[];
  /** The value before; `undefined` if it was not there. */
  readonly before: unknown;
  /** The value after; `undefined` if it is gone. */
  readonly after: unknown;
}

/** The differences between two values. */
export interface Changes {
  /** The number of changed values, all of them. */
  readonly count: number;
  /** The first changed values, in the order of the observation. */
  readonly first: readonly Change[];
  /** `true` for an object or a list of the newer value with a change in it. */
  readonly holdsChange: (node: object) => boolean;
}

const NONE: Changes = { count: 0, first: [], holdsChange: () => false };

/** Finds the differences between two observations. `before` is `undefined` for the first one: nothing has changed. */
export function findChanges(before: unknown, after: unknown, most = 6): Changes {
  if (before === undefined) return NONE;
  const first: Change[] = [];
  const holders = new WeakSet<object>();
  let count = 0;
  const compare = (one: unknown, other: unknown, path: Change["path"]): boolean => {
    if (Object.is(one, other)) return false;
    const keys = sharedKeys(one, other);
    if (keys === undefined) {
      count++;
      if (first.length < most) first.push({ path, before: one, after: other });
      return true;
    }
    let changed = false;
    for (const key of keys) changed = compare(read(one, key), read(other, key), [...path, key]) || changed;
    if (changed) holders.add(other as object);
    return changed;
  };
  compare(before, after, []);
  return { count, first, holdsChange: (node) => holders.has(node) };
}

/** The keys of two objects, or the indexes of two lists; `undefined` if the values can only differ as a whole. */
function sharedKeys(one: unknown, other: unknown): readonly (string | number)[] | undefined {
  if (typeof one !== "object" || typeof other !== "object" || one === null || other === null) return undefined;
  if (Array.isArray(one) !== Array.isArray(other)) return undefined;
  if (Array.isArray(one) && Array.isArray(other)) {
    return Array.from({ length: Math.max(one.length, other.length) }, (_, index) => index);
  }
  return [...new Set([...Object.keys(other), ...Object.keys(one)])];
}

function read(value: unknown, key: string | number): unknown {
  return Object.hasOwn(value as object, key) ? (value as Record<string, unknown>)[key] : undefined;
}

/** Writes a path as a programmer would: `cart.lines[0].price`. */
export function showPath(path: readonly (string | number)[]): string {
  return path.map((key, index) => {
    if (typeof key === "number") return `[${key}]`;
    return /^[\w$]+$/.test(key) ? (index === 0 ? key : `.${key}`) : `[${JSON.stringify(key)}]`;
  }).join("");
}

/** Writes a value on one line. A longer one ends in an ellipsis: the tree below shows all of it. */
export function showShort(value: unknown, most = 60): string {
  if (value === undefined) return "nothing";
  const isLong = typeof value === "string" && value.length > most;
  const text = JSON.stringify(isLong ? value.slice(0, most) : value);
  return text.length > most ? `${text.slice(0, most)}…` : text;
}
