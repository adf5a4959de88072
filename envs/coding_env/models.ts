import { exactly, type Schema } from "@openenv/core";
import { z } from "zod";

/** A language of programs. JavaScript is TypeScript without types: both run in the same interpreter. */
export type CodingLanguage = "python" | "typescript" | "javascript";

/** The agent's action. */
export interface CodeAction {
  /** The program of this step. */
  code: string;
}

/** The agent's observation. */
export interface CodeObservation {
  /** The program's output, and the value of its last expression; after a reset, the statement of the task. */
  stdout: string;
  /** The program's standard error: a traceback, or why its interpreter was stopped. */
  stderr: string;
  /** 0, or why the program failed: 1 for an exception, 124 for the time limit, 137 for the memory limit. */
  exit_code: number;
}

/** The environment's own state. */
export interface CodeState {
  /** The exit code of the latest step; 0 before the first one. */
  last_exit_code: number;
  /** The language of this episode. */
  language: CodingLanguage;
}

/** The environment's own reset options, as callers write them. */
export interface CodingResetOptions {
  /** The language of the episode's programs. Default: `"python"`. */
  language?: CodingLanguage;
}

/** The environment's own reset options, with defaults filled in. */
export interface ResolvedCodingResetOptions {
  /** See {@linkcode CodingResetOptions}. */
  language: CodingLanguage;
}

const LANGUAGES = ["python", "typescript", "javascript"] as const;

/** The schema of {@linkcode CodeAction}. */
export const CodeAction: Schema<CodeAction> = exactly<CodeAction>()(z.object({ code: z.string() }));

/** The schema of {@linkcode CodeObservation}. */
export const CodeObservation: Schema<CodeObservation> = exactly<CodeObservation>()(
  z.object({ stdout: z.string(), stderr: z.string(), exit_code: z.int() }),
);

/** The schema of {@linkcode CodeState}. */
export const CodeState: Schema<CodeState> = exactly<CodeState>()(
  z.object({ last_exit_code: z.int(), language: z.enum(LANGUAGES) }),
);

/** The schema of {@linkcode CodingResetOptions}. */
export const CodingResetOptions: Schema<CodingResetOptions, ResolvedCodingResetOptions> = exactly<
  ResolvedCodingResetOptions,
  CodingResetOptions
>()(z.object({ language: z.enum(LANGUAGES).default("python") }));
