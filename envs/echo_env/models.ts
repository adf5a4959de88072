import { exactly, type Schema } from "@openenv/core";
import { z } from "zod";

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
