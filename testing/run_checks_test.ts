import assert from "node:assert/strict";
import type { Check, CheckLevel, Finding, Severity } from "./findings/check.ts";
import { createCheckContext } from "./check_context.ts";
import { levelsUpTo, runChecks } from "./run_checks.ts";
import { UndrawableSchemaError } from "./sampling/sampling.ts";

const context = createCheckContext({});
const RUN = { levels: ["runtime"] as readonly CheckLevel[], target: "t" };

function check(id: string, run: Check["run"], severity: Severity = "fail"): Check {
  const level = id.split(".")[0] as CheckLevel;
  return { id, level, severity, summary: id, run };
}

function found(status: Finding["status"], severity?: Severity): Check {
  return check(`runtime.${status}_${severity}`, () => ({ status }), severity);
}

Deno.test("runChecks() makes the verdict of statuses and severities", async () => {
  const cases: readonly [verdict: string, checks: readonly Check[]][] = [
    ["pass", []],
    ["pass", [found("pass", "fail"), found("fail", "advisory")]],
    ["warn", [found("pass", "fail"), found("skip", "advisory")]],
    ["warn", [found("fail", "warn")]],
    ["fail", [found("fail", "warn"), found("fail", "fail")]],
    ["fail", [found("error", "advisory")]],
    ["fail", [found("skip", "fail"), found("error", "warn")]],
  ];
  for (const [verdict, checks] of cases) assert.equal((await runChecks(checks, context, RUN)).verdict, verdict);
});

Deno.test("runChecks() writes the report that the reference's readers know", async () => {
  let now = 1000;
  const measured = { expected: 1, seen: 2 };
  const run = () => {
    now += 250;
    return { status: "fail", measured, evidence: ["it is 2"], remediation: "Make it 1" } as const;
  };
  const report = await runChecks([check("runtime.one", run)], context, {
    ...RUN,
    digest: "d1",
    manifest: { name: "t" },
    now: () => now,
  });
  assert.deepEqual(report, {
    report_schema_version: "2",
    target: "t",
    source_digest: "d1",
    signature: "openenv.yaml",
    manifest: { name: "t" },
    policy_version: "v2+deno.1",
    lane: "local",
    levels_run: [2],
    results: [{
      check_id: "runtime.one",
      status: "fail",
      measured,
      evidence: ["it is 2"],
      remediation: "Make it 1",
      duration_s: 0.25,
    }],
    verdict: "fail",
  });
});

Deno.test("runChecks() runs the levels in order, whatever order the checks have", async () => {
  const ran: string[] = [];
  const noting = (id: string) => check(id, () => (ran.push(id), { status: "pass" }));
  const checks = [noting("semantic.a"), noting("static.a"), noting("runtime.a"), noting("static.b")];
  const report = await runChecks(checks, context, { target: "t", levels: levelsUpTo("semantic") });
  assert.deepEqual([ran, report.levels_run], [["static.a", "static.b", "runtime.a", "semantic.a"], [1, 2, 3]]);
  assert.deepEqual((await runChecks(checks, context, { target: "t", levels: levelsUpTo("static") })).levels_run, [1]);
});

Deno.test("runChecks() uses the first form of the report for a static run without execution", async () => {
  const version = async (levels: readonly CheckLevel[], manifest: Record<string, unknown> | null) =>
    (await runChecks([], context, { target: "t", levels, manifest })).report_schema_version;
  assert.equal(await version(["static"], { name: "t" }), "1");
  assert.equal(await version(["static"], null), "1");
  assert.equal(await version(["static"], { execution: {} }), "2");
  assert.equal(await version(["static", "runtime"], { name: "t" }), "2");
});

Deno.test("runChecks() leaves out what does not apply", async () => {
  const other = { ...found("fail", "fail"), applies: () => false };
  assert.deepEqual((await runChecks([other], context, RUN)).results, []);
});

Deno.test("runChecks() goes on after a check that throws, and skips one whose actions cannot be drawn", async () => {
  const throwing = (thrown: unknown) => () => {
    throw thrown;
  };
  const { results, verdict } = await runChecks(
    [
      check("runtime.broken", throwing(new TypeError("oops"))),
      check("runtime.rejected", () => Promise.reject("text")),
      check("runtime.undrawable", throwing(new UndrawableSchemaError("Cannot draw action: no", { path: [] }))),
      { ...found("pass", "fail"), applies: throwing(new Error("which?")) },
    ],
    context,
    RUN,
  );
  assert.deepEqual(results.map(({ status, evidence }) => [status, evidence[0]]), [
    ["error", "the check itself broke: oops"],
    ["error", "the check itself broke: text"],
    ["skip", "Cannot draw action: no"],
    ["pass", undefined],
  ]);
  assert.equal(verdict, "fail");
});

Deno.test("runChecks() tells of each check before and after it", async () => {
  const told: string[] = [];
  await runChecks([found("pass", "fail")], context, {
    ...RUN,
    onStart: ({ id }) => told.push(`start ${id}`),
    onResult: ({ status }, { id }) => told.push(`${status} ${id}`),
  });
  assert.deepEqual(told, ["start runtime.pass_fail", "pass runtime.pass_fail"]);
});

Deno.test("createCheckContext() computes once what several checks ask for", async () => {
  let computed = 0;
  const compute = () => Promise.resolve(++computed);
  const { once } = createCheckContext({});
  assert.deepEqual([await once("a", compute), await once("a", compute), await once("b", compute)], [1, 1, 2]);
});
