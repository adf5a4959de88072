import { constants, DatabaseSync, type DatabaseSyncOptions } from "node:sqlite";
import type { Cell } from "./models.ts";
import { type SampleData, SCHEMA, TABLES } from "./sample_data.ts";

/** The rows that an answer may have. */
export const MAX_ROWS = 10_000;
const SHOWN_ROWS = 100;
const SHOWN_CHARS = 50_000;
const CELL_CHARS = 1000;
const MAX_VALUE_BYTES = 1_000_000;
const MAX_PAGES = 4096;
const MAX_HEAP_BYTES = 64 * 1024 * 1024;

/** The result of a statement. */
export interface SqlResult {
  /** The names of the columns; empty for a statement without rows. */
  readonly columns: string[];
  /** All rows. */
  readonly rows: Cell[][];
  /** The number of rows that the statement changed. */
  readonly changes: number;
}

/** The rows to show, within limits: see {@linkcode Database}. */
export interface ShownRows {
  /** The first rows; a long text in them ends in the number of characters that were left out. */
  readonly rows: Cell[][];
  /** `true` if there are more. */
  readonly hasMore: boolean;
}

/** Blanks, comments and semicolons at the beginning of a text. */
const BLANK = /^(?:[\s;]|--[^\n]*|\/\*[\s\S]*?(?:\*\/|$))*/;

/** SQLite's codes of operations and answers; the runtime has more of them than its types. */
const CODES = constants as unknown as Readonly<Record<string, number>>;

/** What the runtime's `DatabaseSync` has beyond its types. */
interface GuardedDatabase extends DatabaseSync {
  setAuthorizer(authorize: (code: number, first: string | null, second: string | null) => number): void;
  prepare(sql: string): Statement;
}

/** What the runtime's `StatementSync` has beyond its types. */
interface Statement extends ReturnType<DatabaseSync["prepare"]> {
  setReturnArrays(enabled: boolean): void;
}

/** The operations that read. Everything that is not listed is denied: `ATTACH`, `VACUUM INTO`, `PRAGMA` with a value. */
const READING = new Set<number | undefined>([
  CODES.SQLITE_SELECT,
  CODES.SQLITE_READ,
  CODES.SQLITE_FUNCTION,
  CODES.SQLITE_RECURSIVE,
]);
const CHANGING = new Set<number | undefined>([CODES.SQLITE_INSERT, CODES.SQLITE_UPDATE, CODES.SQLITE_DELETE]);
const TRANSACTIONS = new Set<number | undefined>([CODES.SQLITE_TRANSACTION, CODES.SQLITE_SAVEPOINT]);
const PRAGMAS = new Set(["table_info", "table_list", "index_list", "index_info", "foreign_key_list"]);
/** Functions that reach outside of the statement. */
const DENIED_FUNCTIONS = new Set(["load_extension", "readfile", "writefile", "edit", "fts3_tokenizer"]);
const OPERATIONS = new Map<number, string>(
  Object.entries(CODES).flatMap(([name, code]) =>
    /CHANGESET|_(OK|DENY|IGNORE)$/.test(name) ? [] : [[code, name.slice(7).replaceAll("_", " ")]]
  ),
);

/**
 * A SQLite database in memory for statements that nobody has read before: they reach no file, no other database and no
 * setting, and what they return and store is bounded. A statement that never ends can't be stopped from here: the host
 * kills its process.
 */
export class Database implements Disposable {
  readonly #db: GuardedDatabase;
  #denied: string | undefined;
  #hasWritten = false;

  /** Creates the tables and inserts the rows. */
  constructor(data: SampleData, { writable }: { readonly writable: boolean }) {
    const limits = { attach: 0, length: MAX_VALUE_BYTES, sqlLength: 10_000, column: 200, compoundSelect: 50 };
    const options: DatabaseSyncOptions & { readonly limits: object } = { limits };
    this.#db = new DatabaseSync(":memory:", options) as GuardedDatabase;
    this.#db.exec(`PRAGMA temp_store = MEMORY; PRAGMA max_page_count = ${MAX_PAGES}; PRAGMA foreign_keys = ON;`);
    this.#db.exec(`PRAGMA hard_heap_limit = ${MAX_HEAP_BYTES}; BEGIN; ${SCHEMA}`);
    for (const table of TABLES) {
      const insert = this.#db.prepare(`INSERT INTO ${table} VALUES (${data[table][0]!.map(() => "?").join(", ")})`);
      for (const row of data[table]) insert.run(...row);
    }
    this.#db.exec("COMMIT");
    this.#db.setAuthorizer((code, first, second) => this.#authorize(writable, code, first, second));
  }

  /**
   * Runs one statement.
   *
   * @param sql The statement.
   * @returns Its rows.
   * @throws `Error` with SQLite's message, or with what is not allowed.
   */
  run(sql: string): SqlResult {
    this.#denied = undefined;
    this.#hasWritten = false;
    try {
      return this.#run(sql);
    } catch (thrown) {
      throw this.#denied === undefined ? thrown : new Error(this.#denied, { cause: thrown });
    }
  }

  /** Returns the rows of all tables. A transaction that is still open counts as carried out. */
  snapshot(): Map<string, Cell[][]> {
    return new Map(TABLES.map((table) => [table, this.run(`SELECT * FROM ${table}`).rows]));
  }

  /** Closes the database. */
  [Symbol.dispose](): void {
    this.#db.close();
  }

  #run(text: string): SqlResult {
    const sql = text.slice(BLANK.exec(text)![0].length);
    // The runtime crashes on a statement that is empty for SQLite, which stops reading at a NUL.
    if (sql === "" || sql.includes("\0")) {
      throw new Error("Nothing to run: the statement is empty, or has a NUL character");
    }
    const statement = this.#db.prepare(sql);
    const rest = sql.slice(statement.sourceSQL.length);
    if (BLANK.exec(rest)![0] !== rest) {
      throw new Error("Cannot run several statements at once: send one after the other");
    }
    const columns = statement.columns().map(({ name }) => name);
    if (columns.length > 0) return { columns, rows: readRows(statement, this.#hasWritten), changes: 0 };
    const { changes } = statement.run();
    return { columns, rows: [], changes: this.#hasWritten ? Number(changes) : 0 };
  }

  #authorize(writable: boolean, code: number, first: string | null, second: string | null): number {
    const isAllowed = code === CODES.SQLITE_PRAGMA
      ? PRAGMAS.has(first!.toLowerCase())
      : code === CODES.SQLITE_FUNCTION
      ? !DENIED_FUNCTIONS.has(second!.toLowerCase())
      : READING.has(code) ||
        (writable && (TRANSACTIONS.has(code) || (CHANGING.has(code) && !first?.startsWith("sqlite_"))));
    this.#hasWritten ||= CHANGING.has(code);
    if (isAllowed) return CODES.SQLITE_OK!;
    const operation = OPERATIONS.get(code) ?? "this operation";
    const detail = code === CODES.SQLITE_FUNCTION ? second : code === CODES.SQLITE_PRAGMA ? first : null;
    const why = !writable && CHANGING.has(code) ? ": the tables of this task can only be read" : " in this environment";
    this.#denied ??= `Not allowed: ${operation}${detail === null ? "" : ` ${detail}`}${why}`;
    return CODES.SQLITE_DENY!;
  }
}

/** Chooses the rows to show: the first 100, and no more than 50,000 characters. */
export function showRows(rows: readonly Cell[][]): ShownRows {
  const shown: Cell[][] = [];
  let chars = 0;
  for (const row of rows.slice(0, SHOWN_ROWS)) {
    const cells = row.map(shorten);
    chars += cells.reduce<number>((sum, cell) => sum + String(cell).length, 0);
    if (chars > SHOWN_CHARS) break;
    shown.push(cells);
  }
  return { rows: shown, hasMore: shown.length < rows.length };
}

function shorten(cell: Cell): Cell {
  if (typeof cell !== "string" || cell.length <= CELL_CHARS) return cell;
  return `${cell.slice(0, CELL_CHARS)}... (${cell.length - CELL_CHARS} more characters)`;
}

function readRows(statement: Statement, hasWritten: boolean): Cell[][] {
  statement.setReturnArrays(true);
  statement.setReadBigInts(true);
  // The runtime's iterator ends quietly where a statement fails, so it counts the rows, and `all` reads them.
  if (!hasWritten && countRows(statement.iterate()) > MAX_ROWS) {
    throw new Error(`Too many rows: the limit is ${MAX_ROWS.toLocaleString("en")}`);
  }
  return (statement.all() as unknown[]).map((row) => (row as unknown[]).map(toCell));
}

function countRows(rows: Iterable<unknown>): number {
  let count = 0;
  for (const _ of rows) if (++count > MAX_ROWS) break;
  return count;
}

/** Converts a value to one that JSON can carry without loss. */
function toCell(value: unknown): Cell {
  if (typeof value === "bigint") return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
  if (typeof value === "number" && !Number.isFinite(value)) return String(value);
  if (value instanceof Uint8Array) return `x'${value.toHex()}'`;
  return value as Cell;
}
