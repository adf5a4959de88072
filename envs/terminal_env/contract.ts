import { type Contract, defineEnvironment } from "@openenv/core";
import { TerminalAction, TerminalObservation, TerminalState } from "./models.ts";
import { TEST, TRAIN } from "./tasks/bundled.ts";
import { type TerminalTasks, toTasks } from "./task_folders.ts";

/** The schemas of the contract. */
export type TerminalSchemas = {
  action: typeof TerminalAction;
  observation: typeof TerminalObservation;
  state: typeof TerminalState;
  resetOptions: undefined;
};

/** The tasks that come with this package. */
export const terminalTasks: TerminalTasks = toTasks({ train: TRAIN, test: TEST });

/** Writes the contract of the environment with some tasks. */
export function defineTerminal(tasks: TerminalTasks): Contract<TerminalSchemas> {
  return defineEnvironment({
    name: "terminal_env",
    version: "0.1.0",
    description: "Carry out tasks in a shell in memory.",
    action: TerminalAction,
    observation: TerminalObservation,
    state: TerminalState,
    tasks,
    maxSteps: 50,
  });
}

/** The contract of terminal: everything that a client needs to know. */
export const terminal: Contract<TerminalSchemas> = defineTerminal(terminalTasks);
