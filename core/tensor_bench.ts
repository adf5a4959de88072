import { z } from "zod";
import { type AnyImplementation, defineEnvironment } from "./contract.ts";
import { textCodec } from "./protocol/codec.ts";
import type { StepResult } from "./result.ts";
import type { Schema } from "./schema/schema.ts";
import type { HostedEnvironment } from "./session/environment_host.ts";
import { InlineHost } from "./session/inline_host.ts";
import { tensor } from "./tensor.ts";

/** A step that sees many numbers, to the text of its answer, beside writing the plain list as JSON. */
const bytes = new Uint8Array(3600).map((_, index) => (index * 37) % 256);
const floats = new Float32Array(3600).map((_, index) => Math.sin(index));
const frame = new Uint8Array(84 * 84 * 3).map((_, index) => (index * 37) % 256);

const byteTensor = tensor({ shape: [60, 60], dtype: "uint8" });
const floatTensor = tensor({ shape: [60, 60], dtype: "float32" });

type Numbers = Uint8Array | Float32Array | number[];
const GROUPS: Readonly<Record<string, readonly (readonly [name: string, schema: Schema, value: Numbers])[]>> = {
  "3,600 bytes": [
    ["tensor, typed array", byteTensor, bytes],
    ["tensor, list", byteTensor, Array.from(bytes)],
    ["z.array(z.number()), list", z.array(z.number()).length(3600), Array.from(bytes)],
  ],
  "3,600 floats": [
    ["tensor, typed array", floatTensor, floats],
    ["tensor, list", floatTensor, Array.from(floats)],
    ["z.array(z.number()), list", z.array(z.number()).length(3600), Array.from(floats)],
  ],
  "frame of 84 x 84 x 3 bytes": [["tensor, typed array", tensor({ shape: [84, 84, 3], dtype: "uint8" }), frame]],
};

for (const [group, rows] of Object.entries(GROUPS)) {
  const plain = { seen: Array.from(rows[0]![2]) };
  Deno.bench("JSON.stringify of the list", { group, baseline: true }, () => void JSON.stringify(plain));
  for (const [name, schema, value] of rows) {
    for (const checkObservations of ["always", "sampled"] as const) {
      const host = new InlineHost(makeEnvironment(schema, value), { log: console.error, checkObservations });
      const hosted = host.create() as HostedEnvironment;
      hosted.reset({}, 1000);
      Deno.bench(`${name}, checked ${checkObservations}`, { group }, () => {
        textCodec.result(hosted.step({}, 1000) as StepResult);
      });
    }
  }
}

function makeEnvironment(seen: Schema, value: unknown): AnyImplementation {
  const observation = z.object({ seen: seen as unknown as z.ZodType });
  return defineEnvironment({ name: "camera", action: z.object({}), observation }).implement(() => ({
    reset: () => ({ observation: { seen: value } }),
    step: () => ({ observation: { seen: value } }),
  })) as AnyImplementation;
}
