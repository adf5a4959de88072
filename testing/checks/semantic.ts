import type { Check } from "../check.ts";
import { SEMANTIC_HOST_CHECKS } from "./host_checks.ts";
import { SEMANTIC_CANARY_FLOOR, SEMANTIC_FLOOR_GAP } from "./semantic_floor.ts";
import { SEMANTIC_ORACLE_GAP, SEMANTIC_ORACLE_MAX } from "./semantic_oracle.ts";
import { SEMANTIC_REPLAYABILITY, SEMANTIC_VERIFIER_DETERMINISM } from "./semantic_replay.ts";

/** The checks of the level `semantic`: whether the rewards mean anything. */
export const SEMANTIC_CHECKS: readonly Check[] = [
  SEMANTIC_ORACLE_MAX,
  SEMANTIC_FLOOR_GAP,
  SEMANTIC_ORACLE_GAP,
  SEMANTIC_CANARY_FLOOR,
  SEMANTIC_VERIFIER_DETERMINISM,
  SEMANTIC_REPLAYABILITY,
  ...SEMANTIC_HOST_CHECKS,
];
