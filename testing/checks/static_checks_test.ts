import assert from "node:assert/strict";
import { checkImage, IMAGE_FAULTS, SOUND_IMAGE } from "../testing_fixtures/faults/image_faults.ts";
import { checkFiles, STATIC_FAULTS } from "../testing_fixtures/faults/static_faults.ts";
import { SOUND_MANIFEST } from "../testing_fixtures/memory_package.ts";
import type { CheckReport } from "../findings/check.ts";
import { createCheckContext } from "../check_context.ts";
import { runChecks } from "../run_checks.ts";
import { STATIC_CHECKS } from "./all_checks.ts";

Deno.test("STATIC_CHECKS pass a sound package", async () => {
  const { results, verdict } = await checkFiles({});
  assert.deepEqual(results.filter(({ status }) => status !== "pass"), []);
  assert.equal(verdict, "pass");
  assert.deepEqual(results.map(({ check_id }) => check_id), [
    "static.manifest",
    "static.layout",
    "static.readme",
    "static.permissions",
    "static.resource_declaration",
    "static.timeout_ceiling",
    "static.dependency_pinning",
  ]);
});

for (const [what, check, says, files] of STATIC_FAULTS) {
  Deno.test(`STATIC_CHECKS find ${what}, by ${check} alone`, async () => {
    const { results, verdict } = await checkFiles(files);
    const failed = results.filter(({ status }) => status === "fail" || status === "error");
    assert.deepEqual(failed.map(({ check_id, status }) => [check_id, status]), [[check, "fail"]]);
    const [{ evidence, remediation }] = failed as [CheckReport["results"][number]];
    if (typeof says === "string") assert.deepEqual(evidence, [says]);
    else assert.match(evidence[0]!, says);
    assert.ok(remediation);
    const { severity } = STATIC_CHECKS.find(({ id }) => id === check)!;
    assert.equal(verdict, severity);
  });
}

Deno.test("STATIC_CHECKS have a fault for each check", () => {
  const found = new Set([...STATIC_FAULTS, ...IMAGE_FAULTS].map(([, check]) => check));
  assert.deepEqual(STATIC_CHECKS.map(({ id }) => id).filter((id) => !found.has(id)), []);
});

Deno.test("STATIC_CHECKS find nothing wrong with a sound image", async () => {
  const { verdict, results } = await checkImage(SOUND_IMAGE);
  assert.deepEqual([verdict, results.filter(({ status }) => status !== "pass")], ["pass", []]);
  const rebuilt = results.find(({ check_id }) => check_id === "static.reproducible_build");
  assert.deepEqual(rebuilt?.measured, { files: 6, same_as_image: true });
});

for (const [name, check, says, image] of IMAGE_FAULTS) {
  Deno.test(`${check} finds an image with ${name}`, async () => {
    const { results } = await checkImage(image);
    const failed = results.filter(({ status }) => status !== "pass");
    assert.deepEqual(failed.map(({ check_id, status }) => [check_id, status]), [[check, "fail"]]);
    assert.deepEqual(failed[0]!.evidence, [says]);
    assert.ok(failed[0]!.remediation);
  });
}

Deno.test("static.reproducible_build does not apply to an image that cannot be built here", async () => {
  const { verdict, results } = await checkImage({ ...SOUND_IMAGE, rebuild: undefined });
  const [rebuilt] = results.filter(({ status }) => status !== "pass");
  assert.deepEqual([verdict, rebuilt?.check_id, rebuilt?.evidence], ["pass", "static.reproducible_build", [
    "the image cannot be built here",
  ]]);
});

Deno.test("STATIC_CHECKS skip what needs the image of a package that has one", async () => {
  const { results } = await checkFiles({
    "openenv.yaml": `${SOUND_MANIFEST}  execution: {}\n`,
    "Dockerfile": "FROM scratch\n",
    "validation/runtime.json": "{}",
  });
  assert.deepEqual(
    results.filter(({ status }) => status !== "pass").map(({ check_id, evidence }) => [check_id, evidence]),
    [
      "static.reproducible_build",
      "static.image_hygiene",
      "static.sbom",
      "static.oci_labels",
    ].map((id) => [id, ["needs the package's image; name it with --image"]]),
  );
});

Deno.test("STATIC_CHECKS leave a package that cannot be listed to static.manifest", async () => {
  const files = {
    list: () => Promise.reject(new Error("no such folder")),
    read: () => Promise.reject(new Error("no")),
    imports: () => Promise.resolve([]),
  };
  const context = createCheckContext({ files });
  const { results } = await runChecks(STATIC_CHECKS, context, { levels: ["static"], target: "walk" });
  const [manifest, ...others] = results;
  assert.deepEqual([manifest!.status, manifest!.evidence], ["error", [
    "the package cannot be read: no such folder",
  ]]);
  assert.ok(others.every(({ evidence }) => evidence[0] === "unmet dependency: static.manifest"));
});
