import type { Command } from "commander";
import { join } from "node:path";
import type { Output } from "../shared/command_line.ts";
import { docker } from "../shared/docker.ts";
import { withTempFolder } from "../shared/temp_folder.ts";
import { buildPackage, defaultTag, warnOfDockerfile } from "./build_command.ts";
import { HUB, pushSpace } from "./push_space.ts";
import { readPackage, type ShippedFile, type ShippedPackage } from "./read_package.ts";
import { toSpaceReadme } from "./space_readme.ts";
import { writeContext } from "./write_context.ts";

/** Options of `openenv push`, as the command line has them. */
interface PushFlags {
  readonly space?: string;
  readonly registry?: string;
  readonly tag?: string;
  readonly private?: boolean;
  readonly hub: string;
  readonly source?: string;
  readonly cache: boolean;
  readonly dryRun?: boolean;
}

/** Adds `openenv push [package]`: publishes a package, as a Space or as an image. */
export function addPushCommand(program: Command, output: Output): void {
  program.command("push")
    .description("publish an environment: its image to a container registry, or its sources to a Hugging Face Space")
    .argument("[target]", "a package's folder, or the name of a bundled environment", ".")
    .option("--space <user/name>", "the Space to push to; the token is read from HF_TOKEN")
    .option("--registry <address>", "the registry to push an image to, such as ghcr.io/user; docker login first")
    .option("--tag <name>", "the image's name in the registry (default: openenv-<name>, without _env)")
    .option("--private", "make a new Space private")
    .option("--hub <url>", "the address of the Hub", HUB)
    .option("--source <url>", "the address of the sources, for the image's label (default: git's origin)")
    .option("--no-cache", "repeat every step of the image's build")
    .option("--dry-run", "show every file, and push nothing")
    .action((target: string, flags: PushFlags) => push(target, flags, output));
}

async function push(target: string, flags: PushFlags, output: Output): Promise<void> {
  const { space, registry } = flags;
  if ((space === undefined) === (registry === undefined)) {
    throw new Error("Cannot push: name one of --space and --registry");
  }
  const shipped = await readPackage(target);
  warnOfDockerfile(shipped, output);
  if (registry !== undefined) return await pushImage(shipped, { ...flags, registry }, output);
  if (!/^[\w.-]+\/[\w.-]+$/.test(space!)) {
    throw new Error(`Cannot push to the Space ${space}: expected user/name`);
  }
  const token = Deno.env.get("HF_TOKEN") ?? "";
  if (token === "" && !flags.dryRun) throw new Error(`Cannot push to the Space ${space}: set HF_TOKEN to your token`);
  const files = toSpaceFiles(await readContext(shipped), shipped);
  if (flags.dryRun) return describeFiles(files, shipped, `the Space ${space}`, output);
  const { name, version = "" } = shipped.manifest;
  const title = `${name} ${version}`.trim();
  const page = await pushSpace({ space: space!, files, token, isPrivate: flags.private, hubUrl: flags.hub, title });
  output.print(`Pushed ${files.length} files to ${page}, which builds them now`);
}

/** Reads the files of a build. */
function readContext(shipped: ShippedPackage): Promise<ShippedFile[]> {
  return withTempFolder(async (folder) => {
    const context = join(folder, "context");
    const paths = await writeContext(shipped, context);
    return await Promise.all(paths.map(async (path) => ({ path, bytes: await Deno.readFile(join(context, path)) })));
  });
}

/** Makes the files of a Space: those of a build, with a README that the Hub reads. */
function toSpaceFiles(files: readonly ShippedFile[], { manifest }: ShippedPackage): ShippedFile[] {
  const isReadme = ({ path }: ShippedFile) => path === "README.md";
  const text = toSpaceReadme(new TextDecoder().decode(files.find(isReadme)?.bytes), manifest);
  return [{ path: "README.md", bytes: new TextEncoder().encode(text) }, ...files.filter((file) => !isReadme(file))];
}

async function pushImage(
  shipped: ShippedPackage,
  flags: PushFlags & { readonly registry: string },
  output: Output,
): Promise<void> {
  const { name, version } = shipped.manifest;
  const image = `${flags.registry.replace(/\/+$/, "")}/${flags.tag ?? defaultTag(name)}`;
  assertImage(image, flags.registry);
  const isTagged = /:[^/]+$/.test(image);
  const references = isTagged
    ? [image]
    : [`${image}:latest`, ...(version === undefined ? [] : [`${image}:${version}`])];
  if (flags.dryRun) {
    return describeFiles(await readContext(shipped), shipped, references.join(" and "), output);
  }
  await buildPackage(shipped, { ...flags, tag: references[0]! }, output);
  for (const reference of references) {
    if (reference !== references[0]) await docker(["tag", references[0]!, reference], { action: "name the image" });
    const onLine = (line: string) => output.progress?.(line.trim());
    await docker(["push", reference], { action: `push the image ${reference}`, onLine });
    output.progress?.("");
    output.print(`Pushed ${reference}`);
  }
}

/** Throws for a name that Docker would refuse after the image has been built. */
function assertImage(image: string, registry: string): void {
  if (registry.includes("://")) {
    throw new Error(`Cannot push to ${registry}: expected a registry such as ghcr.io/user, without https://`);
  }
  if (/^[\w.-]+(?::\d+)?(?:\/[a-z\d]+(?:[._-]+[a-z\d]+)*)+(?::\w[\w.-]*)?$/.test(image)) return;
  throw new Error(`Cannot push the image ${image}: an image has no such name; after the registry it is in lower case`);
}

function describeFiles(
  files: readonly ShippedFile[],
  { left }: ShippedPackage,
  where: string,
  output: Output,
): void {
  const width = Math.max(...files.map(({ bytes }) => String(bytes.length).length));
  output.print(`Would push ${files.length} files to ${where}:`);
  output.print("");
  for (const { path, bytes } of files) output.print(`  ${String(bytes.length).padStart(width)}  ${path}`);
  if (left.length > 0) {
    for (const line of ["", "Left out:", "", ...left.map((path) => `  ${path}`)]) output.print(line);
  }
}
