/**
 * Python's virtual environments, made when they are first needed and kept in `.cache/`.
 *
 * @module
 */

import { fileURLToPath } from "node:url";
import { type ChildResult, runChild } from "./child.ts";

const CACHE = new URL("../../.cache/interop/", import.meta.url);
const MINIMAL_PYTHON = [3, 10] as const;
const INSTALL_TIMEOUT_MS = 600_000;
const INSTALL_HINT =
  "install Python 3.10 or newer with venv and pip (Debian: apt-get install python3 python3-venv), or set PYTHON to its path";

/** What a virtual environment is made of. */
export interface VirtualEnv {
  /** The name of its folder. */
  readonly name: string;
  /** The packages that are asked for, with their versions. */
  readonly packages: Readonly<Record<string, string>>;
  /** A file that pins what they bring along. */
  readonly constraints: URL;
  /** Installs these packages alone, without what they ask for; by default that is installed as well. */
  readonly alone?: boolean;
}

const prepared = new Map<string, Promise<string>>();

/**
 * Makes a virtual environment, unless it is there already.
 *
 * @param env What it is made of.
 * @returns The path of its interpreter.
 * @throws Error with one sentence that says what to install when Python, venv, pip or a package is missing.
 */
export function prepareVirtualEnv(env: VirtualEnv): Promise<string> {
  let interpreter = prepared.get(env.name);
  if (interpreter === undefined) prepared.set(env.name, interpreter = prepareLocked(env));
  return interpreter;
}

/** Two test processes may want the same environment: the second waits for the first. */
async function prepareLocked(env: VirtualEnv): Promise<string> {
  await Deno.mkdir(CACHE, { recursive: true });
  await Deno.writeTextFile(new URL(".gitignore", CACHE), "*\n");
  using lock = await Deno.open(new URL(`${env.name}.lock`, CACHE), { create: true, write: true });
  await lock.lock(true);
  const folder = new URL(`${env.name}/`, CACHE);
  const interpreter = fileURLToPath(new URL("bin/python", folder));
  const wanted = await recipe(env);
  if (!await isReady(folder, interpreter, wanted)) await build(env, folder, interpreter, wanted);
  return interpreter;
}

/** What an environment is made of; a finished one keeps it in a file, so that a change of the pin makes a new one. */
async function recipe({ packages, constraints, alone }: VirtualEnv): Promise<string> {
  const system = await systemPython();
  return JSON.stringify({ ...packages, ...system, alone, constraints: await Deno.readTextFile(constraints) });
}

async function isReady(folder: URL, interpreter: string, wanted: string): Promise<boolean> {
  try {
    await Deno.stat(interpreter); // follows the link: an uninstalled Python counts as missing
    return await Deno.readTextFile(new URL("recipe.json", folder)) === wanted;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory) return false;
    throw error;
  }
}

/** The recipe is written last: an environment whose making was interrupted has none, and is made again. */
async function build(env: VirtualEnv, folder: URL, interpreter: string, wanted: string): Promise<void> {
  await Deno.remove(folder, { recursive: true }).catch((error) => {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  });
  const { python } = await systemPython();
  const makeHint = `Cannot make a Python environment for the interop tests: ${INSTALL_HINT}`;
  await succeed(python, ["-m", "venv", fileURLToPath(folder)], makeHint);
  const packages = Object.entries(env.packages).map(([name, version]) => `${name}==${version}`);
  const packageHint =
    `Cannot install ${packages.join(" and ")} for the interop tests: let pip reach the Python package ` +
    "index, or set PIP_INDEX_URL to a mirror";
  const quiet = ["--quiet", "--disable-pip-version-check", "--no-input", "--no-compile"];
  const what = [...(env.alone ? ["--no-deps"] : []), "--constraint", fileURLToPath(env.constraints), ...packages];
  await succeed(interpreter, ["-m", "pip", "install", ...quiet, ...what], packageHint);
  await Deno.writeTextFile(new URL("recipe.json", folder), wanted);
}

async function systemPython(): Promise<{ python: string; release: string }> {
  const python = Deno.env.get("PYTHON") ?? "python3";
  const hint = `Cannot run the interop tests without Python: ${INSTALL_HINT}`;
  const { lines } = await succeed(python, ["-c", "import sys; print(*sys.version_info[:3], sep='.')"], hint);
  const release = lines[0] ?? "";
  const [major = 0, minor = 0] = release.split(".").map(Number);
  if (major < MINIMAL_PYTHON[0] || (major === MINIMAL_PYTHON[0] && minor < MINIMAL_PYTHON[1])) {
    throw new Error(`Cannot run the interop tests with Python ${release}: ${INSTALL_HINT}`);
  }
  return { python, release };
}

async function succeed(command: string, args: string[], hint: string): Promise<ChildResult> {
  let result: ChildResult;
  try {
    result = await runChild({ command, args }, INSTALL_TIMEOUT_MS);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.PermissionDenied) throw new Error(hint);
    throw error;
  }
  if (result.code === 0) return result;
  const reason = result.stderr.trim().split("\n").at(-1) ?? "";
  throw new Error(reason === "" ? hint : `${hint} (${reason})`);
}
