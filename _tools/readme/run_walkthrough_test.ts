import assert from "node:assert/strict";
import { join } from "node:path";
import { writeWorkspace } from "../write_workspace.ts";
import { runWalkthrough } from "./run_walkthrough.ts";

const PAGE = `# A walk

\`\`\`sh
mkdir ../place   # somewhere else
cd ../place
\`\`\`

\`\`\`ts ignore
// greet.ts: a greeting
console.log("Hello, 7 times");
\`\`\`

\`\`\`yaml
# notes.yaml: a file of another kind
\`\`\`

\`\`\`sh
deno run greet.ts
echo done
\`\`\`

\`\`\`text
Hello,
done
\`\`\`
`;

/** A server that ends well on SIGTERM, and a program that asks it. */
const SERVED = `
\`\`\`sh
deno task start
\`\`\`

\`\`\`ts ignore
// ask.ts: a question
console.log(await (await fetch("http://127.0.0.1:8000/health")).text());
\`\`\`

\`\`\`sh
deno run --allow-net ask.ts
\`\`\`

\`\`\`text
fine
\`\`\`
`;
const SERVER = `
Deno.serve({ port: Number(Deno.args[1]), hostname: "127.0.0.1", onListen() {} }, () => new Response("fine"));
Deno.addSignalListener("SIGTERM", () => Deno.exit(0));
`;

async function walk(page: string): Promise<string[]> {
  await using workspace = await writeWorkspace({
    "deno.json": JSON.stringify({ tasks: { start: "deno run --allow-net server.ts" } }),
    "server.ts": SERVER,
  });
  const place = join(workspace.root, "elsewhere");
  await runWalkthrough(page, { root: workspace.root, replace: { "../place": place } });
  return page === PAGE ? await Array.fromAsync(Deno.readDir(place), ({ name }) => name) : [];
}

Deno.test("runWalkthrough() types the commands, and writes the files where they have led", async () => {
  assert.deepEqual((await walk(PAGE)).sort(), ["greet.ts", "notes.yaml"]);
});

Deno.test("runWalkthrough() leaves the server running, on a port of its own", async () => {
  await walk(SERVED);
});

Deno.test("runWalkthrough() fails if a command does", async () => {
  await assert.rejects(walk(PAGE.replace("greet.ts\necho", "gret.ts\necho")), /line 17: a command failed[^]*gret\.ts/);
});

Deno.test("runWalkthrough() fails if something else is printed, or in another order", async () => {
  await assert.rejects(walk(PAGE.replace("Hello,\ndone", "Hi")), /line 22: "Hi" was not printed\nHello, 7 times/);
  await assert.rejects(walk(PAGE.replace("Hello,\ndone", "done\nHello,")), /line 22: "Hello," was not printed/);
});

Deno.test("runWalkthrough() refuses a block that it would have to leave out", async () => {
  await assert.rejects(walk("```ts\nconst a = 1;\n```\n"), /line 1: the block is no file, no command and no output/);
});
