import type { Random } from "@openenv/core";
import { formatPath, type Path } from "@openenv/core/errors";
import type { JsonSchema } from "@openenv/core/schema";
import { UndrawableSchemaError } from "../testing_errors.ts";

/** One attempt to draw a value. */
export interface Drawing {
  /** Where chance comes from. */
  readonly random: Random;
  /** The document that references point into. */
  readonly root: JsonSchema;
  /** How far repetitions and lengths go beyond their least; a failed attempt is followed by one with more. */
  readonly spread: number;
  /** How many containers and references the value is in; from {@linkcode SMALL_DEPTH} on it is made small. */
  readonly depth: number;
  /** The place in the whole value. */
  readonly path: Path;
}

/** From here on, what is optional is left out, so that a schema that contains itself comes to an end. */
export const SMALL_DEPTH = 6;

/** The drawing of a part. */
export function inside(drawing: Drawing, key: string | number): Drawing {
  return { ...drawing, depth: drawing.depth + 1, path: [...drawing.path, key] };
}

/** `true` if the value has to be as small as it can be. */
export function isSmall({ depth }: Drawing): boolean {
  return depth >= SMALL_DEPTH;
}

/** The error for what can't be drawn. */
export function undrawable({ path }: Pick<Drawing, "path">, why: string): UndrawableSchemaError {
  return new UndrawableSchemaError(`Cannot draw ${formatPath(path, "action")}: ${why}`, { path });
}
