/**
 * The contract of chess: play against an engine, or find the mate.
 *
 * ```ts no-eval
 * import { connect } from "@openenv/client";
 * import { chess } from "@openenv/chess-env";
 *
 * await using env = await connect("http://127.0.0.1:8000", chess);
 * await env.reset({ agent_color: "white" });
 * await env.step({ move: "e2e4" });
 * ```
 *
 * @module
 */
export { chess } from "./contract.ts";
export {
  ChessAction,
  ChessObservation,
  ChessResetOptions,
  ChessState,
  type Color,
  type GameResult,
  type Opponent,
  type ResolvedChessResetOptions,
} from "./models.ts";
