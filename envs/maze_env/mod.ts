/**
 * The contract of maze: find the way out of a maze.
 *
 * ```ts no-eval
 * import { connect } from "@openenv/client";
 * import { maze } from "@openenv/maze-env";
 *
 * await using env = await connect("http://127.0.0.1:8000", maze);
 * ```
 *
 * @module
 */
export { maze } from "./contract.ts";
export {
  type Cell,
  MazeAction,
  MazeObservation,
  MazeResetOptions,
  MazeState,
  type ResolvedMazeResetOptions,
} from "./models.ts";
