import { messageOf, nearestName } from "@openenv/core";
import { CHECK_LEVELS, type CheckLevel, type CheckReport, CHECKS } from "@openenv/testing";
import { type Command, InvalidArgumentError } from "commander";
import { resolve } from "node:path";
import { CommandExit, EXIT_CODE, type Output } from "../shared/command_line.ts";
import { onSignals } from "../shared/signals.ts";
import { cleanUpOnExit } from "../shared/temp_folder.ts";
import { toTable } from "../shared/text_table.ts";
import { type CheckTarget, resolveCheckTarget } from "./check_target.ts";
import { describeReport } from "./describe_report.ts";
import { type ReadImage, readImage, writePackageFiles } from "./image/read_image.ts";
import { Progress } from "./progress.ts";
import { type CheckRequest, levelsOf, runCheck } from "./run_check.ts";
import { findShortfall, type Shortfall } from "./shortfall.ts";
import { createUrlChecks } from "./url_checks.ts";

/** Options of `openenv check`, as the command line has them. */
interface CheckFlags {
  readonly level?: string;
  readonly json?: boolean;
  readonly output?: string;
  readonly seed?: number;
  readonly manifest?: string;
  readonly image?: string;
  readonly list?: boolean;
}

/** Adds `openenv check [target]`: checks whether an environment is fit to train on. */
export function addCheckCommand(program: Command, output: Output): void {
  program.command("check")
    .description("check whether an environment is fit to train on")
    .argument(
      "[target]",
      "a package's folder, a module, the name of a bundled environment, or a server's URL " +
        "(default: the current folder, or the package in the image)",
    )
    .option(
      "--level <level>",
      `the deepest level: ${CHECK_LEVELS.join(", ")} (default: semantic, or static for an image)`,
    )
    .option("--json", "print the report as JSON")
    .option("--output <file>", "write the report as JSON to a file")
    .option("--seed <number>", "the first seed to play", parseSeed)
    .option("--manifest <file>", "the openenv.yaml to compare a module or a server with")
    .option("--image <name>", "check the package's container image too; without a target, the package in the image")
    .option("--list", "list the checks without running them")
    .action((target: string | undefined, flags: CheckFlags) => check(target, flags, output));
}

async function check(name: string | undefined, flags: CheckFlags, output: Output): Promise<void> {
  if (flags.list) return listChecks(output);
  const { json = false, output: file, seed, manifest } = flags;
  const path = file === undefined ? undefined : resolve(file); // an environment may change the folder that it is in
  let report: CheckReport;
  let shortfall: Shortfall | undefined;
  try {
    using _ = onSignals((exitCode) => Deno.exit(exitCode)); // a listener of the environment would keep it running
    await using stack = new AsyncDisposableStack();
    const isImageOnly = name === undefined && flags.image !== undefined;
    const level = parseLevel(flags.level ?? (isImageOnly ? "static" : "semantic"));
    const image = flags.image === undefined ? undefined : await readImage(flags.image);
    const target = isImageOnly
      ? await packageOfImage(flags.image!, image!, level, stack)
      : await resolveCheckTarget(name ?? ".");
    const without = isImageOnly ? ["static.layout"] : []; // images have no tests
    const request = { target, level, seed, manifest, image, without, token: readToken() };
    report = await runWithProgress(request, output);
    shortfall = findShortfall(report, levelsOf(target, level));
    report = withoutLevels(report, shortfall?.levels ?? []);
    const text = JSON.stringify(report, null, 2);
    if (json) output.print(text);
    else describeReport(report, { colors: output.colors ?? false, shortfall }).forEach((line) => output.print(line));
    if (path !== undefined) await writeReport(path, text);
  } catch (thrown) {
    if (thrown instanceof CommandExit) throw thrown;
    throw new CommandExit(EXIT_CODE.internal, messageOf(thrown), { cause: thrown });
  }
  if (report.verdict === "fail") throw new CommandExit(EXIT_CODE.failed);
  if (shortfall !== undefined) throw new CommandExit(EXIT_CODE.incomplete);
}

/** Makes a target of the package in an image. Code from there is not run: it may come from anywhere. */
async function packageOfImage(
  name: string,
  { packageFiles }: ReadImage,
  level: CheckLevel,
  stack: AsyncDisposableStack,
): Promise<CheckTarget> {
  if (level !== "static") {
    const why = "the package in an image is read, not run; name the package as well";
    throw new CommandExit(EXIT_CODE.failed, `Cannot check the image ${name} at level ${level}: ${why}`);
  }
  const folder = await Deno.makeTempDir({ prefix: "openenv-image-" });
  const remove = () => Deno.removeSync(folder, { recursive: true });
  stack.defer(remove);
  stack.use(cleanUpOnExit(remove));
  await writePackageFiles(packageFiles, folder);
  return { kind: "package", name, folder };
}

/** Takes levels off the list of those that were run. */
function withoutLevels(report: CheckReport, levels: readonly CheckLevel[]): CheckReport {
  const missed = levels.map((level) => CHECK_LEVELS.indexOf(level) + 1);
  return { ...report, levels_run: report.levels_run.filter((level) => !missed.includes(level)) };
}

async function runWithProgress(request: CheckRequest, { progress: show }: Output): Promise<CheckReport> {
  if (show === undefined) return await runCheck(request);
  using progress = new Progress(show);
  return await runCheck({ ...request, onStart: ({ id }) => progress.next(id) });
}

async function writeReport(file: string, text: string): Promise<void> {
  try {
    await Deno.writeTextFile(file, `${text}\n`);
  } catch (cause) {
    throw new CommandExit(EXIT_CODE.failed, `Cannot write ${file}: ${messageOf(cause)}`, { cause });
  }
}

function listChecks(output: Output): void {
  const rows = [...CHECKS, ...createUrlChecks("")].map(({ id, severity, summary }) => [id, severity, summary]);
  for (const line of toTable(["check", "severity", "what passes it"], rows)) output.print(line);
}

function parseLevel(text: string): CheckLevel {
  const level = CHECK_LEVELS.find((level) => level === text);
  if (level !== undefined) return level;
  const nearest = nearestName(text, CHECK_LEVELS);
  const hint = nearest === undefined ? `known levels: ${CHECK_LEVELS.join(", ")}` : `did you mean ${nearest}?`;
  throw new CommandExit(EXIT_CODE.internal, `Cannot check at level "${text}": there is no such level; ${hint}`);
}

function parseSeed(text: string): number {
  const seed = Number(text);
  if (text.trim() !== "" && Number.isSafeInteger(seed)) return seed;
  throw new InvalidArgumentError("expected an integer");
}

/** Reads the token, if the process may read its environment variables. */
function readToken(): string | undefined {
  const { state } = Deno.permissions.querySync({ name: "env", variable: "OPENENV_TOKEN" });
  return state === "granted" ? Deno.env.get("OPENENV_TOKEN") : undefined;
}
