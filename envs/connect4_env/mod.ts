/**
 * The contract of connect4: get four discs in a row.
 *
 * ```ts no-eval
 * import { connect } from "@openenv/client";
 * import { connect4 } from "@openenv/connect4-env";
 *
 * await using env = await connect("http://127.0.0.1:8000", connect4);
 * await env.reset({ opponent: "random" });
 * await env.step({ column: 3 });
 * ```
 *
 * @module
 */
export { connect4 } from "./contract.ts";
export {
  Connect4Action,
  Connect4Observation,
  Connect4ResetOptions,
  Connect4State,
  type Opponent,
  type ResolvedConnect4ResetOptions,
} from "./models.ts";
