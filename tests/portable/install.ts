/**
 * Other runtimes: Node and Bun from npm in pinned versions, in a folder that git ignores, and Debian's Chromium and shells.
 *
 * @module
 */
import { runProgram } from "./run_program.ts";

/** Where installations and bundles go. */
export const CACHE: URL = new URL("../../.cache/portable/", import.meta.url);

/** A runtime that comes as an npm package. */
interface NpmRuntime {
  readonly name: string;
  readonly version: string;
  /** Its binary, from the folder that it is installed in. */
  readonly binary: string;
}

/** Node, in the version that the client is tried in. */
export const NODE: NpmRuntime = { name: "node", version: "22.23.3", binary: "node_modules/node/bin/node" };
/** Bun, in the version that the client is tried in. */
export const BUN: NpmRuntime = { name: "bun", version: "1.4.5", binary: "node_modules/bun/bin/bun.exe" };

const INSTALL_TIMEOUT_MS = 300_000;
const CHROMIUM_PATHS = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/** Installs a runtime once; returns the path of its binary. */
export async function installRuntime({ name, version, binary }: NpmRuntime): Promise<string> {
  const folder = new URL(`${name}-${version}/`, CACHE);
  const path = new URL(binary, folder).pathname;
  if (await exists(path)) return path;
  await Deno.mkdir(folder, { recursive: true });
  const args = ["install", "--no-audit", "--no-fund", "--prefix", folder.pathname, `${name}@${version}`];
  const { code, stderr } = await runProgram("npm", args, { timeoutMs: INSTALL_TIMEOUT_MS });
  if (code === 0 && await exists(path)) return path;
  throw new Error(`Cannot install ${name} ${version}: npm ended with ${code}; install npm, or see: ${stderr}`);
}

/** Returns the path of Chromium; installs Debian's first if there is none and this is root. */
export function installChromium(): Promise<string> {
  return installFromDebian("chromium", CHROMIUM_PATHS);
}

/** Returns the first path that exists of a program; installs Debian's package first if none does and this is root. */
export async function installFromDebian(name: string, paths: readonly string[]): Promise<string> {
  const found = await findProgram(paths);
  if (found !== undefined) return found;
  if (Deno.uid() !== 0 || !await exists("/usr/bin/apt-get")) {
    throw new Error(`Cannot find ${name}: install it, on Debian as root with \`apt-get install ${name}\``);
  }
  await aptGet(name, ["update"]);
  await aptGet(name, ["install", "--yes", "--no-install-recommends", name]);
  const installed = await findProgram(paths);
  if (installed !== undefined) return installed;
  throw new Error(`Cannot find ${name}: apt-get installed it, but not as any of ${paths.join(", ")}`);
}

async function aptGet(name: string, args: readonly string[]): Promise<void> {
  const env = { DEBIAN_FRONTEND: "noninteractive" };
  const { code, stderr } = await runProgram("apt-get", ["--quiet", ...args], { timeoutMs: INSTALL_TIMEOUT_MS, env });
  if (code !== 0) throw new Error(`Cannot install ${name}: apt-get ${args[0]} ended with ${code}: ${stderr}`);
}

async function findProgram(paths: readonly string[]): Promise<string | undefined> {
  for (const path of paths) if (await exists(path)) return path;
}

async function exists(path: string): Promise<boolean> {
  return await Deno.stat(path).then(() => true, () => false);
}
