import { isRecord } from "@openenv/core/schema";
import type { Manifest } from "@openenv/registry/manifest";
import type { Check, Finding, Severity } from "../../findings/check.ts";
import { fail, notApplicable, pass } from "../../findings/findings.ts";
import { checkHygiene } from "./image_hygiene.ts";
import type { ImageContents, PackageImage } from "./image.ts";
import { packageCheck } from "./package_check.ts";

/** Check the image that a package was built to. */
export const IMAGE_CHECKS: readonly Check[] = [
  imageCheck("static.reproducible_build", "fail", "Building the image twice gives the same image.", checkRebuild),
  imageCheck(
    "static.image_hygiene",
    "warn",
    "The image contains no credentials, caches or tools that it does not need.",
    checkHygiene,
  ),
  imageCheck("static.sbom", "fail", "The image comes with a list of its components.", checkSbom),
  imageCheck("static.oci_labels", "fail", "The image is labelled with its source, version and licence.", checkLabels),
];

/** How many differences a finding lists. */
const MAX_SHOWN = 10;
const REBUILD = "Build the image with openenv build, which writes it";

function imageCheck(
  id: string,
  severity: Severity,
  summary: string,
  check: (image: PackageImage, manifest: Manifest) => Finding | Promise<Finding>,
): Check {
  return packageCheck({
    id,
    severity,
    summary,
    applies: ({ validation }, { image }) => image !== undefined || validation?.execution !== undefined,
    run: ({ manifest }, { image }) =>
      image === undefined ? notApplicable("needs the package's image; name it with --image") : check(image, manifest!),
  });
}

async function checkRebuild(image: PackageImage): Promise<Finding> {
  if (image.rebuild === undefined) return notApplicable("the image cannot be built here");
  const [one, other] = await image.rebuild();
  const differences = compareContents(one, other);
  if (differences.length === 0) {
    return pass({ files: one.files.length, same_as_image: compareContents(one, image).length === 0 });
  }
  return fail({
    expected: "two builds without a cache that have the same files, modes and configuration",
    seen: differences.slice(0, MAX_SHOWN),
    evidence: differences.slice(0, MAX_SHOWN),
    remediation: "Keep times, random names and caches out of the image, and pin what its Dockerfile fetches",
  });
}

/** Lists the differences between two images, one a line. */
function compareContents(one: ImageContents, other: ImageContents): string[] {
  const others = new Map(other.files.map((file) => [file.path, file]));
  const differences = one.files.flatMap(({ path, attributes, contents }) => {
    const found = others.get(path);
    others.delete(path);
    if (found === undefined) return [`${path} is in one build only`];
    if (found.attributes !== attributes) {
      return [`${path} is ${attributes} in one build, ${found.attributes} in the other`];
    }
    return found.contents === contents ? [] : [`${path} has other contents`];
  });
  differences.push(...[...others.keys()].map((path) => `${path} is in one build only`));
  const [first, second] = [one.config, other.config].map((config) => config as Readonly<Record<string, unknown>>);
  const keys = new Set([...Object.keys(first!), ...Object.keys(second!)]);
  const changed = [...keys].filter((key) => JSON.stringify(first![key]) !== JSON.stringify(second![key]));
  return [...differences, ...changed.map((key) => `the configuration's ${key} differs`)];
}

async function checkSbom(image: PackageImage): Promise<Finding> {
  const [sbom, lock] = await Promise.all(["sbom.cdx.json", "deno.lock"].map((path) => readJson(image, path)));
  const expected = "a list in CycloneDX's format, with every package of deno.lock";
  const failWith = (seen: string) => fail({ expected, seen, evidence: [seen], remediation: REBUILD });
  if (sbom === undefined) return failWith(`${image.folder}/sbom.cdx.json is missing, or is no JSON`);
  if (lock === undefined) return failWith(`${image.folder}/deno.lock is missing, or is no JSON`);
  if (sbom.bomFormat !== "CycloneDX") return failWith("sbom.cdx.json is not in CycloneDX's format");
  const components = Array.isArray(sbom.components) ? sbom.components.filter(isRecord) : [];
  const listed = new Set(components.map(({ name, version }) => `${name}@${version}`));
  const locked = ["npm", "jsr"].flatMap((kind) => Object.keys(isRecord(lock[kind]) ? lock[kind] : {}));
  // A key may say after an underscore which peers a package was resolved with.
  const missing = locked.filter((key) => !listed.has(key) && !listed.has(key.replace(/(?<=@[^@_]*)_.*$/, "")));
  if (missing.length > 0) return failWith(`sbom.cdx.json does not list ${missing.join(", ")}`);
  return pass({ components: components.length });
}

async function readJson(image: PackageImage, path: string): Promise<Readonly<Record<string, unknown>> | undefined> {
  const bytes = await image.read(path);
  try {
    const value: unknown = bytes && JSON.parse(new TextDecoder().decode(bytes));
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function checkLabels({ config: { Labels } }: PackageImage, { name, version = "", runtime }: Manifest): Finding {
  const labels = Labels ?? {};
  const expected: Readonly<Record<string, string | undefined>> = {
    "org.opencontainers.image.title": name,
    "org.opencontainers.image.version": version,
    "org.opencontainers.image.source": undefined,
    "org.opencontainers.image.licenses": undefined,
    "org.openenv.runtime": runtime,
  };
  const evidence = Object.entries(expected).flatMap(([label, value]) => {
    const seen = labels[label] ?? "";
    if (seen === "") return [`the label ${label} is missing`];
    return value === undefined || seen === value
      ? []
      : [`the label ${label} is ${seen}, and the manifest says ${value}`];
  });
  if (evidence.length === 0) return pass({ labels: Object.keys(labels).length });
  return fail({
    expected: "labels with the name, version, source and licence of the package",
    seen: labels,
    evidence,
    remediation: "Build the image with openenv build; --source gives the source, and license in deno.json the licence",
  });
}
