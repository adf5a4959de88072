import { type CheckContext, CHECKS, createCheckContext, createLocalSubject } from "@openenv/testing";
import assert from "node:assert/strict";
import { memoryPackage } from "../../testing/testing_fixtures/memory_package.ts";
import { collectExamples } from "../testdata/check_examples.ts";
import limited from "../testdata/limited.ts";
import { createUrlChecks } from "./url_checks.ts";

const PAGE = await Deno.readTextFile(new URL("../../docs/check.md", import.meta.url));
const ALL = [...CHECKS, ...createUrlChecks("")];

/** The rows of the tables of checks: id, severity, what passes it, a failure. */
const ROWS = PAGE.split("\n").filter((line) => /^\| `\w+\.\w+` +\| (?:fail|warn|advisory) /.test(line))
  .map((line) => line.slice(1, -1).split(" | ").map((cell) => cell.trim()));

Deno.test("docs/check.md has every check once, in order, with its severity and what passes it", () => {
  assert.deepEqual(
    ROWS.map(([id, severity, passes]) => [id, severity, passes]),
    ALL.map(({ id, severity, summary }) => [`\`${id}\``, severity, summary]),
  );
});

Deno.test("docs/check.md has each check under its level", () => {
  for (const { id, level } of CHECKS) {
    const heading = PAGE.slice(0, PAGE.indexOf(`| \`${id}\``)).match(/^### .*$/gm)!.at(-1)!;
    assert.ok(heading.toLowerCase().startsWith(`### ${level}`), `${id} is under ${heading}`);
    assert.ok(id.startsWith(`${level}.`));
  }
});

Deno.test("docs/check.md has failures that really occur, and the reasons of what is skipped", async () => {
  const examples = await collectExamples();
  for (const { id, run } of ALL) {
    const shown = ROWS.find(([name]) => name === `\`${id}\``)![3]!;
    const known = examples.get(id);
    if (known === undefined) assert.equal(shown, `skipped: ${(await run(emptyContext())).evidence?.[0]}`, id);
    else assert.ok(known.has(shown.slice(1, -1)), `${id}: ${shown} is none of\n${[...known].join("\n")}`);
  }
});

/** Enough for a check that is always skipped. */
function emptyContext(): CheckContext {
  const context = createCheckContext({ subject: createLocalSubject(limited), files: memoryPackage({}) });
  return { ...context, manifest: {} as CheckContext["manifest"] };
}
