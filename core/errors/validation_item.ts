/** One failed check of an input, in Pydantic's format, which is also that of the wire. */
export interface ValidationItem {
  /** The kind of failure, such as `missing`, `int_type` or `extra_forbidden`. */
  readonly type: string;
  /** The path of the failure: keys and indexes, from the outside in. */
  readonly loc: readonly (string | number)[];
  /** The message, for people. */
  readonly msg: string;
  /** The value that failed; for `missing`, the object that lacks the key. `null` if JSON has no such value. */
  readonly input: unknown;
  /** The constraint that was broken, such as `{ "le": 10 }`. */
  readonly ctx?: Readonly<Record<string, unknown>>;
}
