import { dirname, join } from "node:path";
import { Child, runChild } from "../../tests/interop/child.ts";
import { runDeno } from "../run_deno.ts";
import { type Block, parseBlocks } from "./blocks.ts";

/** Options for {@linkcode runPage}. */
export interface PageOptions {
  /** The checkout. The reader stands in a hidden folder of it first, so that its import map applies. */
  readonly root: string;
  /** Texts to replace on the page, by their replacements: a folder outside of the checkout, for instance. */
  readonly replace?: Readonly<Record<string, string>>;
  /** The beginnings of blocks that are only shown. */
  readonly skip?: readonly string[];
}

/** The state of the reader, between two blocks. */
interface Reader {
  readonly port: number;
  /** The files that were written, by their paths, with the lines of their blocks. */
  readonly files: Map<string, number>;
  folder: string;
  /** The output of the last commands; `undefined` if they could not be run on this machine. */
  printed: readonly string[] | undefined;
  server?: Child;
}

/** How long commands may take, and how long a server may take to listen and to end. */
const LIMIT_MS = 120_000;

/** The last command of a block that starts a server, which is left running. */
const STARTS_SERVER = /^(.*?)(deno task (?:start|openenv serve)\b[^#]*)/;

/**
 * Does what a page tells its reader to do, block by block. It writes the files that blocks name in their first line, as
 * `// play.ts: a client` does, at its beginning or its end, types the commands in a shell, and compares what they print with the lines of a block
 * `text`, where `…` stands for anything. At the end it type-checks the files and stops the server.
 *
 * Port 8000 on the page is another port here.
 *
 * @returns The paths of the files that it wrote.
 */
export async function runPage(markdown: string, { root, replace = {}, skip = [] }: PageOptions): Promise<string[]> {
  const port = findFreePort();
  const address = `127.0.0.1:${port}`;
  const replacements = Object.entries({ ...replace, "127.0.0.1:8000": address, "localhost:8000": address });
  const folder = await Deno.makeTempDir({ dir: root, prefix: ".readme_" });
  const reader: Reader = { port, files: new Map(), folder, printed: [] };
  try {
    for (const block of parseBlocks(markdown)) {
      if (skip.some((beginning) => block.text.startsWith(beginning))) continue;
      const text = replacements.reduce((text, [written, meant]) => text.replaceAll(written, meant), block.text);
      await follow({ ...block, text }, reader);
    }
    await stopServer(reader);
    await checkTypes([...reader.files.keys()]);
    return [...reader.files.keys()];
  } finally {
    await reader.server?.stop();
    await Deno.remove(folder, { recursive: true });
  }
}

async function follow(block: Block, reader: Reader): Promise<void> {
  const fileName = /(?:^|; )(?:\/\/|#) (\w+\.\w+)(?::|$)/.exec(block.text.split("\n", 1)[0]!)?.[1];
  if (block.language === "text") comparePrinted(block, reader.printed);
  else if (block.language === "sh") await type(block, reader);
  else if (fileName !== undefined) await writeFile(join(reader.folder, fileName), block, reader);
  else throw new Error(`Cannot follow line ${block.line}: the block is no file, no command and no output`);
}

async function writeFile(path: string, { text, line }: Block, { files }: Reader): Promise<void> {
  if (files.has(path)) throw new Error(`Cannot follow line ${line}: it is the same file as line ${files.get(path)}`);
  files.set(path, line);
  await Deno.writeTextFile(path, text);
}

/** Types the commands of a block. The next block begins in the folder that they lead to. */
async function type({ text, line }: Block, reader: Reader): Promise<void> {
  const lines = text.trimEnd().split("\n");
  const [, before, command] = STARTS_SERVER.exec(lines.at(-1)!) ?? [];
  if (command !== undefined) {
    const start = `${before}exec ${command.trimEnd()} --port ${reader.port}`;
    return await startServer([...lines.slice(0, -1), start].join("\n"), line, reader);
  }
  if (/\bcurl\b/.test(text) && !await canRun("curl --version && jq --version")) {
    if (Deno.env.get("CI") === "true") throw new Error(`Cannot follow line ${line}: install curl and jq`);
    console.warn(`Line ${line} was not run: install curl and jq to run it`);
    reader.printed = undefined;
    return;
  }
  const { code, lines: printed, stderr } = await runChild(shell(`${text}\necho\npwd`, reader.folder), LIMIT_MS);
  if (code !== 0) throw new Error(`Cannot follow line ${line}: a command failed\n${printed.join("\n")}\n${stderr}`);
  reader.folder = printed.at(-1)!;
  reader.printed = printed.slice(0, -1);
}

/** The command of a shell as a reader has it: with a `deno`, and without the variable of the task that runs the tests. */
function shell(script: string, cwd: string) {
  const env = { NO_COLOR: "1", PATH: `${dirname(Deno.execPath())}:${Deno.env.get("PATH")}` };
  return { command: "sh", args: ["-eu", "-c", `unset INIT_CWD\n${script}`], cwd, env };
}

async function canRun(script: string): Promise<boolean> {
  return (await runChild(shell(script, "."), LIMIT_MS)).code === 0;
}

/** Starts a server in place of the one that runs, and waits until it listens. */
async function startServer(script: string, line: number, reader: Reader): Promise<void> {
  await stopServer(reader);
  const server = reader.server = new Child(shell(script, reader.folder));
  for (let printed: string | undefined = ""; !printed.startsWith("Listening on ");) {
    printed = await server.nextLine(LIMIT_MS);
    if (printed === undefined) throw new Error(`Cannot follow line ${line}: the server has ended\n${server.stderr}`);
  }
}

/** Stops the server with SIGTERM; throws unless it exits with 0. */
async function stopServer({ server }: Reader): Promise<void> {
  if (server === undefined) return;
  await using _ = server;
  server.kill("SIGTERM");
  const { code, stderr } = await server.finish(LIMIT_MS);
  if (code !== 0) throw new Error(`Cannot stop the server of the page: SIGTERM ended it with code ${code}\n${stderr}`);
}

/** Finds each line of the block in what was printed, in the same order; a printed line may go on. */
function comparePrinted({ text, line }: Block, printed: Reader["printed"]): void {
  if (printed === undefined) return;
  const rest = printed.values();
  for (const expected of text.trimEnd().split("\n")) {
    const pattern = RegExp(`^${expected.split("…").map(RegExp.escape).join(".*")}`);
    if (rest.some((found) => pattern.test(found))) continue;
    throw new Error(`Cannot follow line ${line}: "${expected}" was not printed\n${printed.join("\n")}`);
  }
}

/** Type-checks files, each with the configuration of its folder. */
async function checkTypes(files: readonly string[]): Promise<void> {
  const modules = files.filter((file) => file.endsWith(".ts"));
  for (const [cwd, group] of Map.groupBy(modules, dirname)) {
    const { success, output } = await runDeno(["check", ...group], { cwd });
    if (!success) throw new Error(`Cannot follow the page: its files do not type-check\n${output}`);
  }
}

function findFreePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return listener.addr.port;
}
