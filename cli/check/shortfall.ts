import { type CheckLevel, type CheckReport, CHECKS, isByDesign } from "@openenv/testing";

/** What a run left unchecked. */
export interface Shortfall {
  /** The levels of which no check could run. */
  readonly levels: readonly CheckLevel[];
  /** Why, as the first of their checks says. */
  readonly reason: string;
}

/**
 * Finds the levels that a run was asked for and did not reach: none of their checks has a result. What fails has fallen
 * short of nothing.
 *
 * @param report The report.
 * @param levels The levels that were asked for.
 */
export function findShortfall({ verdict, results }: CheckReport, levels: readonly CheckLevel[]): Shortfall | undefined {
  if (verdict === "fail") return undefined;
  const skippedOf = (level: CheckLevel) => {
    const ids = new Set(CHECKS.filter((check) => check.level === level).map(({ id }) => id));
    const own = results.filter((result) => ids.has(result.check_id) && !isByDesign(result));
    return own.every(({ status }) => status === "skip") ? own : undefined;
  };
  const missed = levels.filter((level) => skippedOf(level) !== undefined);
  if (missed.length === 0) return undefined;
  const [first] = missed.flatMap((level) => skippedOf(level)!);
  return { levels: missed, reason: first?.evidence[0] ?? "none of their checks applies" };
}
