import type { Check, CheckContext, Finding } from "../check.ts";
import { skip } from "../findings.ts";
import { ALIASING_CHECKS } from "./aliasing_checks.ts";
import { DEADLINE_CHECKS } from "./deadline_checks.ts";
import { HOST_CHECKS } from "./host_checks.ts";
import { ORDER_CHECKS } from "./order_checks.ts";
import { PolicyBroke } from "./random_episodes.ts";
import { RESULT_CHECKS } from "./result_checks.ts";
import { RUBRIC_CHECKS } from "./rubric_checks.ts";
import { SECRET_CHECKS } from "./secret_checks.ts";
import { SEED_CHECKS } from "./seed_checks.ts";
import { SESSION_CHECKS } from "./session_checks.ts";
import { STARTUP_CHECKS } from "./startup_checks.ts";
import { STATE_CHECKS } from "./state_checks.ts";
import { TASK_CHECKS } from "./task_checks.ts";

/** The checks of the level `runtime`: whether the environment keeps its word while it is played. */
export const RUNTIME_CHECKS: readonly Check[] = [
  ...STARTUP_CHECKS,
  ...[
    ...RESULT_CHECKS,
    ...STATE_CHECKS,
    ...SEED_CHECKS,
    ...SESSION_CHECKS,
    ...ORDER_CHECKS,
    ...ALIASING_CHECKS,
    ...DEADLINE_CHECKS,
    ...TASK_CHECKS,
    ...SECRET_CHECKS,
    ...RUBRIC_CHECKS,
    ...HOST_CHECKS,
  ].map(withSubject),
];

/** Without an environment there is nothing to run: `runtime.startup` fails, and the others say so. */
function withSubject(check: Check): Check {
  return {
    ...check,
    run: (context) =>
      context.subject === undefined ? skip("there is no environment to play") : runPlayed(check, context),
  };
}

/** Who broke the episodes is told once, by `runtime.startup`. */
async function runPlayed(check: Check, context: CheckContext): Promise<Finding> {
  try {
    return await check.run(context);
  } catch (thrown) {
    if (!(thrown instanceof PolicyBroke)) throw thrown;
    return skip(`unmet dependency: runtime.startup, since ${thrown.message}`);
  }
}
