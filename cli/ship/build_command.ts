import type { Command } from "commander";
import { quote } from "@openenv/server/main";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import type { Output } from "../shared/command_line.ts";
import { BASE_IMAGE } from "../shared/dockerfile.ts";
import { buildImage, imageSize } from "../shared/docker.ts";
import { readOutput } from "../shared/read_output.ts";
import { compareDockerfile } from "./compare_dockerfile.ts";
import { readPackage, type ShippedPackage } from "./read_package.ts";
import { withTempFolder } from "../shared/temp_folder.ts";
import { toMegabytes } from "./to_megabytes.ts";
import { writeContext } from "./write_context.ts";

/** Options of `openenv build`, as the command line has them. */
interface BuildFlags {
  readonly tag?: string;
  readonly contextOnly?: string;
  readonly cache: boolean;
  readonly source?: string;
}

/** Adds `openenv build [package]`: makes a container image of a package. */
export function addBuildCommand(program: Command, output: Output): void {
  program.command("build")
    .description("make a container image of an environment")
    .argument("[target]", "a package's folder, or the name of a bundled environment", ".")
    .option("--tag <name>", "the image's name (default: openenv-<name>, without _env)")
    .option("--context-only <folder>", "write the folder of the build, and build nothing")
    .option("--no-cache", "repeat every step of the build")
    .option("--source <url>", "the address of the sources, for the image's label (default: git's origin)")
    .action((target: string, flags: BuildFlags) => build(target, flags, output));
}

async function build(target: string, flags: BuildFlags, output: Output): Promise<void> {
  const shipped = await readPackage(target);
  warnOfDockerfile(shipped, output);
  if (flags.contextOnly !== undefined) return await writeOnly(shipped, flags.contextOnly, output);
  const tag = flags.tag ?? defaultTag(shipped.manifest.name);
  await buildPackage(shipped, { ...flags, tag }, output);
  const [size, base] = await Promise.all([imageSize(tag), imageSize(BASE_IMAGE)]);
  output.print(`Built ${tag}: ${toMegabytes(size - base)} over ${BASE_IMAGE}, ${toMegabytes(size)} in all`);
  const command = `docker run --rm --read-only --tmpfs /tmp -p 127.0.0.1:8000:8000 ${quote(tag)}`;
  for (const line of ["", "Run it:", "", `  ${command}`]) output.print(line);
}

/** Says if an image of a package would start in another way than its manifest says; throws if it would start weaker. */
export function warnOfDockerfile(shipped: ShippedPackage, output: Output): void {
  const warning = compareDockerfile(shipped);
  if (warning !== undefined) output.warn(warning);
}

/** Builds the image of a package, under a tag. */
export async function buildPackage(
  shipped: ShippedPackage,
  { tag, cache, source }: Pick<BuildFlags, "cache" | "source"> & { readonly tag: string },
  output: Output,
): Promise<void> {
  await withTempFolder(async (folder) => {
    const context = join(folder, "context");
    await writeContext(shipped, context);
    const onLine = (line: string) => output.progress?.(line.trim());
    await buildImage(context, { tag, args: await labelsOf(shipped, source), noCache: !cache, onLine });
  }).finally(() => output.progress?.(""));
}

async function writeOnly(shipped: ShippedPackage, folder: string, output: Output): Promise<void> {
  const paths = await writeContext(shipped, folder);
  output.print(`Wrote ${paths.length} files to ${folder}`);
  if (shipped.left.length > 0) output.print(`Left out: ${shipped.left.join(", ")}`);
  const command = `docker build --tag ${quote(defaultTag(shipped.manifest.name))} ${quote(resolve(folder))}`;
  for (const line of ["", "Build it:", "", `  ${command}`]) output.print(line);
}

/** Returns the name that an image has without `--tag`, as in the Python package: `openenv-echo` for `echo_env`. */
export function defaultTag(name: string): string {
  return `openenv-${name.toLowerCase().replace(/_env$/, "")}`;
}

/** Finds what the labels of an image say and its Dockerfile does not know. */
async function labelsOf({ folder, config }: ShippedPackage, given?: string): Promise<Record<string, string>> {
  const source = given ?? (config.name === undefined ? await findOrigin(folder) : undefined);
  return {
    ...(source !== undefined && { SOURCE: source }),
    ...(config.license !== undefined && { LICENSE: config.license }),
  };
}

/** Finds the address that a package's repository was cloned from, without what is secret in it. */
async function findOrigin(folder: URL): Promise<string | undefined> {
  const args = ["-C", fileURLToPath(folder), "remote", "get-url", "origin"];
  const origin = await readOutput("git", args, { action: "find the origin" }).catch(() => undefined);
  const url = origin?.trim().replace(/^git@([^:]+):/, "https://$1/");
  if (url === undefined || !/^https?:/.test(url) || !URL.canParse(url)) return undefined;
  return Object.assign(new URL(url), { username: "", password: "", search: "", hash: "" }).href;
}
