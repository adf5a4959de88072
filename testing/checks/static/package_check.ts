import type { MaybePromise } from "@openenv/core";
import type { Manifest } from "@openenv/registry/manifest";
import type { Check, CheckContext, Finding, PackageImport } from "../../findings/check.ts";
import { skip } from "../../findings/findings.ts";

/** A package as its checks read it. */
export interface PackageView {
  /** The paths of its files, sorted. */
  readonly paths: readonly string[];
  /** Its manifest; `undefined` only for a check that runs without. */
  readonly manifest: Manifest | undefined;
  /** Reads the text of a file. */
  text(path: string): Promise<string>;
  /** Lists what the modules import that the manifest names, and those that they import of their own package. */
  imports(): Promise<readonly PackageImport[]>;
}

/** The parts of a check of a package's files. */
export interface PackageCheck extends Pick<Check, "id" | "severity" | "summary"> {
  /** Runs the check even if the manifest can't be read. Default: `false`, which skips it. */
  readonly withoutManifest?: boolean;
  /** Returns `false` to leave the check out of the report. Default: always `true`. */
  readonly applies?: (manifest: Manifest, context: CheckContext) => boolean;
  /** Runs the check. */
  readonly run: (view: PackageView, context: CheckContext) => MaybePromise<Finding>;
}

/** Makes a check of files: it is left out without a package, and skipped if the package can't be read. */
export function packageCheck({ id, severity, summary, withoutManifest = false, applies, run }: PackageCheck): Check {
  return {
    id,
    level: "static",
    severity,
    summary,
    applies: (context) => {
      const { files, manifest } = context;
      return files !== undefined && (manifest === undefined || applies === undefined || applies(manifest, context));
    },
    run: async (context) => {
      const view = await openView(context);
      if (view === undefined || (view.manifest === undefined && !withoutManifest)) {
        return skip("unmet dependency: static.manifest");
      }
      return await run(view, context);
    },
  };
}

async function openView({ files, manifest, once }: CheckContext): Promise<PackageView | undefined> {
  try {
    const paths = await files!.list();
    const text = (path: string) => once(`text ${path}`, async () => new TextDecoder().decode(await files!.read(path)));
    const imports = () =>
      once("imports", () => files!.imports(entriesOf(manifest).filter((path) => paths.includes(path))));
    return { paths, manifest, text, imports };
  } catch {
    return undefined; // `static.manifest` says why
  }
}

/** Lists the modules that a manifest names. */
function entriesOf(manifest: Manifest | undefined): string[] {
  const { module, contract, app, validation, check } = manifest ?? {};
  const named = [module, contract, app, validation?.capabilities.oracle?.location, check?.random_policy];
  const code = named.filter((path): path is string => typeof path === "string" && /\.[cm]?[jt]sx?$/.test(path));
  return [...new Set(code.map((path) => toPackagePath(path)))];
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
