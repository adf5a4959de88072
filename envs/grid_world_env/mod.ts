/**
 * The contract of grid_world: walk from one corner of a 5x5 grid to the other.
 *
 * ```ts no-eval
 * import { connect } from "@openenv/client";
 * import { gridWorld } from "@openenv/grid-world-env";
 *
 * await using env = await connect("http://127.0.0.1:8000", gridWorld);
 * ```
 *
 * @module
 */
export { gridWorld } from "./contract.ts";
export {
  type Direction,
  GridWorldAction,
  GridWorldObservation,
  GridWorldResetOptions,
  GridWorldState,
  type ResolvedGridWorldResetOptions,
} from "./models.ts";
