import { messageOf } from "@openenv/core";
import { toShortName } from "@openenv/registry/resolve";
import { quote, readPort } from "@openenv/server/main";
import { type Command, InvalidArgumentError, Option } from "commander";
import { homedir } from "node:os";
import { isAbsolute, join, resolve } from "node:path";
import type { Output } from "../shared/command_line.ts";
import { readOutput } from "../shared/read_output.ts";
import { serverFlags } from "../shared/server_flags.ts";
import { withTempFolder } from "../shared/temp_folder.ts";
import { readPackage, type ShippedPackage } from "./read_package.ts";
import { toMegabytes } from "./to_megabytes.ts";
import { writeContext } from "./write_context.ts";

/** The machines that a program can be made for, by Deno's names. */
const TARGETS = ["linux-gnu", "pc-windows-msvc", "apple-darwin"].flatMap((system) =>
  ["x86_64", "aarch64"].map((machine) => `${machine}-${system === "linux-gnu" ? "unknown-" : ""}${system}`)
);

/** Options of `openenv compile`, as the command line has them. */
interface CompileFlags {
  readonly output?: string;
  readonly target?: string;
  readonly host: string;
  readonly port: number;
}

/** Adds `openenv compile [package]`: makes one program of a package. */
export function addCompileCommand(program: Command, output: Output): void {
  program.command("compile")
    .description("make one program that hosts an environment, with the permissions of its manifest")
    .argument("[target]", "a package's folder, or the name of a bundled environment", ".")
    .option("--output <file>", "the program to write (default: the environment's name, without _env)")
    .addOption(new Option("--target <machine>", "the machine that it runs on (default: this one)").choices(TARGETS))
    .option("--host <address>", "the only address that it listens on", "127.0.0.1")
    .option("--port <number>", "the only port that it listens on", parsePort, 8000)
    .action((target: string, flags: CompileFlags) => compile(target, flags, output));
}

async function compile(target: string, flags: CompileFlags, output: Output): Promise<void> {
  const shipped = await readPackage(target);
  const { manifest } = shipped;
  const file = resolve(flags.output ?? toShortName(manifest.name));
  await withTempFolder(async (folder) => {
    const context = join(folder, "context");
    await writeContext(shipped, context);
    const args = [...compilerFlags(shipped, flags), "--output", file, "main.ts", ...mainFlags(shipped, flags)];
    await runCompiler(context, args);
  });
  const written = flags.target?.includes("windows") && !file.endsWith(".exe") ? `${file}.exe` : file;
  const { size } = await Deno.stat(written);
  output.print(
    `Compiled ${manifest.name} to ${written}, ${toMegabytes(size)}; it listens on ${flags.host}:${flags.port}`,
  );
  for (const warning of warningsOf(shipped)) output.warn(warning);
  if (flags.target === undefined) {
    for (const line of ["", "Run it:", "", `  ${quote(written)}`]) {
      output.print(line);
    }
  }
}

/** Writes the flags of `deno compile`: what is inside, and what it may do. */
function compilerFlags({ manifest, files }: ShippedPackage, { target, host, port }: CompileFlags): string[] {
  const address = host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;
  const { read = [] } = manifest.permissions ?? {};
  const data = typeof read === "boolean" ? [] : read.filter((path) => !isAbsolute(path) && !path.startsWith("~/"));
  const inside = ["openenv.yaml", ...data].filter((path) =>
    files.some((file) => file.path === path || file.path.startsWith(`${path.replace(/\/+$/, "")}/`))
  );
  return [
    ...["--cached-only", "--frozen", "--no-check", "--no-prompt", "--exclude-unused-npm"],
    ...(target === undefined ? [] : ["--target", target]),
    ...inside.flatMap((path) => ["--include", path]),
    ...serverFlags(manifest, { home: homedir(), listen: [address] }),
  ];
}

/** Writes the arguments that the program always has; it refuses to start without the guarantees that are required. */
function mainFlags({ manifest: { requires } }: ShippedPackage, { host, port }: CompileFlags): string[] {
  const needed = requires.length === 0 ? [] : ["--requires", requires.join(",")];
  return ["--host", host, "--port", String(port), "--quiet", ...needed];
}

function warningsOf({ manifest: { requires, permissions } }: ShippedPackage): string[] {
  const none = "a compiled program can't start deno";
  if (requires.length > 0) {
    return [`Warning: the manifest requires ${requires.join(" and ")}, so it refuses to start: ${none}`];
  }
  const { run = false } = permissions ?? {};
  return run === false ? [] : [`Warning: its code may run programs, but not deno: ${none}`];
}

async function runCompiler(folder: string, args: readonly string[]): Promise<void> {
  const action = "compile the program";
  try {
    await readOutput(Deno.execPath(), ["compile", ...args], { action, cwd: folder, env: { NO_COLOR: "1" } });
  } catch (cause) {
    const [, url] = /Setting up base binary.*?(https:[^\s)]+)/s.exec(messageOf(cause)) ?? [];
    if (url === undefined) throw cause;
    throw new Error(
      `Cannot ${action}: its base binary could not be downloaded from ${url}; unpack that file, and give the path of ` +
        "denort in DENORT_BIN",
      { cause },
    );
  }
}

function parsePort(text: string): number {
  const port = readPort(text);
  if (port !== undefined && port > 0) return port;
  throw new InvalidArgumentError("expected a number from 1 to 65535");
}
