import type { Manifest } from "@openenv/registry/manifest";
import type { MaybePromise } from "@openenv/core";
import type { Check, CheckContext, Finding, Severity } from "../check.ts";
import { skip } from "../findings.ts";
import { readSource, type SourceText } from "../source_text.ts";

/** What a check of a package reads. */
export interface PackageView {
  /** The paths of its files, sorted. */
  readonly paths: readonly string[];
  /** What it declares; `undefined` only for a check that does without. */
  readonly manifest: Manifest | undefined;
  /** The text of a file. */
  text(path: string): Promise<string>;
}

/** One module of a package. */
export interface PackageModule extends SourceText {
  /** Its path. */
  readonly path: string;
}

/** A check of a package's files. */
export interface PackageCheck {
  /** See {@linkcode Check}. */
  readonly id: string;
  /** See {@linkcode Check}. */
  readonly severity: Severity;
  /** See {@linkcode Check}. */
  readonly summary: string;
  /** `true` runs the check also if the manifest could not be read. Default: `false`, which skips it then. */
  readonly withoutManifest?: boolean;
  /** `false` leaves the check out of the report. Default: always `true`. */
  readonly applies?: (manifest: Manifest) => boolean;
  /** Runs it. */
  readonly run: (view: PackageView) => MaybePromise<Finding>;
}

/** Makes a check of one that looks at files: left out without a package, skipped if that cannot be read. */
export function toCheck({ id, severity, summary, withoutManifest = false, applies, run }: PackageCheck): Check {
  return {
    id,
    level: "static",
    severity,
    summary,
    applies: ({ files, manifest }) =>
      files !== undefined && (manifest === undefined || applies === undefined || applies(manifest)),
    run: async (context) => {
      const view = await openView(context);
      if (view === undefined || (view.manifest === undefined && !withoutManifest)) {
        return skip("unmet dependency: static.manifest");
      }
      return await run(view);
    },
  };
}

/** The path of a file as the list of files has it, from one as a manifest or an import has it. */
export function toPackagePath(path: string, folder = ""): string {
  const parts: string[] = [];
  for (const part of `${folder}/${path}`.split("/")) {
    if (part === ".." && parts.length > 0 && parts.at(-1) !== "..") parts.pop();
    else if (part !== "" && part !== ".") parts.push(part);
  }
  return parts.join("/");
}

/** The module that the manifest names, and what it imports of its own package, in the order of the imports. */
export async function readModules({ manifest, paths, text }: PackageView): Promise<readonly PackageModule[]> {
  const modules: PackageModule[] = [];
  const pending = manifest?.module === undefined ? [] : [toPackagePath(manifest.module)];
  const seen = new Set(pending);
  for (const path of pending) {
    if (!paths.includes(path) || !isCode(path)) continue;
    const source = readSource(await text(path));
    modules.push({ path, ...source });
    for (const specifier of source.imports.filter((specifier) => specifier.startsWith("."))) {
      const imported = toPackagePath(specifier, path.slice(0, path.lastIndexOf("/") + 1));
      if (!seen.has(imported)) pending.push(imported);
      seen.add(imported);
    }
  }
  return modules;
}

/** `true` for a file that holds TypeScript or JavaScript, by its name. */
export function isCode(path: string): boolean {
  return /\.[cm]?[jt]sx?$/.test(path);
}

async function openView({ files, manifest, once }: CheckContext): Promise<PackageView | undefined> {
  try {
    const paths = await files!.list();
    const text = (path: string) => once(`text ${path}`, async () => new TextDecoder().decode(await files!.read(path)));
    return { paths, manifest, text };
  } catch {
    return undefined; // `static.manifest` says why
  }
}
