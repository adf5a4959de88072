import assert from "node:assert/strict";
import { basename, join } from "node:path";
import { runPage } from "../_tools/readme/run_page.ts";
import { ROOT } from "../_tools/workspace.ts";
import { makeTempFolder } from "../cli/testdata/temp_folder.ts";

/** Pages, the files that they write, and the folder that they make beside the checkout. */
const PAGES: readonly [page: string, files: readonly string[], place?: string][] = [
  ["README.md", ["hello.ts", "guess.ts", "play.ts"], "../my_env"],
  [
    "docs/client.md",
    [
      ...[
        "play.ts",
        "untyped.ts",
        "local.ts",
        "timeouts.ts",
        "retry.ts",
        "errors.ts",
        "token.ts",
        "http.ts",
        "tools.ts",
      ],
      ...["play.mjs", "payloads.ts"],
    ],
  ],
  ["docs/training.md", ["quiz.ts", "play.ts", "main.ts", "spread.ts", "play.py", "trl_quiz.py", "evaluate.ts"]],
  ["docs/from_python.md", ["guess.py", "guess.ts", "play.py", "play.ts"]],
  [
    "docs/first_environment.md",
    ["tasks.ts", "contract.ts", "environment.ts", "environment_test.ts", "openenv.yaml", "oracle.ts", "play.ts"],
    "../anagram_env",
  ],
];

/** For a reader without a clone or Deno, as `.ci/run` is, and for Node and browsers, which `tests/portable` plays from. */
const SKIPPED = ["git clone ", "npx ", "npm ", "<script"];

for (const [page, files, place] of PAGES) {
  Deno.test(`the blocks of ${page} do what it says`, async () => {
    const text = await Deno.readTextFile(join(ROOT, page));
    await using folder = await makeTempFolder();
    const replace = place === undefined ? {} : { [place]: join(folder.path, basename(place)) };
    const written = await runPage(text, { root: ROOT, replace, skip: SKIPPED });
    assert.deepEqual(written.map((path) => basename(path)), files);
    assert.match(text, /^```sh\n(?:.*\n)*?deno run --allow-net play\.ts.*\n```\n\n```text\n/m);
  });
}
