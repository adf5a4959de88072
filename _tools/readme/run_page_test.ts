import assert from "node:assert/strict";
import { basename, join } from "node:path";
import { writeWorkspace } from "../write_workspace.ts";
import { runPage } from "./run_page.ts";

const PAGE = `# A walk

\`\`\`ts
// answer.ts: an answer
import { answer } from "answer";
console.log("The answer is", answer.toFixed());
\`\`\`

\`\`\`sh
npx something   # only shown
\`\`\`

\`\`\`sh
deno task openenv serve ./answer.ts   # hosts it
\`\`\`

\`\`\`sh
deno run --allow-import answer.ts
deno eval 'console.log(await (await fetch("http://localhost:8000")).text())'
\`\`\`

\`\`\`text
The … 42
served
\`\`\`

\`\`\`sh
mkdir ../place   # somewhere else
cd ../place
\`\`\`

\`\`\`yaml
# notes.yaml: a file of another kind
\`\`\`

\`\`\`sh
cd .
cd . && deno task start
\`\`\`

\`\`\`sh
deno eval 'console.log(await (await fetch("http://127.0.0.1:8000")).text())'
\`\`\`

\`\`\`text
started
\`\`\`
`;

/** A server that prints its address, answers with its first argument, and ends on SIGTERM with its second one. */
const SERVER = `
const [answer, code] = Deno.args;
Deno.serve({
  port: Number(Deno.args.at(-1)),
  hostname: "127.0.0.1",
  onListen: ({ port }) => console.log("Listening on http://127.0.0.1:" + port),
}, () => new Response(answer));
Deno.addSignalListener("SIGTERM", () => Deno.exit(Number(code)));
`;

/** Runs a page in a workspace; returns the names of its files, and those in the folder of the second half. */
async function walk(page: string, server = SERVER, exitCode = 0): Promise<{ files: string[]; place: string[] }> {
  const start = (answer: string) =>
    `cd "$INIT_CWD" && deno run --allow-net ${join("$ROOT", "server.ts")} ${answer} ${exitCode}`;
  await using workspace = await writeWorkspace({ "answer.ts": "export const answer = 42;", "server.ts": server });
  const { root } = workspace;
  const tasks = { openenv: start("served"), start: start("started") };
  const config = JSON.stringify({ tasks, imports: { answer: "./answer.ts" } }).replaceAll("$ROOT", root);
  await Deno.writeTextFile(join(root, "deno.json"), config);
  const place = join(root, "elsewhere");
  const files = await runPage(page, { root, replace: { "../place": place }, skip: ["npx "] });
  const hidden = await Array.fromAsync(Deno.readDir(root), ({ name }) => name);
  assert.deepEqual(hidden.filter((name) => name.startsWith(".")), []);
  return {
    files: files.map((path) => basename(path)),
    place: page.includes("mkdir") ? await Array.fromAsync(Deno.readDir(place), ({ name }) => name) : [],
  };
}

Deno.test("runPage() writes files, types commands where they lead, compares output, serves, and leaves nothing behind", async () => {
  assert.deepEqual(await walk(PAGE), { files: ["answer.ts", "notes.yaml"], place: ["notes.yaml"] });
});

const FAILURES: readonly [what: string, written: string, instead: string, message: RegExp][] = [
  ["a command fails", "answer.ts\ndeno eval", "answr.ts\ndeno eval", /line 17: a command failed[^]*answr\.ts/],
  ["something else is printed", "The … 42", "The … 43", /line 22: "The … 43" was not printed\nThe answer is 42/],
  ["the lines have another order", "The … 42\nserved", "served\nThe … 42", /line 22: "The … 42" was not printed/],
  ["a file does not type-check", "toFixed()", 'toFixed("0")', /its files do not type-check[^]*toFixed\("0"\)/],
  [
    "two blocks are one file",
    "# notes.yaml: a",
    "# notes.yaml: a\n```\n\n```yaml\n# notes.yaml: the same",
    /the same file as line/,
  ],
  ["a block is none of these", "# notes.yaml: a file", "notes: []", /the block is no file, no command and no output/],
];

for (const [what, written, instead, message] of FAILURES) {
  Deno.test(`runPage() fails if ${what}`, async () => {
    assert.ok(PAGE.includes(written));
    await assert.rejects(walk(PAGE.replace(written, instead)), message);
  });
}

Deno.test("runPage() fails if a server ends by itself, or does not exit with 0", async () => {
  await assert.rejects(
    walk(PAGE, `throw new Error("no such thing");`),
    /line 13: the server has ended\n[^]*no such thing/,
  );
  await assert.rejects(walk(PAGE, SERVER, 3), /SIGTERM ended it with code 3/);
});
