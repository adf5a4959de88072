/**
 * The contract of terminal: carry out tasks in a shell in memory.
 *
 * ```ts no-eval
 * import { connect } from "@openenv/client";
 * import { terminal } from "@openenv/terminal-env";
 *
 * await using env = await connect("http://127.0.0.1:8000", terminal);
 * ```
 *
 * @module
 */
export { terminal, type TerminalSchemas } from "./contract.ts";
export { type ResolvedTerminalAction, TerminalAction, TerminalObservation, TerminalState } from "./models.ts";
