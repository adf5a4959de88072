import { messageOf } from "@openenv/core";
import type { Manifest } from "@openenv/registry/manifest";
import type { Check, CheckContext, Finding } from "../../findings/check.ts";
import { fail, pass, skip } from "../../findings/findings.ts";
import { packageCheck } from "./package_check.ts";

/** The memory of the runtime's own process before it loads an environment, rounded down. */
const RUNTIME_MEMORY_MB = 48;

/** Checks that the manifest can be read, and declares what the other checks hold the environment to. */
export const MANIFEST_CHECK: Check = {
  id: "static.manifest",
  level: "static",
  severity: "fail",
  summary: "`openenv.yaml` can be read, and has a block `validation` within the policy's bounds.",
  applies: ({ files }) => files !== undefined,
  run: checkManifest,
};

/** Check the declared resources and limits. */
export const RESOURCE_CHECKS: readonly Check[] = [
  packageCheck({
    id: "static.resource_declaration",
    severity: "fail",
    summary:
      `\`resources\` are declared, and \`memory_mb\` is at least the ${RUNTIME_MEMORY_MB} that the runtime takes.`,
    run: ({ manifest }) => checkResources(manifest!),
  }),
  packageCheck({
    id: "static.timeout_ceiling",
    severity: "fail",
    summary: "`limits.reset_timeout_ms` and `limits.step_timeout_ms` are at most `resources.episode_timeout_s`.",
    run: ({ manifest }) => checkTimeouts(manifest!),
  }),
];

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
  const measured = { schema_errors: problems.length, warnings: warnings.map(toLine) };
  if (manifest === undefined) {
    const evidence = problems.map(toLine);
    const expected = "a manifest without errors";
    return fail({ expected, seen: evidence[0], measured, evidence, remediation: REMEDIATION });
  }
  if (manifest.validation === undefined) {
    return fail({
      expected: "a block validation",
      seen: "none",
      measured,
      evidence: ["openenv.yaml has no block validation, which says what the environment promises"],
      remediation: "Add the block: reward, resources, capabilities and types; docs/manifest.md has an example",
    });
  }
  const evidence = checkPolicyBounds(manifest.validation).map(({ message }) => message);
  if (evidence.length === 0) return { ...pass(measured), evidence: measured.warnings };
  const expected = "declarations within the policy's bounds";
  return fail({ expected, seen: evidence[0], measured, evidence, remediation: REMEDIATION });
}

function checkResources({ module, validation }: Manifest): Finding {
  if (validation === undefined) return skip("unmet dependency: static.manifest");
  const { memory_mb } = validation.resources;
  if (module === undefined || memory_mb >= RUNTIME_MEMORY_MB) return pass({ ...validation.resources });
  return fail({
    expected: `memory_mb of at least ${RUNTIME_MEMORY_MB}`,
    seen: memory_mb,
    evidence: [`resources.memory_mb is ${memory_mb}, and the runtime alone takes ${RUNTIME_MEMORY_MB}`],
    remediation: "Declare what an episode takes, the runtime included",
  });
}

function checkTimeouts({ limits, validation }: Manifest): Finding {
  if (validation === undefined) return skip("unmet dependency: static.manifest");
  const { episode_timeout_s } = validation.resources;
  const { reset_timeout_ms, step_timeout_ms } = limits;
  const long = Object.entries({ reset_timeout_ms, step_timeout_ms })
    .filter(([, timeoutMs]) => timeoutMs !== undefined && timeoutMs > episode_timeout_s * 1000);
  if (long.length === 0) return pass({ episode_timeout_s });
  return fail({
    expected: `at most ${episode_timeout_s * 1000} ms`,
    seen: Object.fromEntries(long),
    evidence: long.map(([name, timeoutMs]) =>
      `limits.${name} is ${timeoutMs}, longer than a whole episode may be (episode_timeout_s: ${episode_timeout_s})`
    ),
    remediation: "Lower the limit, or raise resources.episode_timeout_s",
  });
}
