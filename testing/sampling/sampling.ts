import { OpenEnvError, type Random } from "@openenv/core";
import { formatPath, type Path } from "@openenv/core/errors";
import type { JsonSchema } from "@openenv/core/schema";

/** One attempt to sample a value. */
export interface Sampling {
  /** The generator of random numbers. */
  readonly random: Random;
  /** The document that references point into. */
  readonly root: JsonSchema;
  /** How far repetitions and lengths may exceed their minimum; it grows with each failed attempt. */
  readonly spread: number;
  /** How many containers and references are around the value; from {@linkcode SMALL_DEPTH} on it is made small. */
  readonly depth: number;
  /** The place in the whole value. */
  readonly path: Path;
}

/** The depth from which on optional parts are left out, so that a schema that contains itself comes to an end. */
export const SMALL_DEPTH = 6;

/** Returns the sampling for a part of a value. */
export function inside(sampling: Sampling, key: string | number): Sampling {
  return { ...sampling, depth: sampling.depth + 1, path: [...sampling.path, key] };
}

/** Checks whether the value has to be as small as possible. */
export function isSmall({ depth }: Sampling): boolean {
  return depth >= SMALL_DEPTH;
}

/** The data of a schema whose values can't be sampled. */
export interface UndrawableSchemaData {
  /** The place in the value, from the outside in. */
  readonly path: readonly (string | number)[];
}

/** No value that fits a schema can be sampled; a check that needs one is skipped. Code `UNDRAWABLE_SCHEMA`. */
export class UndrawableSchemaError extends OpenEnvError<UndrawableSchemaData> {
  /** Makes the error; its code is `UNDRAWABLE_SCHEMA`. */
  constructor(message: string, data: UndrawableSchemaData, options?: ErrorOptions) {
    super("UNDRAWABLE_SCHEMA", message, data, options);
  }
}

/** Makes the error for a value that can't be sampled. */
export function undrawable({ path }: Pick<Sampling, "path">, why: string): UndrawableSchemaError {
  return new UndrawableSchemaError(`Cannot draw ${formatPath(path, "action")}: ${why}`, { path });
}
