import { messageOf, OpenEnvError } from "@openenv/core";
import { type Manifest, parseManifest, readManifest, toNormalizedManifest } from "@openenv/registry/manifest";
import {
  type Check,
  type CheckLevel,
  type CheckReport,
  CHECKS,
  createCheckContext,
  createRemoteSubject,
  levelsUpTo,
  type PackageImage,
  runChecks,
  type Subject,
} from "@openenv/testing";
import { dirname, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { CommandExit, EXIT_CODE } from "../shared/command_line.ts";
import { MANIFEST } from "@openenv/registry/resolve";
import { toCheckLimits } from "./check_limits.ts";
import type { CheckTarget } from "./check_target.ts";
import { withCrashes } from "./crash_findings.ts";
import { hostEnvironment } from "./host_environment.ts";
import { loadPolicies } from "./load_policies.ts";
import { PackageFolder } from "./package_folder.ts";
import { createUrlChecks } from "./url_checks.ts";

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
  /** The image that the package was built to. */
  readonly image?: PackageImage;
  /** Checks to leave out, by their ids. Default: none. */
  readonly without?: readonly string[];
  /** The token that a server asks for. */
  readonly token?: string;
  /** Called before each check. */
  readonly onStart?: (check: Check) => void;
}

/** What a target comes with: its files, and what they declare. */
interface Declared {
  /** The manifest; absent if there is none that can be read. */
  readonly manifest?: Manifest;
  /** The folder that the manifest's paths are relative to, with a slash on the end. */
  readonly folder?: URL;
  /** The files of a package. */
  readonly files?: PackageFolder;
  /** Their digest. */
  readonly digest?: string;
}

/** The environment of a target, or the reason why there is none. */
type Playing =
  | { readonly subject: Subject; readonly crashes?: () => Promise<readonly string[]> }
  /** It should be there. */
  | { readonly unplayable: string }
  /** It is not played: its checks are skipped for this reason. */
  | { readonly unplayed: string };

/** Checks a target and reports. */
export async function runCheck(request: CheckRequest): Promise<CheckReport> {
  const { target, level, seed, without = [] } = request;
  await using stack = new AsyncDisposableStack();
  const declared = await readDeclared(request);
  const { manifest, files, digest } = declared;
  const playing = level === "static" ? { unplayed: "" } : await play(request, declared, stack);
  const subject = "subject" in playing ? playing.subject : undefined;
  const policies = subject && await loadPolicies(declared, subject.inside?.contract, stack);
  const context = createCheckContext({
    ...{ subject, manifest, files, image: request.image },
    ...("unplayable" in playing && { unplayable: playing.unplayable }),
    play: { ...policies, ...(seed !== undefined && { seed }) },
  });
  const urlChecks = target.kind === "url" ? createUrlChecks(target.url, { token: request.token }) : [];
  const checks = CHECKS.filter(({ id }) => !without.includes(id));
  const report = await runChecks([...urlChecks, ...adapt(checks, playing)], context, {
    ...{ levels: levelsOf(target, level), target: target.name, digest, onStart: request.onStart },
    manifest: manifest === undefined ? null : { ...toNormalizedManifest(manifest) },
  });
  return "unplayed" in playing ? { ...report, levels_run: [1] } : report;
}

/** Returns the levels up to a ceiling that a target has; only a package has files. */
export function levelsOf({ kind }: CheckTarget, ceiling: CheckLevel): readonly CheckLevel[] {
  return levelsUpTo(ceiling).filter((level) => level !== "static" || kind === "package");
}

/** Makes the checks that play an environment report its crashes, or skips them if it is not played. */
function adapt(checks: readonly Check[], playing: Playing): readonly Check[] {
  if ("subject" in playing) return playing.crashes === undefined ? checks : withCrashes(checks, playing.crashes);
  if ("unplayable" in playing) return checks;
  const { unplayed } = playing;
  return checks.map((check): Check =>
    check.level === "static" ? check : { ...check, run: () => ({ status: "skip", evidence: [unplayed] }) }
  );
}

/** Opens the environment of a target. */
async function play(
  { target, token }: CheckRequest,
  { manifest, folder, files }: Declared,
  stack: AsyncDisposableStack,
): Promise<Playing> {
  const limits = toCheckLimits(manifest);
  try {
    if (target.kind === "url") {
      const replyTimeoutMs = Math.max(limits.resetMs, limits.stepMs);
      const subject = await createRemoteSubject(target.url, { token, replyTimeoutMs });
      return { subject: { ...subject, target: target.name } };
    }
    if (files !== undefined && manifest === undefined) return { unplayed: "unmet dependency: static.manifest" };
    if (target.kind === "package" && manifest!.module === undefined) {
      return { unplayed: `${MANIFEST} names no module; host the environment and check its URL` };
    }
    const module = target.kind === "module" ? target.url : new URL(manifest!.module!, folder);
    return stack.use(
      await hostEnvironment({ ...{ target: target.name, manifest, folder, limits }, module: module.href }),
    );
  } catch (thrown) {
    if (target.kind === "url" && thrown instanceof OpenEnvError && SILENT.includes(thrown.code)) {
      const advice = "is the server running, and is this its base URL?";
      throw new CommandExit(EXIT_CODE.internal, `Cannot check ${target.name}: ${thrown.message}; ${advice}`);
    }
    return { unplayable: messageOf(thrown) };
  }
}

/** The errors of a URL where nothing answers. */
const SILENT: readonly string[] = ["CONNECTION_FAILED", "TIMEOUT"];

async function readDeclared({ target, level, manifest: path }: CheckRequest): Promise<Declared> {
  if (target.kind === "package") {
    if (path !== undefined) {
      throw new CommandExit(EXIT_CODE.failed, `Cannot use --manifest: ${target.name} is a package, which has its own`);
    }
    return await readPackage(target.folder);
  }
  if (level === "static") {
    const what = target.kind === "url" ? "a URL" : "a module";
    const why = `it is ${what}, and that level is about the files of a package`;
    throw new CommandExit(EXIT_CODE.notAPackage, `Cannot check ${target.name} at level static: ${why}`);
  }
  return path === undefined ? {} : await readManifestFile(path);
}

/** Reads a package as far as it can be read; the check `static.manifest` reports an error. */
async function readPackage(path: string): Promise<Declared> {
  const [files, folder] = [new PackageFolder(path), pathToFileURL(join(path, "/"))];
  try {
    const digest = await files.digest();
    const { manifest } = readManifest(new TextDecoder().decode(await files.read(MANIFEST)));
    return { files, folder, digest, manifest };
  } catch {
    return { files, folder };
  }
}

/** Reads the manifest that is declared for a module or a server. */
async function readManifestFile(path: string): Promise<Declared> {
  let text: string;
  try {
    text = await Deno.readTextFile(path);
  } catch (cause) {
    const why = cause instanceof Deno.errors.NotFound ? "there is no such file" : messageOf(cause);
    throw new CommandExit(EXIT_CODE.failed, `Cannot read ${path}: ${why}`, { cause });
  }
  try {
    const folder = pathToFileURL(join(dirname(resolve(path)), "/"));
    return { manifest: parseManifest(text, { source: path }), folder };
  } catch (cause) {
    throw new CommandExit(EXIT_CODE.failed, messageOf(cause), { cause });
  }
}
