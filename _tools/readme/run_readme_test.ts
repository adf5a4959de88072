import assert from "node:assert/strict";
import { writeWorkspace } from "../write_workspace.ts";
import { readConfig, ROOT } from "../workspace.ts";
import { runReadme } from "./run_readme.ts";
import { parseCommand } from "./server.ts";

const README = `# A project

\`\`\`ts
// guess.ts: an environment
import { answer } from "answer";

export const guess: { answer: number } = { answer };
\`\`\`

\`\`\`ts
// play.ts: a game
import { guess } from "./guess.ts";

const response = await fetch("http://127.0.0.1:8000/answer");
console.log(Number(await response.text() === String(guess.answer)), true);
\`\`\`

\`\`\`sh
deno task openenv serve ./guess.ts   # hosts it
\`\`\`

\`\`\`ts
import { guess } from "./guess.ts";
guess.answer.toFixed();
\`\`\`
`;

/** A stand-in for the command line: serves a module's answer, and ends well on SIGTERM. */
const CLI = `
const [command, path, option, port] = Deno.args;
if (command !== "serve" || option !== "--port") Deno.exit(2);
const { guess } = await import(new URL(path, "file://" + Deno.cwd() + "/").href);
const server = Deno.serve({ port: Number(port), hostname: "127.0.0.1", onListen() {} }, ({ url }) =>
  new Response(url.endsWith("/health") ? "ok" : String(guess.answer)));
Deno.addSignalListener("SIGTERM", async () => {
  await server.shutdown();
  Deno.exit(Number(Deno.env.get("EXIT_CODE") ?? 0));
});
`;

async function writeProject(cli = CLI) {
  const { tasks } = await readConfig(ROOT);
  return await writeWorkspace({
    "deno.json": JSON.stringify({ tasks: { openenv: tasks?.openenv }, imports: { answer: "./answer.ts" } }),
    "answer.ts": "export const answer = 42;",
    "cli/main.ts": cli,
  });
}

async function listHidden(root: string): Promise<string[]> {
  const names = await Array.fromAsync(Deno.readDir(root), ({ name }) => name);
  return names.filter((name) => name.startsWith("."));
}

async function rejectsWith(readme: string, pattern: RegExp, cli?: string): Promise<void> {
  await using project = await writeProject(cli);
  await assert.rejects(runReadme(readme, project.root), pattern);
  assert.deepEqual(await listHidden(project.root), []);
}

Deno.test("runReadme() checks, serves, plays, stops and leaves nothing behind", async () => {
  await using project = await writeProject();
  await runReadme(README, project.root);
  assert.deepEqual(await listHidden(project.root), []);
});

Deno.test("runReadme() names the blocks that are missing", async () => {
  await rejectsWith("# Empty\n", /no ts block .* \/\/ play\.ts:, no ts block .* \/\/ guess\.ts:, no sh block/);
});

Deno.test("runReadme() fails if a file does not type-check", async () => {
  await rejectsWith(README.replace("toFixed", "toFixd"), /do not type-check[^]*toFixd/);
});

Deno.test("runReadme() fails if two blocks are one file", async () => {
  await rejectsWith(README + "```ts\n// guess.ts: again\n```\n", /lines 3 and \d+ are both guess\.ts/);
});

Deno.test("runReadme() fails if play.ts prints no reward", async () => {
  await rejectsWith(README.replace("), true);", "));"), /printed no line with a reward/);
});

Deno.test("runReadme() fails if play.ts throws", async () => {
  await rejectsWith(README.replace("/answer", "/health").replace(", true);", ", true);\nthrow 1;"), /it failed/);
});

Deno.test("runReadme() fails if the server ends by itself", async () => {
  await rejectsWith(README, /it has ended by itself\n[^]*no such thing/, `throw new Error("no such thing");`);
});

Deno.test("runReadme() fails if the server does not exit with 0", async () => {
  await rejectsWith(README, /SIGTERM ended it with code 3/, CLI.replace("?? 0", "?? 3"));
});

Deno.test("parseCommand() takes the first command without its comment", () => {
  assert.deepEqual(parseCommand("# first\ndeno task x ./a.ts  # why\n"), ["deno", "task", "x", "./a.ts"]);
  assert.throws(() => parseCommand("a | b"), /needs a shell/);
  assert.throws(() => parseCommand("# only\n"), /has no command/);
});
