/**
 * The deliberate differences from the reference. `differences.json` has them once: the tests read it, and
 * `_tools/print_differences.ts` writes the sections of `docs/compatibility.md` from it.
 *
 * @module
 */
import differences from "./differences.json" with { type: "json" };

/** One deliberate difference. */
export interface Difference {
  /** `D` and a number, never reused. */
  readonly id: string;
  /** What it is about. */
  readonly title: string;
  /** What the reference does. */
  readonly theirs: string;
  /** What ours does. */
  readonly ours: string;
  /** The reason. */
  readonly why: string;
  /** Ids of the vectors, and scenarios of the Python clients, that are marked; `every row` for what holds everywhere. */
  readonly checkedBy: readonly string[];
}

/** All of them, in the order of their numbers. */
export const DIFFERENCES: readonly Difference[] = differences;
