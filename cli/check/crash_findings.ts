import type { Check, Finding } from "@openenv/testing";

/** The most characters of a crash that a finding shows. */
const MAX_CHARS = 500;

const ADVICE = "Mend the environment: nothing in it may end its process, or leave an error unhandled";

/**
 * Adds to each check the crashes that were seen while it ran: an environment whose process ends by itself has not passed,
 * even if a session was answered first. A crash that is seen again counts once.
 *
 * @param crashes Returns why processes have ended by themselves since the last call.
 */
export function withCrashes(
  checks: readonly Check[],
  crashes: () => Promise<readonly string[]>,
): readonly Check[] {
  const known = new Set<string>();
  const addTo = async (finding: Finding): Promise<Finding> => {
    const seen = (await crashes()).map((text) => text.slice(0, MAX_CHARS)).filter((text) => !known.has(text));
    if (seen.length === 0) return finding;
    seen.forEach((text) => known.add(text));
    const { status, evidence = [], remediation = ADVICE } = finding;
    if (status === "fail") {
      return evidence.some((line) => line.includes("process")) ? finding : {
        ...finding,
        evidence: [...evidence, ...seen],
      };
    }
    return { ...finding, status: "error", evidence: [...seen, ...evidence], remediation };
  };
  return checks.map((check): Check =>
    check.level === "static" ? check : { ...check, run: async (context) => addTo(await check.run(context)) }
  );
}
