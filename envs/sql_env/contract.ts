import { type Contract, defineEnvironment } from "@openenv/core";
import { SqlAction, SqlObservation, SqlState } from "./models.ts";
import { sqlTasks } from "./tasks.ts";

/** The contract of sql: everything that a client needs to know. */
export const sql: Contract<{
  action: typeof SqlAction;
  observation: typeof SqlObservation;
  state: typeof SqlState;
  resetOptions: undefined;
}> = defineEnvironment({
  name: "sql_env",
  version: "0.1.0",
  description: "Answer questions about a database, and change it as asked, in SQL.",
  action: SqlAction,
  observation: SqlObservation,
  state: SqlState,
  tasks: sqlTasks,
  maxSteps: 30,
});
