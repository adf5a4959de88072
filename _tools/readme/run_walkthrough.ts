import { dirname, join } from "node:path";
import { type Block, parseBlocks } from "./blocks.ts";
import { findFreePort, readerVariables, type ReadmeServer, startServer } from "./server.ts";

/** How a walkthrough is run. */
export interface WalkthroughOptions {
  /** The folder in which its first command is typed. */
  readonly root: string;
  /** What its text says, and what is meant here: a folder that is made elsewhere, for instance. */
  readonly replace: Readonly<Record<string, string>>;
}

/** How far the reader has come. */
interface Progress {
  folder: string;
  output: string;
  server?: ReadmeServer;
}

/** The command that does not end, and is left running. */
const STARTS_SERVER = /^deno task start\b/;

/**
 * Does what a page tells its reader to do, block by block: types its commands in a shell, writes the files that its
 * blocks name in their first line, and compares what the last command has printed with the lines of a block `text`.
 *
 * A port 8000 on the page is another one here.
 */
export async function runWalkthrough(markdown: string, { root, replace }: WalkthroughOptions): Promise<void> {
  const port = findFreePort();
  const replacements = { ...replace, "127.0.0.1:8000": `127.0.0.1:${port}` };
  const progress: Progress = { folder: root, output: "" };
  try {
    for (const block of parseBlocks(markdown)) {
      let { text } = block;
      for (const [written, meant] of Object.entries(replacements)) text = text.replaceAll(written, meant);
      await follow({ ...block, text }, progress, port);
    }
    await progress.server?.stop();
  } finally {
    await progress.server?.[Symbol.asyncDispose]();
  }
}

async function follow(block: Block, progress: Progress, port: number): Promise<void> {
  const fileName = /^(?:\/\/|#) ([\w.]+): /.exec(block.text)?.[1];
  if (block.language === "text") comparePrinted(block, progress.output);
  else if (block.language === "sh" && STARTS_SERVER.test(block.text)) {
    progress.server = await startServer(block.text, progress.folder, port);
  } else if (block.language === "sh") await type(block, progress);
  else if (fileName !== undefined) await Deno.writeTextFile(join(progress.folder, fileName), block.text);
  else throw new Error(`Cannot follow line ${block.line}: the block is no file, no command and no output`);
}

/** Types commands; where they lead, the next ones begin. */
async function type({ text, line }: Block, progress: Progress): Promise<void> {
  const variables = readerVariables();
  const { success, stdout, stderr } = await new Deno.Command("sh", {
    args: ["-eu", "-c", `${text}\npwd`],
    cwd: progress.folder,
    env: { ...variables, PATH: `${dirname(Deno.execPath())}:${variables.PATH}` }, // a reader has a `deno`
    clearEnv: true,
    stdin: "null",
  }).output();
  const [printed, complained] = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes).trimEnd());
  if (!success) throw new Error(`Cannot follow line ${line}: a command failed\n${printed}\n${complained}`);
  const lines = printed!.split("\n");
  progress.folder = lines.pop()!;
  progress.output = lines.join("\n");
}

/** Each line of the block begins a line of the output, in the same order. */
function comparePrinted({ text, line }: Block, output: string): void {
  const printed = output.split("\n").values();
  for (const expected of text.trimEnd().split("\n")) {
    if (printed.some((found) => found.startsWith(expected))) continue;
    throw new Error(`Cannot follow line ${line}: "${expected}" was not printed\n${output}`);
  }
}
