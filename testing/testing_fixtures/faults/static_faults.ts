import assert from "node:assert/strict";
import { readManifest } from "../../../registry/manifest/mod.ts";
import type { CheckReport } from "../../findings/check.ts";
import { createCheckContext } from "../../check_context.ts";
import { STATIC_CHECKS } from "../../checks/all_checks.ts";
import { runChecks } from "../../run_checks.ts";
import { type FileTexts, memoryPackage, SOUND_MANIFEST, SOUND_PACKAGE } from "../memory_package.ts";

/** A package with one fault: what it is, the one check that has to find it, what that says, and the files that differ. */
export type StaticFault = readonly [name: string, check: string, says: string | RegExp, files: FileTexts];

/** Runs the static checks on the sound package with other files in it. */
export async function checkFiles(files: FileTexts): Promise<CheckReport> {
  const texts = { ...SOUND_PACKAGE, ...files };
  const { manifest } = readManifest(texts["openenv.yaml"] ?? "");
  const context = createCheckContext({ files: memoryPackage(texts), manifest });
  return await runChecks(STATIC_CHECKS, context, { levels: ["static"], target: "walk" });
}

/** The sound manifest with something replaced. */
function manifest(from: string, to: string): FileTexts {
  assert.ok(SOUND_MANIFEST.includes(from), from);
  return { "openenv.yaml": SOUND_MANIFEST.replace(from, to) };
}

/** The sound package with a line of code added. */
function code(line: string): FileTexts {
  return { "rules.ts": `${SOUND_PACKAGE["rules.ts"]}${line}\n` };
}

const README = SOUND_PACKAGE["README.md"]!;
/** Packages with one fault each. */
export const STATIC_FAULTS: readonly StaticFault[] = [
  [
    "a manifest that is no YAML",
    "static.manifest",
    /^line 5, column 1: /,
    manifest("validation:\n", "validation\n"),
  ],
  [
    "an unknown key in a section",
    "static.manifest",
    /^line 6, column \d+: validation\.reward\.margin is not a known key/,
    manifest("floor_margin: 0.1", "floor_margin: 0.1, margin: 1"),
  ],
  [
    "no block validation",
    "static.manifest",
    "openenv.yaml has no block validation, which says what the environment promises",
    { "openenv.yaml": SOUND_MANIFEST.slice(0, SOUND_MANIFEST.indexOf("validation:")) },
  ],
  [
    "a margin below the policy's bound",
    "static.manifest",
    "validation.reward.floor_margin is 0.01, but must be at least 0.1",
    manifest("floor_margin: 0.1", "floor_margin: 0.01"),
  ],
  [
    "an episode longer than the policy's bound",
    "static.manifest",
    "validation.resources.episode_timeout_s is 3601, but must be at most 3600",
    manifest("episode_timeout_s: 60", "episode_timeout_s: 3601"),
  ],
  ["no README", "static.layout", "README.md is missing", { "README.md": undefined }],
  ["no deno.json", "static.layout", "deno.json is missing", { "deno.json": undefined }],
  [
    "no tests",
    "static.layout",
    "there is no test, a file named like environment_test.ts",
    { "environment_test.ts": undefined },
  ],
  [
    "a contract that does not exist",
    "static.layout",
    "contract names ./contract.ts, which does not exist",
    manifest("permissions:", "contract: ./contract.ts\npermissions:"),
  ],
  [
    "a README without rewards",
    "static.readme",
    'README.md has no heading "## Rewards"',
    { "README.md": README.replace("## Rewards\n", "") },
  ],
  [
    "a README whose headings are in another order",
    "static.readme",
    'README.md has "versions" where "options" is expected',
    { "README.md": README.replace("## Options\n## Versions", "## Versions\n## Options") },
  ],
  [
    "permissions that are not declared",
    "static.permissions",
    "openenv.yaml declares no permissions",
    manifest("permissions: {}\n", ""),
  ],
  [
    "code from the network without the permission",
    "static.permissions",
    "https://example.com/words.ts is imported from the network, and permissions.import is not declared",
    code('import "https://example.com/words.ts";'),
  ],
  [
    "a permission that the network declaration denies",
    "static.permissions",
    "permissions.net has example.com, which validation.network (no-network) does not allow",
    {
      "openenv.yaml": SOUND_MANIFEST.replace("permissions: {}", "permissions: { net: [example.com] }") +
        "  network: { mode: no-network }\n",
    },
  ],
  [
    "less memory than the runtime takes",
    "static.resource_declaration",
    "resources.memory_mb is 16, and the runtime alone takes 48",
    manifest("memory_mb: 128", "memory_mb: 16"),
  ],
  [
    "a step that may take longer than its episode",
    "static.timeout_ceiling",
    "limits.step_timeout_ms is 90000, longer than a whole episode may be (episode_timeout_s: 60)",
    manifest("permissions: {}", "permissions: {}\nlimits: { step_timeout_ms: 90000 }"),
  ],
  [
    "a dependency without a version",
    "static.dependency_pinning",
    "deno.json: npm:chess.js has no version",
    { "deno.json": '{ // ours\n "imports": { "chess": "npm:chess.js" } }' },
  ],
  [
    "a dependency by tag, in code",
    "static.dependency_pinning",
    "rules.ts: jsr:@std/yaml@latest/parse has no version",
    code('import "jsr:@std/yaml@latest/parse";'),
  ],
  [
    "tasks that are not pinned",
    "static.task_distribution_pinning",
    "validation.task_distribution names neither a generator_seed nor a dataset_version",
    manifest("{ verifier: { kind: reward_channel } }", "{ verifier: { kind: reward_channel }, task_api: true }"),
  ],
];
