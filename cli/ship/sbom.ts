import type { Manifest } from "@openenv/registry/manifest";
import { createHash } from "node:crypto";
import type { LockFile } from "../shared/prune_lock.ts";

/** The file with the list of components, in the folder of a build and in an image. */
export const SBOM = "sbom.cdx.json";

/** A component of a list in CycloneDX's format. */
interface Component {
  readonly type: "application" | "library" | "platform";
  readonly "bom-ref": string;
  readonly name: string;
  readonly version?: string;
  readonly description?: string;
  readonly purl?: string;
  readonly hashes?: readonly { readonly alg: "SHA-512" | "SHA-256"; readonly content: string }[];
}

/** A list of components, in the format of CycloneDX 1.6. */
export interface Sbom {
  readonly bomFormat: "CycloneDX";
  readonly specVersion: "1.6";
  readonly serialNumber: string;
  readonly version: 1;
  readonly metadata: { readonly component: Component };
  readonly components: readonly Component[];
  readonly dependencies: readonly { readonly ref: string; readonly dependsOn: readonly string[] }[];
}

/** A JSR package in a `deno.lock`: its dependencies are specifiers. */
type JsrPackages = Readonly<Record<string, { readonly integrity?: string; readonly dependencies?: readonly string[] }>>;

/** The part of a `deno.lock` that says where linked packages come from. */
interface Links {
  readonly links?: Readonly<Record<string, unknown>>;
}

/**
 * Lists the components of an image: the runtime, the packages of the lock file, and the linked ones. The same lock file
 * makes the same list, so there is no time in it.
 */
export function createSbom(
  { name, version, description }: Pick<Manifest, "name" | "version" | "description">,
  lock: LockFile & { readonly jsr?: JsrPackages },
): Sbom {
  const { links = {} } = (lock.workspace ?? {}) as Links;
  const npm = Object.entries(lock.npm ?? {}).map(([key, { integrity }]) => ofNpm(key, integrity));
  const jsr = Object.entries(lock.jsr ?? {}).map(([key, { integrity }]): Component => ({
    ...ofKey(`jsr:${key}`),
    ...(integrity !== undefined && { hashes: [{ alg: "SHA-256", content: integrity }] }),
  }));
  const linked = Object.keys(links).filter((key) => !key.startsWith("jsr:@openenv/openenv@")).map(ofKey);
  const deno = { type: "platform", "bom-ref": "deno", name: "deno", version: Deno.version.deno } as const;
  const component = { type: "application", "bom-ref": "environment", name, version, description } as const;
  const components = [deno, ...linked, ...jsr, ...npm];
  const serial = createHash("sha256").update(JSON.stringify([component, components])).digest("hex");
  return {
    bomFormat: "CycloneDX",
    specVersion: "1.6",
    serialNumber: `urn:uuid:${toUuid(serial)}`,
    version: 1,
    metadata: { component },
    components,
    dependencies: [
      { ref: "environment", dependsOn: components.map((one) => one["bom-ref"]) },
      ...Object.entries(lock.npm ?? {}).map(([key, { dependencies = [], optionalDependencies = [] }]) => ({
        ref: `npm:${key}`,
        dependsOn: [...dependencies, ...optionalDependencies].map((dependency) => `npm:${findKey(lock, dependency)}`),
      })),
    ],
  };
}

function ofNpm(key: string, integrity: string | undefined): Component {
  // A key may say after an underscore which peers a package was resolved with.
  const { "bom-ref": _ref, ...component } = ofKey(`npm:${key.replace(/(?<=@[^@_]*)_.*$/, "")}`);
  const [, algorithm, digest] = /^(sha512)-(.+)$/.exec(integrity ?? "") ?? [];
  return {
    ...component,
    "bom-ref": `npm:${key}`,
    ...(algorithm !== undefined && {
      hashes: [{ alg: "SHA-512", content: Uint8Array.fromBase64(digest!).toHex() }],
    }),
  };
}

/** Makes a component of a specifier such as `npm:@scope/name@1.2.3`. */
function ofKey(ref: string): Component {
  const [, kind, name, version] = /^(npm|jsr):(@?[^@]+)@(.+)$/.exec(ref)!;
  const path = name!.split("/").map(encodeURIComponent).join("/");
  return { type: "library", "bom-ref": ref, name: name!, version, purl: `pkg:${kind}/${path}@${version}` };
}

function findKey({ npm }: LockFile, dependency: string): string {
  if (dependency in npm) return dependency;
  return Object.keys(npm).find((key) => key.startsWith(`${dependency}@`)) ?? dependency;
}

function toUuid(hex: string): string {
  const digits = `${hex.slice(0, 12)}5${hex.slice(13, 16)}8${hex.slice(17, 32)}`;
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
