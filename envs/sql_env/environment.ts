import type { Environment, EpisodeContext, Implementation, Rendering, Rubric, StepReturn } from "@openenv/core";
import { rubric } from "@openenv/core/rubrics";
import { taskOf } from "@openenv/core/tasks";
import { isSameList, listChanges, measureOverlap } from "./compare.ts";
import { sql } from "./contract.ts";
import { Database, showRows, type SqlResult } from "./database.ts";
import type { Cell, ResolvedSqlAction, SqlObservation, SqlState } from "./models.ts";
import { createSampleData, SCHEMA } from "./sample_data.ts";
import { type HiddenPart, sqlTasks } from "./tasks.ts";

/** How good what was submitted is. */
interface Grade {
  /** `true` if it is what was asked for. */
  readonly isRight: boolean;
  /** The part of the rows that is right, 0 to 1. */
  readonly overlap: number;
}

/** One task and its database. */
interface Visit {
  readonly instruction: string;
  readonly writes: boolean;
  readonly hidden: HiddenPart;
  readonly database: Database;
  grade?: Grade;
}

const EMPTY: SqlResult = { columns: [], rows: [], changes: 0 };

class Sql implements Environment<typeof sql> {
  #visit: Visit | undefined;
  #last: SqlObservation | undefined;
  /** One half for the right rows, and one half for their part. */
  readonly rubric: Rubric<ResolvedSqlAction, SqlObservation> = rubric<ResolvedSqlAction, SqlObservation>({
    right: [() => this.#visit?.grade?.isRight ? 1 : 0, 0.5],
    overlap: [() => this.#visit?.grade?.overlap ?? 0, 0.5],
  });

  reset(_options: unknown, context: EpisodeContext): StepReturn<SqlObservation> {
    this.close();
    const { public: { instruction, writes }, private: hidden } = taskOf(sqlTasks, context);
    const database = new Database(createSampleData(hidden.databaseSeed), { writable: writes });
    this.#visit = { instruction, writes, hidden, database };
    const end = writes
      ? "Change the tables, then submit."
      : "Submit the statement whose rows are the answer, with the columns in the order of the question.";
    const message = `${instruction}\n\nThe tables:\n${SCHEMA}\n\n${end}`;
    return { observation: this.#observe(message, EMPTY, null), reward: 0 };
  }

  step({ sql, submit }: ResolvedSqlAction): StepReturn<SqlObservation> {
    const visit = this.#visit!;
    let result = EMPTY;
    let error: string | null = null;
    try {
      if (sql.trim() !== "") result = visit.database.run(sql);
      else if (!submit) error = "Nothing to run: the statement is empty";
    } catch (thrown) {
      error = (thrown as Error).message;
    }
    if (!submit) return { observation: this.#observe(describe(result, error), result, error) };
    visit.grade = visit.writes ? gradeTables(visit) : gradeRows(visit.hidden, result, error);
    const message = visit.grade.isRight ? "Right." : "Submitted, but not right.";
    return { observation: this.#observe(message, result, error), terminated: true };
  }

  state(): SqlState {
    const { instruction = "", writes = false, grade } = this.#visit ?? {};
    return { instruction, writes, is_submitted: grade !== undefined };
  }

  render(): Rendering {
    const { message = "", columns = [], rows = [] } = this.#last ?? {};
    return { text: message, ...(columns.length > 0 && { table: { columns, rows } }) };
  }

  close(): void {
    this.#visit?.database[Symbol.dispose]();
    this.#visit = undefined;
  }

  #observe(message: string, { columns, rows, changes }: SqlResult, error: string | null): SqlObservation {
    const shown = showRows(rows);
    const row_count = columns.length > 0 ? rows.length : changes;
    return this.#last = { message, columns, rows: shown.rows, row_count, has_more: shown.hasMore, error };
  }
}

function describe({ columns, rows, changes }: SqlResult, error: string | null): string {
  if (error !== null) return `Failed: ${error}`;
  if (columns.length > 0) return `${rows.length} ${rows.length === 1 ? "row" : "rows"}.`;
  return `${changes} ${changes === 1 ? "row" : "rows"} changed.`;
}

function gradeRows(
  { solution, isOrdered, databaseSeed }: HiddenPart,
  { columns, rows }: SqlResult,
  error: string | null,
) {
  if (error !== null || columns.length === 0) return { isRight: false, overlap: 0 };
  const expected = runOnSampleData(databaseSeed, { writable: false }, (other) => other.run(solution.at(-1)!).rows);
  const overlap = measureOverlap(rows, expected);
  return { isRight: isOrdered ? isSameList(rows, expected) : overlap === 1, overlap };
}

function gradeTables({ hidden: { solution, databaseSeed }, database }: Visit): Grade {
  return runOnSampleData(databaseSeed, { writable: true }, (other) => {
    const before: Map<string, Cell[][]> = other.snapshot();
    for (const statement of solution) other.run(statement);
    const overlap = measureOverlap(listChanges(before, database.snapshot()), listChanges(before, other.snapshot()));
    return { isRight: overlap === 1, overlap };
  });
}

/** Calls `use` with a fresh sample database, and closes it. */
function runOnSampleData<T>(seed: number, options: { writable: boolean }, use: (database: Database) => T): T {
  const database = new Database(createSampleData(seed), options);
  try {
    return use(database);
  } finally {
    database[Symbol.dispose]();
  }
}

/** The environment, ready to be hosted. */
const environment: Implementation<typeof sql> = sql.implement(() => new Sql());

export default environment;
