/**
 * Other runtimes, installed from npm into a folder that git ignores, and the client bundled for them.
 *
 * @module
 */

const CACHE = new URL("../../.cache/portable/", import.meta.url);
/** The pinned version of Node that the client is tried in. */
const NODE_VERSION = "22.23.3";

/** What a program came to. */
export interface Outcome {
  /** Its exit code. */
  readonly code: number;
  /** What it printed. */
  readonly stdout: string;
  /** What it complained of. */
  readonly stderr: string;
}

/** Installs the pinned Node once; returns the path of its binary. */
export async function installNode(): Promise<string> {
  const folder = new URL(`node-${NODE_VERSION}/`, CACHE);
  const binary = new URL("node_modules/node/bin/node", folder).pathname;
  if (await exists(binary)) return binary;
  await Deno.mkdir(folder, { recursive: true });
  const args = ["install", "--no-audit", "--no-fund", "--prefix", folder.pathname, `node@${NODE_VERSION}`];
  const { code, stderr } = await runProgram("npm", args);
  if (code !== 0 || !await exists(binary)) {
    throw new Error(`Cannot install Node ${NODE_VERSION}: npm ended with ${code}; install npm, or see: ${stderr}`);
  }
  return binary;
}

/** Bundles a program of this folder into one JavaScript file; returns its path. */
export async function bundleFor(program: string): Promise<string> {
  await Deno.mkdir(CACHE, { recursive: true });
  const output = new URL(program.replace(/ts$/, "mjs"), CACHE).pathname;
  const entry = new URL(program, import.meta.url).pathname;
  const { code, stderr } = await runProgram(Deno.execPath(), ["bundle", "--quiet", "--output", output, entry]);
  if (code !== 0) throw new Error(`Cannot bundle ${program}: ${stderr}`);
  return output;
}

/** Runs a program to its end, for at most a minute. */
export async function runProgram(command: string, args: readonly string[]): Promise<Outcome> {
  const signal = AbortSignal.timeout(300_000);
  const output = await new Deno.Command(command, { args: [...args], stdout: "piped", stderr: "piped", signal })
    .output();
  const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes).trim();
  return { code: output.code, stdout: decode(output.stdout), stderr: decode(output.stderr) };
}

async function exists(path: string): Promise<boolean> {
  return await Deno.stat(path).then(() => true, () => false);
}
