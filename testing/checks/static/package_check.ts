import type { MaybePromise } from "@openenv/core";
import type { Manifest } from "@openenv/registry/manifest";
import type { Check, CheckContext, Finding } from "../../findings/check.ts";
import { skip } from "../../findings/findings.ts";
import { readSource, type SourceText } from "./source_text.ts";

/** A package as its checks read it. */
export interface PackageView {
  /** The paths of its files, sorted. */
  readonly paths: readonly string[];
  /** Its manifest; `undefined` only for a check that runs without. */
  readonly manifest: Manifest | undefined;
  /** Reads the text of a file. */
  text(path: string): Promise<string>;
}

/** One module of a package. */
export interface PackageModule extends SourceText {
  /** The path. */
  readonly path: string;
}

/** The parts of a check of a package's files. */
export interface PackageCheck extends Pick<Check, "id" | "severity" | "summary"> {
  /** Runs the check even if the manifest can't be read. Default: `false`, which skips it. */
  readonly withoutManifest?: boolean;
  /** Returns `false` to leave the check out of the report. Default: always `true`. */
  readonly applies?: (manifest: Manifest) => boolean;
  /** Runs the check. */
  readonly run: (view: PackageView) => MaybePromise<Finding>;
}

/** Makes a check of files: it is left out without a package, and skipped if the package can't be read. */
export function packageCheck({ id, severity, summary, withoutManifest = false, applies, run }: PackageCheck): Check {
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

async function openView({ files, manifest, once }: CheckContext): Promise<PackageView | undefined> {
  try {
    const paths = await files!.list();
    const text = (path: string) => once(`text ${path}`, async () => new TextDecoder().decode(await files!.read(path)));
    return { paths, manifest, text };
  } catch {
    return undefined; // `static.manifest` says why
  }
}

/** Converts a path in a manifest or an import to the form that the list of files has. */
export function toPackagePath(path: string, folder = ""): string {
  const parts: string[] = [];
  for (const part of `${folder}/${path}`.split("/")) {
    if (part === ".." && parts.length > 0 && parts.at(-1) !== "..") parts.pop();
    else if (part !== "" && part !== ".") parts.push(part);
  }
  return parts.join("/");
}

/** Reads the module that the manifest names, and what it imports of its own package, in the order of the imports. */
export async function readModules({ manifest, paths, text }: PackageView): Promise<readonly PackageModule[]> {
  const modules: PackageModule[] = [];
  const pending = new Set(manifest?.module === undefined ? [] : [toPackagePath(manifest.module)]);
  for (const path of pending) {
    if (!paths.includes(path) || !isCode(path)) continue;
    const source = readSource(await text(path));
    modules.push({ path, ...source });
    for (const specifier of source.imports.filter((specifier) => specifier.startsWith("."))) {
      pending.add(toPackagePath(specifier, path.slice(0, path.lastIndexOf("/") + 1)));
    }
  }
  return modules;
}

/** Checks by its name whether a file holds TypeScript or JavaScript. */
export function isCode(path: string): boolean {
  return /\.[cm]?[jt]sx?$/.test(path);
}
