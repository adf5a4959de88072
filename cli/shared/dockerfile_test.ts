import assert from "node:assert/strict";
import { createDockerfile, type ImageFacts } from "./dockerfile.ts";

const MANIFEST: ImageFacts["manifest"] = { name: "walk_env", version: "1.2.3", description: "A walk.", requires: [] };

/** The words of the last instruction of that name. */
function wordsOf(instruction: string, text: string): string[] {
  return JSON.parse(
    text.split("\n").findLast((line) => line.startsWith(`${instruction} [`))!.slice(instruction.length),
  );
}

Deno.test("createDockerfile() grants what a server needs, and nothing else", () => {
  const command = wordsOf("CMD", createDockerfile({ manifest: MANIFEST }));
  assert.deepEqual(command, [
    ...["deno", "run", "--cached-only", "--frozen", "--no-prompt", "--allow-net=0.0.0.0:8000"],
    "--allow-env=ENABLE_WEB_INTERFACE,ENV_README_PATH,OPENENV_AGENT_TOKEN,OPENENV_DRAIN_S,OPENENV_MODE,OPENENV_TOKEN",
    ...["--allow-read=/app/env/README.md", "main.ts", "--host", "0.0.0.0", "--quiet"],
  ]);
});

Deno.test("createDockerfile() has the permissions of the manifest, with paths of the image", () => {
  const permissions = { net: ["api.example.com"], read: ["data", "/proc", "~/.cache/x"], run: true, write: false };
  const command = wordsOf("CMD", createDockerfile({ manifest: { ...MANIFEST, permissions } }));
  assert.deepEqual(command.filter((word) => /^--allow-(?!env)/.test(word)), [
    "--allow-net=0.0.0.0:8000,api.example.com",
    "--allow-run",
    "--allow-read=/app/env/data,/proc,/tmp/.cache/x,/app/env/README.md,/app/env/deno.lock",
  ]);
});

Deno.test("createDockerfile() makes the server refuse to start without what the manifest requires", () => {
  const command = wordsOf("CMD", createDockerfile({ manifest: { ...MANIFEST, requires: ["killable", "no-files"] } }));
  assert.deepEqual(command.slice(-2), ["--requires", "killable,no-files"]);
  assert.ok(command.includes("--allow-all"), "the environment's own permissions are those of its process");
});

Deno.test("createDockerfile() replaces nothing in a description, and keeps it in one line", () => {
  const description = 'A "$5"\nwalk\\';
  const text = createDockerfile({ manifest: { ...MANIFEST, description } });
  assert.ok(text.includes('image.description="A \\"\\$5\\" walk\\\\" \\\n'), text);
});

Deno.test("createDockerfile() needs no shell", () => {
  const text = createDockerfile({ manifest: MANIFEST, entries: ["main.ts", "child.ts"] });
  const instructions = text.split("\n").filter((line) => /^(?:RUN|CMD|ENTRYPOINT) /.test(line));
  assert.ok(instructions.length > 3);
  for (const line of instructions) assert.match(line, /^\w+ \[.*\]$/);
  assert.ok(text.includes('RUN ["deno", "install", "--entrypoint", "main.ts", "child.ts"]'));
});

Deno.test("createDockerfile() keeps modules from JSR only for a package that has some", () => {
  const copies = (usesJsr: boolean) =>
    createDockerfile({ manifest: MANIFEST, usesJsr }).match(/^COPY --from=build .*/gm);
  assert.equal(copies(false)?.length, 3);
  assert.ok(copies(true)?.includes("COPY --from=build /deno-dir/remote /deno-dir/remote"));
});
