/**
 * The contract of snake: eat fruits, and run into nothing.
 *
 * ```ts no-eval
 * import { connect } from "@openenv/client";
 * import { snake } from "@openenv/snake-env";
 *
 * await using env = await connect("http://127.0.0.1:8000", snake);
 * ```
 *
 * @module
 */
export { snake } from "./contract.ts";
export {
  type ActionMode,
  type ResolvedSnakeResetOptions,
  SnakeAction,
  SnakeObservation,
  SnakeResetOptions,
  SnakeState,
} from "./models.ts";
