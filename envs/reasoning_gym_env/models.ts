import { exactly, type Schema } from "@openenv/core";
import { z } from "zod";
import { MAX_SIZE } from "./questions/generator.ts";

/** The agent's action. */
export interface ReasoningGymAction {
  /** The answer to the question, in the format that the question asks for. */
  answer: string;
}

/** The agent's observation: a reset has the question, a step has the rest. */
export interface ReasoningGymObservation {
  /** The question; `null` after a step. */
  question: string | null;
  /** The score of the answer, 0 to 1; `null` after a reset. */
  score: number | null;
  /** A correct answer; `null` after a reset. */
  correct_answer: string | null;
  /** Facts about the question, such as the numbers in it; `null` after a reset. */
  dataset_metadata: Record<string, unknown> | null;
}

/** A part of a composite data set, as callers write it. */
export interface DatasetSpec {
  /** The name of the data set. */
  name: string;
  /** Its share of the questions, in proportion to the other weights. Default: 1. */
  weight?: number;
  /** Its configuration, with an own `seed` and `size` if it needs them. Default: none. */
  config?: Record<string, unknown>;
}

/** A part of a composite data set, with defaults filled in. */
export interface ResolvedDatasetSpec extends Required<DatasetSpec> {}

/** The environment's own state. */
export interface ReasoningGymState {
  /** The name of the current data set; `null` before the first reset, and when the question is a task. */
  dataset_name: string | null;
  /** Its configuration, as the caller gave it. */
  dataset_config: Record<string, unknown> | null;
  /** Its parts, if it is composite. */
  dataset_specs: ResolvedDatasetSpec[] | null;
  /** Its seed. */
  dataset_seed: number | null;
  /** The number of its questions. */
  dataset_size: number | null;
  /** The index of the current question in it. */
  question_index: number | null;
}

/** The environment's own reset options, as callers write them. */
export interface ReasoningGymResetOptions {
  /** The name of a new data set. Default: the current one goes on, or `leg_counting` the first time. */
  dataset_name?: string | null;
  /** Its configuration. Default: its own defaults. */
  dataset_config?: Record<string, unknown> | null;
  /** The parts of the data set `composite`. */
  dataset_specs?: DatasetSpec[] | null;
  /** The number of its questions, after which it begins again. */
  size?: number | null;
}

/** The environment's own reset options, with defaults filled in. */
export interface ResolvedReasoningGymResetOptions {
  /** See {@linkcode ReasoningGymResetOptions}. */
  dataset_name: string | null;
  /** See {@linkcode ReasoningGymResetOptions}. */
  dataset_config: Record<string, unknown> | null;
  /** See {@linkcode ReasoningGymResetOptions}. */
  dataset_specs: ResolvedDatasetSpec[] | null;
  /** See {@linkcode ReasoningGymResetOptions}. */
  size: number | null;
}

const record = z.record(z.string(), z.unknown());
const spec = z.object({
  name: z.string(),
  weight: z.number().positive().max(1_000_000).default(1),
  config: record.default({}),
});

/** The schema of {@linkcode ReasoningGymAction}. */
export const ReasoningGymAction: Schema<ReasoningGymAction> = exactly<ReasoningGymAction>()(
  z.object({ answer: z.string() }),
);

/** The schema of {@linkcode ReasoningGymObservation}. */
export const ReasoningGymObservation: Schema<ReasoningGymObservation> = exactly<ReasoningGymObservation>()(
  z.object({
    question: z.string().nullable(),
    score: z.number().min(0).max(1).nullable(),
    correct_answer: z.string().nullable(),
    dataset_metadata: record.nullable(),
  }),
);

/** The schema of {@linkcode ReasoningGymState}. */
export const ReasoningGymState: Schema<ReasoningGymState> = exactly<ReasoningGymState>()(
  z.object({
    dataset_name: z.string().nullable(),
    dataset_config: record.nullable(),
    dataset_specs: z.array(z.object({ name: z.string(), weight: z.number(), config: record })).nullable(),
    dataset_seed: z.int().nullable(),
    dataset_size: z.int().nullable(),
    question_index: z.int().nullable(),
  }),
);

/** The schema of {@linkcode ReasoningGymResetOptions}. */
export const ReasoningGymResetOptions: Schema<ReasoningGymResetOptions, ResolvedReasoningGymResetOptions> = exactly<
  ResolvedReasoningGymResetOptions,
  ReasoningGymResetOptions
>()(z.object({
  dataset_name: z.string().nullable().default(null),
  dataset_config: record.nullable().default(null),
  dataset_specs: z.array(spec).nullable().default(null),
  size: z.int().min(1).max(MAX_SIZE).nullable().default(null),
}));
