import { type AnyImplementation, defineEnvironment, type Schema, type StepResult } from "@openenv/core";
import { textCodecOf } from "@openenv/core/protocol";
import { type HostedEnvironment, InlineHost, type ObservationChecks } from "@openenv/core/session";
import { tensor } from "@openenv/core/tensor";
import assert from "node:assert/strict";
import { z } from "zod";
import { comparePaired, type Sample } from "../measure/paired.ts";
import { comparedCells, printTable } from "../measure/table.ts";
import type { BenchOptions } from "../options.ts";

const HEAD = ["observation", "as", "checked", "JSON.stringify µs", "ours", "ratio"];
/** A second holds tens of thousands of these steps: many short slices say more than few long ones. */
const PAIRS_A_PAIR = 5;
const SLICES_A_SLICE = 10;
const WARM_UP = 2000;

const bytes = new Uint8Array(3600).map((_, index) => (index * 37) % 256);
const floats = new Float32Array(3600).map((_, index) => Math.sin(index + 1));
const mixed = new Float32Array(3600).map((_, index) => index % 3 === 0 ? index % 100 : Math.sin(index));
const whole = new Float32Array(bytes);
const frame = new Uint8Array(84 * 84 * 3).map((_, index) => (index * 37) % 256);

interface Row {
  readonly observation: string;
  readonly as: string;
  readonly schema: Schema;
  readonly value: Uint8Array | Float32Array | number[];
}

const byteTensor = tensor({ shape: [60, 60], dtype: "uint8" });
const floatTensor = tensor({ shape: [60, 60], dtype: "float32" });
const array = z.array(z.number()).length(3600);
const ROWS: readonly Row[] = [
  { observation: "3,600 bytes", as: "tensor, typed array", schema: byteTensor, value: bytes },
  { observation: "3,600 bytes", as: "tensor, list", schema: byteTensor, value: Array.from(bytes) },
  ...floatRows("3,600 fractions", floats),
  ...floatRows("3,600 floats, a third whole", mixed),
  ...floatRows("3,600 whole floats", whole),
  {
    observation: "84 x 84 x 3 bytes",
    as: "tensor, typed array",
    schema: tensor({ shape: [84, 84, 3], dtype: "uint8" }),
    value: frame,
  },
];

function floatRows(observation: string, value: Float32Array): readonly Row[] {
  return [
    { observation, as: "tensor, typed array", schema: floatTensor, value },
    { observation, as: "tensor, list", schema: floatTensor, value: Array.from(value) },
    { observation, as: "z.array, list", schema: array, value: Array.from(value) },
  ];
}

/** A whole step that sees many numbers, to the text of its answer, beside writing the plain list as JSON alone. */
export async function benchTensors({ pairs, seconds }: BenchOptions): Promise<void> {
  const cells: string[][] = [];
  for (const row of ROWS) {
    for (const mode of ["always", "sampled"] as const) {
      const plain = { seen: Array.from(row.value) };
      const encode = () => JSON.stringify(plain);
      const step = makeStep(row, mode);
      assert.deepEqual(JSON.parse(step()).data.observation, { metadata: {}, ...plain });
      for (const run of [encode, step]) for (let count = 0; count < WARM_UP; count++) run();
      const measure = (run: () => string) => Promise.resolve(timeSlice(run, seconds / SLICES_A_SLICE));
      const compared = await comparePaired(pairs * PAIRS_A_PAIR, () => measure(encode), () => measure(step));
      cells.push([row.observation, row.as, mode, ...comparedCells(compared.micros, 1)]);
    }
  }
  printTable("Many numbers: a step in this process, to its text", HEAD, cells);
}

function makeStep({ schema, value }: Row, checkObservations: ObservationChecks): () => string {
  const observation = z.object({ seen: schema as unknown as z.ZodType });
  const environment = defineEnvironment({ name: "camera", action: z.object({}), observation }).implement(() => ({
    reset: () => ({ observation: { seen: value } }),
    step: () => ({ observation: { seen: value } }),
  })) as AnyImplementation;
  const host = new InlineHost(environment, { log: console.error, checkObservations });
  const hosted = host.create() as HostedEnvironment;
  hosted.reset({}, 1000);
  const codec = textCodecOf(environment.contract);
  return () => codec.result(hosted.step({}, 1000) as StepResult);
}

function timeSlice(run: () => string, seconds: number): Sample<"micros"> {
  const start = performance.now();
  let count = 0;
  while (performance.now() - start < 1000 * seconds) {
    for (let turn = 0; turn < 20; turn++) run();
    count += 20;
  }
  return { micros: 1000 * (performance.now() - start) / count };
}
