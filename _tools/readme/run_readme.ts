import { join } from "node:path";
import { runDeno } from "../run_deno.ts";
import { type Block, parseBlocks } from "./blocks.ts";
import { BLOCK_KINDS, type BlockKind } from "./block_kinds.ts";
import { findFreePort, startServer } from "./server.ts";

interface SortedBlock {
  readonly block: Block;
  readonly kind: BlockKind;
}

/**
 * Does what a README tells its reader to do: writes its files, type-checks them as they stand, starts its server, runs
 * what is to be run against it, and stops the server.
 *
 * The files lie in a hidden folder of the checkout, so that its import map applies; it is removed afterwards.
 */
export async function runReadme(markdown: string, root: string): Promise<void> {
  const blocks = sortBlocks(markdown);
  const folder = await Deno.makeTempDir({ dir: root, prefix: ".readme_" });
  try {
    await writeFiles(blocks, folder);
    await runBlocks(blocks, folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** Gives each block its kind; throws if the README lacks a block that it has to have. */
function sortBlocks(markdown: string): SortedBlock[] {
  const blocks = parseBlocks(markdown).flatMap((block) => {
    const kind = BLOCK_KINDS.find((kind) => kind.matches(block));
    return kind === undefined ? [] : [{ block, kind }];
  });
  const missing = BLOCK_KINDS.filter((kind) => kind.required && !blocks.some((sorted) => sorted.kind === kind));
  if (missing.length === 0) return blocks;
  throw new Error(`Cannot run README: it has no ${missing.map(({ name }) => name).join(", no ")}`);
}

async function writeFiles(blocks: readonly SortedBlock[], folder: string): Promise<void> {
  const written = new Map<string, number>();
  for (const { block, kind } of blocks) {
    if (kind.file === undefined) continue;
    const name = kind.file(block);
    if (written.has(name)) {
      throw new Error(`Cannot run README: lines ${written.get(name)} and ${block.line} are both ${name}`);
    }
    written.set(name, block.line);
    await Deno.writeTextFile(join(folder, name), block.text);
  }
  const { success, output } = await runDeno(["check", ...written.keys()], { cwd: folder });
  if (!success) throw new Error(`Cannot run README: its files do not type-check\n${output}`);
}

async function runBlocks(blocks: readonly SortedBlock[], folder: string): Promise<void> {
  const port = findFreePort();
  const command = blocks.find(({ kind }) => kind.startsServer)!.block.text;
  await using server = await startServer(command, folder, port);
  for (const { block, kind } of blocks) await kind.run?.(block, { folder, port });
  await server.stop();
}
