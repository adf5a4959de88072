import type { Schema } from "../schema/schema.ts";

/** `true` if the two types are the same, in both directions, optional keys included. */
export type SameType<A, B> = (<T>() => T extends A ? 1 : 2) extends (<T>() => T extends B ? 1 : 2) ? true : false;

/** The result of {@linkcode exactly}: a function that accepts only a schema with the interface's types. */
export type ExactSchema<In, Out> = <A, B>(
  schema:
    & Schema<A, B>
    & (SameType<A, In> extends true ? SameType<B, Out> extends true ? unknown
      : { readonly "the schema's output differs from the interface": Out }
      : { readonly "the schema's input differs from the interface": In }),
) => Schema<In, Out>;

/**
 * Ties a schema to an interface written beside it, so that the two cannot drift apart.
 *
 * A plain annotation `Schema<Interface>` is checked in one direction only. This function compares both ways, and a
 * difference is a type error at the call. A schema with defaults has two types: give the output first, then the input.
 *
 * @returns A function that returns the given schema, typed by the interface.
 *
 * @example
 * ```ts
 * import { exactly, type Schema } from "@openenv/core";
 * import { z } from "zod";
 *
 * interface Move {
 *   direction: "left" | "right";
 * }
 * const Move: Schema<Move> = exactly<Move>()(z.object({ direction: z.enum(["left", "right"]) }));
 * ```
 */
export function exactly<Out, In = Out>(): ExactSchema<In, Out> {
  return (schema) => schema as unknown as Schema<In, Out>;
}
