/**
 * The contract of reasoning_gym: answer one question of a procedural data set.
 *
 * ```ts no-eval
 * import { connect } from "@openenv/client";
 * import { reasoningGym } from "@openenv/reasoning-gym-env";
 *
 * await using env = await connect("http://127.0.0.1:8000", reasoningGym);
 * const { observation } = await env.reset({ dataset_name: "chain_sum", seed: 42, size: 100 });
 * ```
 *
 * @module
 */
export { reasoningGym } from "./contract.ts";
export {
  type DatasetSpec,
  ReasoningGymAction,
  ReasoningGymObservation,
  ReasoningGymResetOptions,
  ReasoningGymState,
  type ResolvedDatasetSpec,
  type ResolvedReasoningGymResetOptions,
} from "./models.ts";
