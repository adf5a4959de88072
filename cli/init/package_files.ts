import { parseManifest } from "@openenv/registry/manifest";
import { MANIFEST } from "@openenv/registry/resolve";
import { createDockerfile } from "../shared/dockerfile.ts";
import type { PackageSource } from "../shared/package_source.ts";
import { listTemplateFiles, type PackageFile, type TemplateName } from "./templates.ts";
import { readVendorFiles } from "../shared/vendor_files.ts";

/** The folder of a package with the sources of the packages that it needs. */
export const VENDOR = "vendor";

/** Options for {@linkcode createPackageFiles}. */
export interface PackageOptions {
  /** The environment's name. */
  readonly name: string;
  /** What the package starts from. */
  readonly template: TemplateName;
  /** Where it gets the packages from that it needs. */
  readonly source: PackageSource;
  /** `true` to link the checkout where it is, by its absolute path, instead of its copy in `vendor`. */
  readonly isLinked?: boolean;
}

/** Checks an environment's name. Throws an `Error` of one line that offers the nearest valid name. */
export function checkPackageName(name: string): void {
  if (/^[A-Za-z][\w-]*$/.test(name)) return;
  const offer = name.replace(/^[^A-Za-z]+|[^A-Za-z\d]+$/g, "").replace(/[^\w-]+/g, "_") || "my_env";
  throw new Error(
    `Cannot name an environment ${JSON.stringify(name)}: a name has letters, digits, _ and -, and begins with a ` +
      `letter; use --name ${offer}, for instance`,
  );
}

/** Creates the files of a new package: a small environment to play, test and serve. */
export function createPackageFiles({ name, template, source, isLinked }: PackageOptions): readonly PackageFile[] {
  const { version, checkout } = source;
  const values: Readonly<Record<string, string>> = {
    name,
    version,
    links: describeLinks(checkout, isLinked),
    schema: schemaOf(source, isLinked),
  };
  const fill = (text: string) => text.replace(/\{\{(\w+)\}\}/g, (_, key) => values[key]!);
  const files = listTemplateFiles(template).map((file) => ({ ...file, text: fill(file.text) }));
  const manifest = parseManifest(files.find((file) => file.name === MANIFEST)!.text, { source: MANIFEST });
  const dockerfile = createDockerfile({ manifest, usesJsr: checkout === undefined });
  return [...files, { name: "Dockerfile", summary: "its image: openenv build", text: dockerfile }];
}

/** Reads the files of the folder `vendor`: of a checkout, the packages that a package's `deno.json` imports. */
export async function createVendorFiles(
  files: readonly PackageFile[],
  checkout: URL,
): Promise<readonly PackageFile[]> {
  const { imports } = JSON.parse(files.find(({ name }) => name === "deno.json")!.text);
  const found = await readVendorFiles(checkout, Object.keys(imports));
  return found.map(({ path, text }) => ({ name: `${VENDOR}/${path}`, summary: "", text }));
}

/** The lines of `deno.json` that let a workspace take the place of what the registry has, with its own dependencies. */
function describeLinks(checkout: URL | undefined, isLinked = false): string {
  if (checkout === undefined) return "";
  if (isLinked) return `\n  "links": ["${checkout.href}"],`;
  return `\n  "links": ["./${VENDOR}"],\n  "exclude": ["${VENDOR}/"],`; // no fmt, lint and test for what is a copy
}

/** The schema of the manifest, for editors: an address, or a path from the manifest. */
function schemaOf({ version, checkout }: PackageSource, isLinked = false): string {
  const file = "openenv.schema.json";
  if (checkout === undefined) return `https://jsr.io/@openenv/openenv/${version}/${file}`;
  return isLinked ? new URL(file, checkout).href : `${VENDOR}/${file}`;
}
