import { messageOf } from "@openenv/core";
import { type Manifest, parseManifest, readManifest } from "@openenv/registry/manifest";
import { type CheckLevel, type CheckReport, CHECKS, createCheckContext, levelsUpTo, runChecks } from "@openenv/testing";
import { dirname, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { CommandExit, EXIT_CODE } from "../shared/command_line.ts";
import { MANIFEST } from "../shared/targets.ts";
import { type CheckJob, toJobLimits } from "./check_job.ts";
import type { CheckTarget } from "./check_target.ts";
import type { JobOutcome } from "./job_record.ts";
import { PackageFolder } from "./package_folder.ts";
import { superviseJob } from "./supervise.ts";
import { toReport } from "./to_report.ts";

/** Options of a check. */
export interface CheckRequest {
  /** The target. */
  readonly target: CheckTarget;
  /** The deepest level. */
  readonly level: CheckLevel;
  /** The first seed. Default: that of the checks. */
  readonly seed?: number;
  /** The path of the manifest of a module or of a URL. */
  readonly manifest?: string;
  /** The token that a server asks for. */
  readonly token?: string;
}

/** A manifest, and the folder that its paths are relative to. */
type Declared = Pick<CheckJob, "manifest" | "folder">;

/** Checks a target and reports. */
export async function runCheck(request: CheckRequest): Promise<CheckReport> {
  const { target, level } = request;
  if (target.kind === "package") return await checkPackage(request, target.folder);
  if (level === "static") {
    const what = target.kind === "url" ? "a URL" : "a module";
    const why = `it is ${what}, and that level is about the files of a package`;
    throw new CommandExit(EXIT_CODE.notAPackage, `Cannot check ${target.name} at level static: ${why}`);
  }
  const declared = request.manifest === undefined ? {} : await readDeclared(request.manifest);
  const subject = target.kind === "url" ? { url: target.url } : { module: target.url.href };
  const outcome = await play(request, subject, declared);
  const about = { target: target.name, levels: playedLevels(level), manifest: declared.manifest };
  return await toReport(about, createCheckContext({}), [], outcome);
}

async function checkPackage(request: CheckRequest, folder: string): Promise<CheckReport> {
  const { target: { name: target }, level } = request;
  if (request.manifest !== undefined) {
    throw new CommandExit(EXIT_CODE.failed, `Cannot use --manifest: ${target} is a package, which has its own`);
  }
  const files = new PackageFolder(folder);
  const { digest, manifest } = await readPackage(files);
  const context = createCheckContext({ files, manifest });
  const { results } = await runChecks(CHECKS, context, { levels: ["static"], target });
  const outcome = level === "static" ? { results: [] } : await playPackage(request, folder, manifest);
  return await toReport({ target, levels: levelsUpTo(level), digest, manifest }, context, results, outcome);
}

/** Reads a package as far as it can be read; the check `static.manifest` reports an error. */
async function readPackage(files: PackageFolder): Promise<{ digest: string; manifest?: Manifest }> {
  try {
    const digest = await files.digest();
    const { manifest } = readManifest(new TextDecoder().decode(await files.read(MANIFEST)));
    return { digest, manifest };
  } catch {
    return { digest: "" };
  }
}

async function playPackage(request: CheckRequest, folder: string, manifest: Manifest | undefined): Promise<JobOutcome> {
  if (manifest === undefined) return { results: [], unplayed: "unmet dependency: static.manifest" };
  if (manifest.module === undefined) {
    return { results: [], unplayed: `${MANIFEST} names no module; host the environment and check its URL` };
  }
  const subject = { module: pathToFileURL(join(folder, manifest.module)).href };
  return await play(request, subject, { manifest, folder });
}

function play(request: CheckRequest, subject: CheckJob["subject"], declared: Declared): Promise<JobOutcome> {
  const { target: { name: target }, level, seed, token } = request;
  const limits = toJobLimits(declared.manifest);
  return superviseJob({ target, subject, ...declared, levels: playedLevels(level), seed, token, limits });
}

/** The levels up to a ceiling that play the environment. */
function playedLevels(ceiling: CheckLevel): readonly CheckLevel[] {
  return levelsUpTo(ceiling).filter((level) => level !== "static");
}

/** Reads the manifest that is declared for a module or a server. */
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
