import { messageOf } from "@openenv/core";
import { type Manifest, parseManifest, readManifest, toNormalizedManifest } from "@openenv/registry/manifest";
import { type CheckLevel, type CheckReport, CHECKS, createCheckContext, levelsUpTo, runChecks } from "@openenv/testing";
import { dirname, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { CommandExit, EXIT_CODE } from "../exit_codes.ts";
import { type CheckJob, toJobLimits } from "./check_job.ts";
import { type CheckTarget, MANIFEST, type PackageTarget } from "./check_target.ts";
import { PackageFolder } from "./package_folder.ts";
import type { JobOutcome } from "./job_record.ts";
import { superviseJob } from "./supervise.ts";
import { toReport } from "./to_report.ts";

/** What is to be checked, and how. */
export interface CheckRequest {
  /** What was named. */
  readonly target: CheckTarget;
  /** The deepest level. */
  readonly level: CheckLevel;
  /** The first seed; the default of the checks if not given. */
  readonly seed?: number;
  /** The manifest of a module or of a URL, as a path. */
  readonly manifest?: string;
  /** The token that a server asks for. */
  readonly token?: string;
}

/** A package as far as it can be read. */
interface OpenedPackage {
  readonly files: PackageFolder;
  readonly digest: string;
  readonly manifest: Manifest | undefined;
}

/** A manifest, and the folder that its paths are relative to. */
type Declared = Pick<CheckJob, "manifest" | "folder">;

/** Checks what was named, and reports. */
export async function runCheck(request: CheckRequest): Promise<CheckReport> {
  const { target, level } = request;
  if (target.kind === "package") return await checkPackage(request, target);
  if (level === "static") {
    const what = target.kind === "url" ? "a URL" : "a module";
    throw new CommandExit(
      EXIT_CODE.notAPackage,
      `Cannot check ${target.name} at level static: it is ${what}, and that level is about the files of a package`,
    );
  }
  const levels = levelsUpTo(level).filter((one) => one !== "static");
  const declared: Declared = request.manifest === undefined ? {} : await readDeclared(request.manifest);
  const subject = target.kind === "url" ? { url: target.url } : { module: target.url.href };
  const outcome = await superviseJob(toJob(request, { levels, subject, ...declared }));
  const manifest = declared.manifest && toNormalizedManifest(declared.manifest);
  return await toReport({ target: target.name, levels, manifest }, [], outcome);
}

async function checkPackage(request: CheckRequest, { name, folder }: PackageTarget): Promise<CheckReport> {
  if (request.manifest !== undefined) {
    throw new CommandExit(EXIT_CODE.failed, `Cannot use --manifest: ${name} is a package, which has its own`);
  }
  const { files, digest, manifest } = await openPackage(folder);
  const levels = levelsUpTo(request.level);
  const about = { target: name, levels, digest, manifest: manifest && toNormalizedManifest(manifest) };
  const context = createCheckContext({ files, manifest });
  const { results } = await runChecks(CHECKS, context, { levels: ["static"], target: name });
  if (levels.length === 1) return await toReport(about, results, { results: [] });
  const outcome = await playPackage(request, folder, manifest);
  return await toReport({ ...about, context }, results, outcome);
}

async function openPackage(folder: string): Promise<OpenedPackage> {
  const files = new PackageFolder(folder);
  try {
    const digest = await files.digest();
    const { manifest } = readManifest(new TextDecoder().decode(await files.read(MANIFEST)));
    return { files, digest, manifest };
  } catch {
    return { files, digest: "", manifest: undefined }; // `static.manifest` says why
  }
}

async function playPackage(
  request: CheckRequest,
  folder: string,
  manifest: Manifest | undefined,
): Promise<JobOutcome & { readonly unplayed?: string }> {
  if (manifest === undefined) return { results: [], unplayed: "unmet dependency: static.manifest" };
  if (manifest.module === undefined) {
    return { results: [], unplayed: `${MANIFEST} names no module; host the environment and check its URL` };
  }
  const levels = levelsUpTo(request.level).filter((level) => level !== "static");
  const subject = { module: pathToFileURL(join(resolve(folder), manifest.module)).href };
  return await superviseJob(toJob(request, { levels, subject, manifest, folder: resolve(folder) }));
}

function toJob(
  { target, seed, token }: CheckRequest,
  job: Pick<CheckJob, "levels" | "subject" | "manifest" | "folder">,
): CheckJob {
  return { ...job, target: target.name, seed, token, limits: toJobLimits(job.manifest) };
}

/** Reads the manifest that a module or a server is held to. */
async function readDeclared(path: string): Promise<Declared> {
  let text: string;
  try {
    text = await Deno.readTextFile(path);
  } catch (cause) {
    const why = cause instanceof Deno.errors.NotFound ? "there is no such file" : messageOf(cause);
    throw new CommandExit(EXIT_CODE.failed, `Cannot read ${path}: ${why}`, { cause });
  }
  try {
    return { manifest: parseManifest(text, { source: path }), folder: dirname(resolve(path)) };
  } catch (cause) {
    throw new CommandExit(EXIT_CODE.failed, messageOf(cause), { cause });
  }
}
