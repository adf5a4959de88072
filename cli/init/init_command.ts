import type { Command } from "commander";
import { basename, resolve } from "node:path";
import type { Output } from "../shared/command_line.ts";
import { denoCommand, quote } from "../shared/shell.ts";
import { checkPackageName, createPackageFiles, findPackageSource, type PackageFile } from "./package_files.ts";
import { writePackage } from "./write_package.ts";

/** Adds `openenv init <dir>`: writes a package with a small environment to start from. */
export function addInitCommand(program: Command, output: Output): void {
  program.command("init")
    .description("write a new environment: a package that plays, tests and serves as it stands")
    .argument("<dir>", "the folder to write it to; made if it does not exist, and empty if it does")
    .option("--name <name>", "the environment's name; the folder's if not given")
    .action((dir: string, { name }: { name?: string }) => init(dir, name, output));
}

async function init(dir: string, given: string | undefined, output: Output): Promise<void> {
  const name = given ?? basename(resolve(dir));
  checkPackageName(name);
  const files = createPackageFiles(name, await findPackageSource());
  await writePackage(dir, files);
  for (const line of describePackage(name, dir, files)) output.print(line);
}

function describePackage(name: string, dir: string, files: readonly PackageFile[]): string[] {
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
