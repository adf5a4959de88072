import { isImplementation } from "@openenv/core";
import { type CheckResult, CHECKS, createCheckContext, createLocalSubject, runChecks } from "@openenv/testing";
import { deadlineCheck } from "../../testing/checks/runtime/deadline_check.ts";
import { DECLARED_FAULTS } from "../../testing/testing_fixtures/faults/declared_faults.ts";
import { EPISODE_FAULTS } from "../../testing/testing_fixtures/faults/episode_faults.ts";
import type { Fault } from "../../testing/testing_fixtures/faults/fault.ts";
import { memoryPackage } from "../../testing/testing_fixtures/memory_package.ts";
import { NAMING_FAULTS } from "../../testing/testing_fixtures/faults/naming_faults.ts";
import { HOST_FAULTS } from "../../testing/testing_fixtures/faults/host_faults.ts";
import { RESULT_FAULTS } from "../../testing/testing_fixtures/faults/result_faults.ts";
import { checkGuess, ENDLESS, SEMANTIC_FAULTS } from "../../testing/testing_fixtures/faults/semantic_faults.ts";
import { checkImage, IMAGE_FAULTS } from "../../testing/testing_fixtures/faults/image_faults.ts";
import { checkFiles, STATIC_FAULTS } from "../../testing/testing_fixtures/faults/static_faults.ts";
import { TOOL_FAULTS } from "../../testing/testing_fixtures/faults/tool_faults.ts";
import { WIRE_FAULTS } from "../../testing/testing_fixtures/faults/wire_faults.ts";
import { createUrlChecks } from "../check/url_checks.ts";
import { URL_FAULTS } from "./url_faults.ts";

/** Collects the first lines that the checks report for the faults of their tests, by the check. */
export async function collectExamples(): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const examples = new Map<string, Set<string>>();
  const add = (results: readonly CheckResult[], wanted: string) => {
    const { evidence } = results.find(({ check_id }) => check_id === wanted)!;
    examples.set(wanted, (examples.get(wanted) ?? new Set()).add(evidence[0]!));
  };
  for (const [, check, , files] of STATIC_FAULTS) add((await checkFiles(files)).results, check);
  for (const [, check, , image] of IMAGE_FAULTS) add((await checkImage(image)).results, check);
  for (
    const fault of [
      ...RESULT_FAULTS,
      ...EPISODE_FAULTS,
      ...DECLARED_FAULTS,
      ...WIRE_FAULTS,
      ...TOOL_FAULTS,
      ...HOST_FAULTS,
      ...NAMING_FAULTS,
    ]
  ) {
    add(await checkWalk(fault), fault.check);
  }
  for (const [, check, , setup] of SEMANTIC_FAULTS) add((await checkGuess(setup)).results, check);
  add((await checkGuess(ENDLESS)).results, "semantic.episode_end");
  for (const [check, , options] of URL_FAULTS) {
    const checks = createUrlChecks("http://example.com", options);
    add((await runChecks(checks, createCheckContext({}), { levels: ["runtime"], target: "url" })).results, check);
  }
  return examples;
}

async function checkWalk({ subject: given, manifest, files, play, check: id }: Fault): Promise<readonly CheckResult[]> {
  const subject = isImplementation(given) ? createLocalSubject(given) : given;
  const context = createCheckContext({
    ...{ subject, manifest, play: { episodes: 4, maxSteps: 20, ...play } },
    ...(files !== undefined && { files: memoryPackage(files) }),
  });
  const checks = [...CHECKS, deadlineCheck(20)].filter((check) => check.id === id);
  return (await runChecks(checks.slice(-1), context, { levels: ["runtime"], target: "walk" })).results;
}
