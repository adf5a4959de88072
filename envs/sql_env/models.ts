import { exactly, type Schema } from "@openenv/core";
import { z } from "zod";

/** The agent's action, as callers write it. */
export interface SqlAction {
  /** One statement of SQLite's SQL. It may be empty when you submit. */
  sql?: string;
  /** `true` ends the episode: the rows of the statement, or the tables after it, are graded. Default: `false`. */
  submit?: boolean;
}

/** The agent's action, with defaults filled in. */
export interface ResolvedSqlAction {
  /** See {@linkcode SqlAction}. */
  sql: string;
  /** See {@linkcode SqlAction}. */
  submit: boolean;
}

/** A value of a row: integers beyond 2^53 are decimal text, blobs are `x'...'`. */
export type Cell = string | number | null;

/** The agent's observation. */
export interface SqlObservation {
  /** After a reset the task and the tables; after a step what happened. */
  message: string;
  /** The names of the columns; empty if the statement returns no rows. */
  columns: string[];
  /** The first rows. */
  rows: Cell[][];
  /** The number of rows that the statement returned, or changed if it returns none. */
  row_count: number;
  /** `true` if there are more rows than `rows` shows. */
  has_more: boolean;
  /** Why the statement failed; `null` if it did not. */
  error: string | null;
}

/** The environment's own state. */
export interface SqlState {
  /** What the task asks for. */
  instruction: string;
  /** `true` if the task changes the tables; otherwise they can only be read. */
  writes: boolean;
  /** `true` once something was submitted. */
  is_submitted: boolean;
}

/** The schema of {@linkcode SqlAction}. */
export const SqlAction: Schema<SqlAction, ResolvedSqlAction> = exactly<ResolvedSqlAction, SqlAction>()(
  z.object({ sql: z.string().max(10_000).default(""), submit: z.boolean().default(false) }),
);

/** The schema of {@linkcode SqlObservation}. */
export const SqlObservation: Schema<SqlObservation> = exactly<SqlObservation>()(z.object({
  message: z.string(),
  columns: z.array(z.string()),
  rows: z.array(z.array(z.union([z.string(), z.number(), z.null()]))),
  row_count: z.int(),
  has_more: z.boolean(),
  error: z.string().nullable(),
}));

/** The schema of {@linkcode SqlState}. */
export const SqlState: Schema<SqlState> = exactly<SqlState>()(
  z.object({ instruction: z.string(), writes: z.boolean(), is_submitted: z.boolean() }),
);
