import { messageOf } from "@openenv/core";
import type { Check, CheckContext, Finding } from "../check.ts";
import { fail, pass } from "../findings.ts";

/** A manifest that can be read, with the promises that the other checks hold the environment to. */
export const STATIC_MANIFEST: Check = {
  id: "static.manifest",
  level: "static",
  severity: "fail",
  summary: "`openenv.yaml` can be read, and has a block `validation` within the policy's bounds.",
  applies: ({ files }) => files !== undefined,
  run: checkManifest,
};

const REMEDIATION = "Correct openenv.yaml; an editor that knows openenv.schema.json marks the places";

async function checkManifest({ files }: CheckContext): Promise<Finding> {
  let text: string;
  try {
    await files!.list();
    text = new TextDecoder("utf-8", { fatal: true }).decode(await files!.read("openenv.yaml"));
  } catch (thrown) {
    return { status: "error", evidence: [`the package cannot be read: ${messageOf(thrown)}`] };
  }
  // Loaded here, since a test of an environment in code needs no YAML, nor the permission that its library asks for.
  const { checkPolicyBounds, readManifest } = await import("@openenv/registry/manifest");
  const { manifest, problems, warnings } = readManifest(text);
  const toLine = ({ line, column, message }: (typeof problems)[number]) => `line ${line}, column ${column}: ${message}`;
  const seen = { schema_errors: problems.length, warnings: warnings.map(toLine) };
  const expected = "a manifest without errors";
  if (manifest === undefined) {
    const evidence = problems.map(toLine);
    return fail({ expected, seen: evidence[0], measured: seen, evidence, remediation: REMEDIATION });
  }
  if (manifest.validation === undefined) {
    return fail({
      expected: "a block validation",
      seen: "none",
      measured: seen,
      evidence: ["openenv.yaml has no block validation, which says what the environment promises"],
      remediation: "Add the block: reward, resources, capabilities and types; docs/manifest.md has an example",
    });
  }
  const outside = checkPolicyBounds(manifest.validation).map(({ message }) => message);
  if (outside.length === 0) return { ...pass(seen), evidence: seen.warnings };
  return fail({
    expected: "declarations within the policy's bounds",
    seen: outside[0],
    measured: seen,
    evidence: outside,
    remediation: REMEDIATION,
  });
}
