/**
 * The reference implementation, installed: virtual environments with pinned versions of the `openenv` package, and
 * the programs of this folder run in them.
 *
 * @module
 */

import { fileURLToPath } from "node:url";
import { Child, type ChildOptions, type ChildResult, runChild, type ServerChild, startServerChild } from "./child.ts";
import { prepareVirtualEnv } from "./virtual_env.ts";

/** The versions that the suite runs against; only `verifiers_test.ts` needs another one, which it names itself. */
export const OPENENV_VERSIONS = {
  /** The version that `docs/compatibility.md` and the vectors describe. */
  reference: "0.10.0",
  /** Clients of earlier generations that people still have installed. */
  old: "0.4.2",
  oldest: "0.2.1",
} as const;

/** One of {@linkcode OPENENV_VERSIONS}. */
export type OpenenvVersion = (typeof OPENENV_VERSIONS)[keyof typeof OPENENV_VERSIONS];

const HERE = new URL("./", import.meta.url);
const CONSTRAINTS = new URL("constraints.txt", HERE);
const START_TIMEOUT_MS = 180_000;
const RUN_TIMEOUT_MS = 300_000;
/** Compiled modules are kept, whatever the caller's environment says: importing the package takes half as long. */
export const PYTHON_ENV = {
  PYTHONDONTWRITEBYTECODE: "",
  PYTHONPYCACHEPREFIX: fileURLToPath(new URL("../../.cache/interop/pycache", import.meta.url)),
  PYTHONUNBUFFERED: "1",
  PYTHONUTF8: "1",
};

/** How a program of this folder is run. */
export interface PythonOptions {
  /** Version of the package; the reference by default. */
  readonly version?: OpenenvVersion;
  /** Variables on top of the inherited ones. */
  readonly env?: Record<string, string>;
  /** Time until a program has ended, or a server listens; five and three minutes by default. */
  readonly timeoutMs?: number;
}

/**
 * Makes the virtual environment of a version, unless it is there already.
 *
 * @param version The version of the `openenv` package.
 * @returns The path of its interpreter.
 * @throws Error with one sentence that says what to install when Python, venv, pip or the package is missing.
 */
export function preparePython(version: OpenenvVersion): Promise<string> {
  return prepareVirtualEnv({ name: `venv-${version}`, packages: { openenv: version }, constraints: CONSTRAINTS });
}

/** Starts a server of this folder and waits until it listens; dispose it. */
export async function startPythonServer(
  script: string,
  args: readonly string[] = [],
  options: PythonOptions = {},
): Promise<ServerChild> {
  return await startServerChild(await childOptions(script, args, options), options.timeoutMs ?? START_TIMEOUT_MS);
}

/** Starts a program of this folder and leaves it running; dispose it. */
export async function startPython(
  script: string,
  args: readonly string[],
  options: PythonOptions = {},
): Promise<Child> {
  return new Child(await childOptions(script, args, options));
}

/**
 * Runs a program of this folder to its end.
 *
 * @throws Error with its standard error when it takes too long or its exit code is not 0.
 */
export async function runPython(
  script: string,
  args: readonly string[],
  options: PythonOptions = {},
): Promise<ChildResult> {
  const result = await runChild(await childOptions(script, args, options), options.timeoutMs ?? RUN_TIMEOUT_MS);
  if (result.code !== 0) throw new Error(`${script} ${args.join(" ")} ended with ${result.code}\n${result.stderr}`);
  return result;
}

async function childOptions(script: string, args: readonly string[], options: PythonOptions): Promise<ChildOptions> {
  const command = await preparePython(options.version ?? OPENENV_VERSIONS.reference);
  const env = { ...PYTHON_ENV, ...options.env };
  return { command, args: [fileURLToPath(new URL(script, HERE)), ...args], env };
}
