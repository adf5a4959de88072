/** One failed check of an input, in the shape that Pydantic gives it and the wire carries. */
export interface ValidationItem {
  /** The kind of failure, such as `missing`, `int_type` or `extra_forbidden`. */
  readonly type: string;
  /** The place of the failure: keys and indexes from the outside in. */
  readonly loc: readonly (string | number)[];
  /** What is wrong, for people. */
  readonly msg: string;
  /** The value that failed; for `missing` the object that lacks the key. `null` where JSON has no such value. */
  readonly input: unknown;
  /** The constraint that was broken, such as `{ "le": 10 }`. */
  readonly ctx?: Readonly<Record<string, unknown>>;
}
