import { exactly, type Schema, type ToolSignature } from "@openenv/core";
import { z } from "zod";

/** The tools: names, arguments and results. */
export type EchoTools = readonly [
  ToolSignature<"echo_message", { message: string }, string>,
  ToolSignature<"echo_with_length", { message: string }, EchoWithLength>,
];

/** The result of `echo_with_length`. */
export interface EchoWithLength {
  /** The message. */
  message: string;
  /** Its length in code points. */
  length: number;
}

/** The schema of {@linkcode EchoWithLength}. */
export const EchoWithLength: Schema<EchoWithLength> = exactly<EchoWithLength>()(
  z.object({ message: z.string(), length: z.int() }),
);
