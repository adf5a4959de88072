import { type Command, Option } from "commander";
import { basename, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import type { Output } from "../shared/command_line.ts";
import { denoCommand, quote } from "@openenv/server/main";
import { isBundled } from "../shared/targets.ts";
import { checkPackageName, createPackageFiles, createVendorFiles, VENDOR } from "./package_files.ts";
import { findPackageSource, type PackageSource } from "../shared/package_source.ts";
import { type PackageFile, type TemplateName, TEMPLATES } from "./templates.ts";
import { writePackage } from "../shared/write_package.ts";

/** The options of the command. */
interface InitFlags {
  readonly name?: string;
  readonly template: TemplateName;
  readonly link?: boolean;
}

/** Adds `openenv init <dir>`: writes a package with a small environment to start from. */
export function addInitCommand(program: Command, output: Output): void {
  const names = Object.keys(TEMPLATES) as TemplateName[];
  const choices = names.map((name) => `${name}: ${TEMPLATES[name]}`).join("; ");
  program.command("init")
    .description("create a new environment: a package that you can play, test and serve as it is")
    .argument("<dir>", "the folder to create; it must be empty if it exists")
    .option("--name <name>", "the environment's name (default: the folder's)")
    .addOption(
      new Option("--template <template>", `the template; ${choices}`).choices(names).default(names[0]),
    )
    .option("--link", "link to the checkout instead of copying from it; the package then works only on this machine")
    .action((dir: string, flags: InitFlags) => init(dir, flags, output));
}

async function init(dir: string, { name: given, template, link }: InitFlags, output: Output): Promise<void> {
  const name = given ?? basename(resolve(dir));
  checkPackageName(name);
  if (await isBundled(name)) {
    throw new Error(
      `Cannot name an environment ${name}: a bundled environment has that name; use --name my_${name}, for instance`,
    );
  }
  const source = await findPackageSource();
  if (link && source.checkout === undefined) {
    throw new Error("Cannot link a checkout: this command does not run from one; leave --link out");
  }
  const files = createPackageFiles({ name, template, source, isLinked: link });
  const isVendored = source.checkout !== undefined && !link;
  const vendored = isVendored ? await createVendorFiles(files, source.checkout) : [];
  await writePackage(dir, [...files, ...vendored]);
  const shown = vendored.length === 0 ? files : [...files, describeVendor(source)];
  for (const line of describePackage(name, dir, shown)) output.print(line);
}

function describeVendor({ version, checkout }: PackageSource): Omit<PackageFile, "text"> {
  return { name: VENDOR, summary: `the packages it needs, ${version}, copied from ${fileURLToPath(checkout!)}` };
}

function describePackage(name: string, dir: string, files: readonly Omit<PackageFile, "text">[]): string[] {
  const width = Math.max(...files.map((file) => file.name.length));
  const task = [...denoCommand(), "task"].join(" ");
  return [
    `Wrote the environment ${name} to ${dir}`,
    "",
    ...files.map((file) => `  ${file.name.padEnd(width)}  ${file.summary}`),
    "",
    "Next:",
    "",
    ...(resolve(dir) === Deno.cwd() ? [] : [`  cd ${quote(dir)}`]),
    `  ${task} test    # plays it, and checks that it is fit to train on`,
    `  ${task} start   # hosts it on http://127.0.0.1:8000`,
  ];
}
