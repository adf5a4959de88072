/**
 * The programs of the protocol's makers: the conformance suite and the inspector, from npm in pinned versions, on Node.
 *
 * @module
 */

import { installRuntime, NODE } from "../portable/install.ts";
import { type ProgramResult, runProgram } from "../portable/run_program.ts";

/** The conformance suite. */
export const CONFORMANCE = {
  name: "@modelcontextprotocol/conformance",
  version: "0.1.16",
  binary: "node_modules/@modelcontextprotocol/conformance/dist/index.js",
} as const;

/** The inspector. */
export const INSPECTOR = {
  name: "@modelcontextprotocol/inspector",
  version: "2.12.0",
  binary: "node_modules/@modelcontextprotocol/inspector/clients/launcher/build/index.js",
} as const;

/** Runs one of the programs to its end. */
export async function runTool(
  tool: typeof CONFORMANCE | typeof INSPECTOR,
  args: readonly string[],
): Promise<ProgramResult> {
  const node = await installRuntime(NODE);
  return await runProgram(node, [await installRuntime(tool), ...args]);
}
