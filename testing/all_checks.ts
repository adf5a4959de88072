import type { Check } from "./check.ts";
import { RUNTIME_CHECKS } from "./checks/runtime.ts";
import { SEMANTIC_CHECKS } from "./checks/semantic.ts";
import { STATIC_CHECKS } from "./checks/static.ts";

/** Every check there is, in the order they run. */
export const CHECKS: readonly Check[] = [...STATIC_CHECKS, ...RUNTIME_CHECKS, ...SEMANTIC_CHECKS];
