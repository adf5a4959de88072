import {
  type CheckReport,
  type CheckResult,
  CHECKS,
  describeResult,
  isByDesign,
  type Severity,
} from "@openenv/testing";
import { toOneLine } from "../shared/text_table.ts";
import type { Shortfall } from "./shortfall.ts";
import { createUrlChecks } from "./url_checks.ts";

/** The marks of results, each with the code of its colour. */
const MARKS = {
  pass: ["ok", 32],
  fail: ["FAIL", 31],
  warn: ["warn", 33],
  skip: ["skip", 36],
  "n/a": ["n/a", 90],
  error: ["ERROR", 31],
} as const;

type Mark = keyof typeof MARKS;

/** How to describe a report. */
export interface DescribeOptions {
  /** Uses colours. */
  readonly colors: boolean;
  /** What the run left unchecked. */
  readonly shortfall?: Shortfall;
}

/** Describes a report in lines for people: one for each check, and more for what is wrong. */
export function describeReport(report: CheckReport, { colors, shortfall }: DescribeOptions): string[] {
  const severities = new Map([...createUrlChecks(""), ...CHECKS].map(({ id, severity }) => [id, severity]));
  const marked = report.results.map((result) => [result, markOf(result, severities.get(result.check_id))] as const);
  const failures = report.results.filter(({ status }) => status === "fail").flatMap(({ evidence }) => evidence);
  const counts = Object.keys(MARKS).flatMap((mark) => {
    const count = marked.filter(([, other]) => other === mark).length;
    return count === 0 ? [] : [`${count} ${mark}`];
  });
  const seconds = report.results.reduce((sum, { duration_s }) => sum + duration_s, 0);
  const verdict = shortfall === undefined
    ? paint(report.verdict, report.verdict, colors)
    : paint("warn", "incomplete", colors);
  return [
    `Checking ${report.target}`,
    "",
    ...marked.flatMap(([result, mark]) => describe(result, mark, colors, failures)),
    "",
    `Verdict: ${verdict} (${counts.join(", ")}; ${seconds.toFixed(1)} s)`,
    ...(shortfall === undefined
      ? []
      : [`Nothing was checked at the level ${shortfall.levels.join(" and ")}: ${shortfall.reason}`]),
  ];
}

function describe(result: CheckResult, mark: Mark, colors: boolean, failures: readonly string[]): string[] {
  const head = `${paint(mark, MARKS[mark][0].padEnd(5), colors)} ${result.check_id}`;
  const evidence = result.evidence.map(toOneLine);
  if (mark === "pass") return [head, ...evidence.map((line) => `        ${line}`)];
  if (mark === "skip" || mark === "n/a") return [`${head}: ${leaveOut(failures, result.evidence.join("; "))}`];
  const [, ...details] = describeResult({ ...result, evidence }).split("\n");
  return [head, ...details.map((line) => `        ${toOneLine(line)}`)];
}

/** Describes why a check was skipped, without the failure that another line tells in full. */
function leaveOut(failures: readonly string[], reason: string): string {
  const told = failures.find((failure) => reason.endsWith(`: ${failure}`));
  return toOneLine(told === undefined ? reason : reason.slice(0, -told.length - 2));
}

/** Returns the mark of a result; a failure of a check that is not severe is a warning. */
function markOf(result: CheckResult, severity: Severity = "fail"): Mark {
  const { status } = result;
  if (isByDesign(result)) return "n/a";
  return status === "fail" && severity !== "fail" ? "warn" : status;
}

function paint(mark: Mark, text: string, colors: boolean): string {
  return colors ? `\x1b[${MARKS[mark][1]}m${text}\x1b[0m` : text;
}
