import { join } from "node:path";
import { runDeno } from "../run_deno.ts";
import type { Block } from "./blocks.ts";

/** Where blocks are run: the folder with the README's files, while its server is up. */
export interface Stage {
  /** The folder that holds the files. */
  readonly folder: string;
  /** The port that the server listens on, in place of the README's 8000. */
  readonly port: number;
}

/** What is done with one kind of block. */
export interface BlockKind {
  /** What it is called in messages. */
  readonly name: string;
  /** `true` if a block is of this kind; the first kind that says so takes it. */
  readonly matches: (block: Block) => boolean;
  /** `true` if the README has to have one. */
  readonly required: boolean;
  /** The file that the block is written to, and type-checked as; absent if it is no file. */
  readonly file?: (block: Block) => string;
  /** `true` for the command that starts the server. */
  readonly startsServer?: true;
  /** Runs the block while the server is up, and throws if it doesn't do what the README says. */
  readonly run?: (block: Block, stage: Stage) => Promise<void>;
}

/** The kinds of blocks that a README may have. What none of them takes (output, other shells) is only shown. */
export const BLOCK_KINDS: readonly BlockKind[] = [
  {
    name: "ts block that begins with // play.ts:",
    matches: (block) => fileName(block) === "play.ts",
    required: true,
    file: () => "play.ts",
    run: play,
  },
  {
    name: "ts block that begins with // guess.ts:",
    matches: (block) => fileName(block) === "guess.ts",
    required: true,
    file: () => "guess.ts",
  },
  {
    name: "other named ts block",
    matches: (block) => fileName(block) !== undefined,
    required: false,
    file: (block) => fileName(block)!,
  },
  {
    name: "ts block without a name, which is only type-checked",
    matches: (block) => block.language === "ts",
    required: false,
    file: (block) => `line_${block.line}.ts`,
  },
  {
    name: "sh block with curl",
    matches: (block) => block.language === "sh" && /^id=\$\(curl /m.test(block.text),
    required: false,
    run: playWithCurl,
  },
  {
    name: "sh block with openenv serve ./guess.ts",
    matches: (block) => block.language === "sh" && block.text.includes("openenv serve ./guess.ts"),
    required: true,
    startsServer: true,
  },
];

/** The name in a block's first line `// name.ts: what it is`. */
function fileName(block: Block): string | undefined {
  return block.language === "ts" ? /^\/\/ (\w+\.ts): /.exec(block.text)?.[1] : undefined;
}

async function play(block: Block, { folder, port }: Stage): Promise<void> {
  const text = block.text.replace("127.0.0.1:8000", `127.0.0.1:${port}`);
  if (text === block.text) throw new Error("Cannot run play.ts: it does not name 127.0.0.1:8000");
  await Deno.writeTextFile(join(folder, "play.ts"), text);
  const { success, output } = await runDeno(["run", "--allow-all", "play.ts"], { cwd: folder });
  if (!success) throw new Error(`Cannot run play.ts: it failed\n${output}`);
  if (!/^-?\d+(\.\d+)? (true|false)$/m.test(output)) {
    throw new Error(`Cannot run play.ts: it printed no line with a reward and true or false\n${output}`);
  }
}

/** Plays an episode as the README's shell does. A machine without curl and jq can't; in CI that is a failure. */
async function playWithCurl(block: Block, { folder, port }: Stage): Promise<void> {
  if (!await hasCommands(["sh", "curl", "jq"])) {
    if (Deno.env.get("CI") === "true") throw new Error("Cannot run curl block: install curl and jq");
    console.warn("The README's curl block was not run: install curl and jq to run it");
    return;
  }
  const script = block.text.replaceAll("localhost:8000", `127.0.0.1:${port}`);
  const { success, stdout, stderr } = await new Deno.Command("sh", { args: ["-eu", "-c", script], cwd: folder })
    .output();
  const [output, errors] = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes));
  if (success && output!.includes('"hint"') && output!.includes('"closed":true')) return;
  throw new Error(`Cannot run curl block: it did not play and close an episode\n${output}${errors}`);
}

async function hasCommands(names: readonly string[]): Promise<boolean> {
  const found = names.map((name) =>
    new Deno.Command(name, { args: ["--version"], stdout: "null", stderr: "null" }).output().then(
      () => true,
      () => false,
    )
  );
  return (await Promise.all(found)).every(Boolean);
}
