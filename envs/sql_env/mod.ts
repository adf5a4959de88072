/**
 * The contract of sql: answer questions about a database, and change it as asked, in SQL.
 *
 * ```ts no-eval
 * import { connect } from "@openenv/client";
 * import { sql } from "@openenv/sql-env";
 *
 * await using env = await connect("http://127.0.0.1:8000", sql);
 * ```
 *
 * @module
 */
export { sql } from "./contract.ts";
export { type Cell, type ResolvedSqlAction, SqlAction, SqlObservation, SqlState } from "./models.ts";
