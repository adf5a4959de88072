import type { Manifest } from "@openenv/registry/manifest";
import type { Check, Finding } from "../check.ts";
import { fail, pass, skip } from "../findings.ts";
import { toCheck } from "./package_view.ts";

/** What a process of the runtime takes before it has loaded any environment, rounded down. */
const RUNTIME_MEMORY_MB = 48;

/** Resources that an episode can do with. */
export const STATIC_RESOURCE_DECLARATION: Check = toCheck({
  id: "static.resource_declaration",
  severity: "fail",
  summary: `\`resources\` are declared, and \`memory_mb\` is at least the ${RUNTIME_MEMORY_MB} that the runtime takes.`,
  run: ({ manifest }) => checkResources(manifest!),
});

/** Timeouts that fit into an episode. */
export const STATIC_TIMEOUT_CEILING: Check = toCheck({
  id: "static.timeout_ceiling",
  severity: "fail",
  summary: "`limits.reset_timeout_ms` and `limits.step_timeout_ms` are at most `resources.episode_timeout_s`.",
  run: ({ manifest }) => checkTimeouts(manifest!),
});

/** What needs the package's image, which this command does not build. */
export const STATIC_IMAGE: readonly Check[] = [
  imageCheck("static.reproducible_build", "fail", "Building the image twice gives the same image."),
  imageCheck("static.image_hygiene", "warn", "The image holds no credentials, caches or tools it does not need."),
  imageCheck("static.sbom", "fail", "The image comes with a list of what it is made of."),
  imageCheck("static.oci_labels", "fail", "The image is labelled with its source, version and licence."),
];

function imageCheck(id: string, severity: "fail" | "warn", summary: string): Check {
  return toCheck({
    id,
    severity,
    summary,
    applies: ({ validation }) => validation?.execution !== undefined,
    run: () => skip("needs the package's image, which this command does not build"),
  });
}

function checkResources({ module, validation }: Manifest): Finding {
  if (validation === undefined) return skip("unmet dependency: static.manifest");
  const { resources } = validation;
  if (module === undefined || resources.memory_mb >= RUNTIME_MEMORY_MB) {
    return pass({ ...resources });
  }
  return fail({
    expected: `memory_mb of at least ${RUNTIME_MEMORY_MB}`,
    seen: resources.memory_mb,
    evidence: [`resources.memory_mb is ${resources.memory_mb}, and the runtime alone takes ${RUNTIME_MEMORY_MB}`],
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
