import type { z } from "zod";
import { defineEnvironment } from "./contract.ts";
import { textCodec } from "./protocol/codec.ts";
import type { StepResult } from "./result.ts";
import type { HostedEnvironment } from "./session/environment_host.ts";
import { InlineHost } from "./session/inline_host.ts";
import type { ObservationChecks } from "./session/observation_checks.ts";
import { tensor } from "./tensor.ts";

/**
 * What an observation of many numbers costs from the environment's return to the text of its frame, beside the encoding
 * of the plain list, which nobody can avoid.
 */
const COUNT = 3600;
const FRAME = [84, 84, 3] as const;

const bytes = new Uint8Array(COUNT).map((_, index) => (index * 37) % 256);
const floats = new Float32Array(COUNT).map((_, index) => Math.sin(index));
const frame = new Uint8Array(84 * 84 * 3).map((_, index) => (index * 37) % 256);

const byteTensor = tensor({ shape: [60, 60], dtype: "uint8" });
const floatTensor = tensor({ shape: [60, 60], dtype: "float32" });
const frameTensor = tensor({ shape: FRAME, dtype: "uint8" });

interface Row {
  readonly name: string;
  readonly schema: Parameters<typeof z.object>[0] extends infer _ ? unknown : never;
  readonly value: ArrayLike<number>;
}

export {};
void [byteTensor, floatTensor, frameTensor, frame, bytes, floats, textCodec, InlineHost, defineEnvironment];
export type { HostedEnvironment, ObservationChecks, Row, StepResult };
