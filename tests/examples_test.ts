import assert from "node:assert/strict";

const FOLDER = new URL("../examples/", import.meta.url);
const TIMEOUT_MS = 180_000;

/** The environment that the programs play. */
const NOT_A_PROGRAM = "guess.ts";

const programs = [...Deno.readDirSync(FOLDER)].map(({ name }) => name)
  .filter((name) => name.endsWith(".ts") && name !== NOT_A_PROGRAM).sort();

for (const name of programs) {
  Deno.test(`examples/${name} does what it says`, async () => {
    const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["run", "--allow-all", new URL(name, FOLDER).pathname],
      stdin: "null",
      signal: AbortSignal.timeout(TIMEOUT_MS),
    }).output();
    const [printed, complained] = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes));
    assert.equal(code, 0, complained!);
    assert.equal(complained, "");
    assert.notEqual(printed, "");
  });
}

Deno.test("the README of the examples names each of them", async () => {
  const text = await Deno.readTextFile(new URL("README.md", FOLDER));
  assert.deepEqual(programs.filter((name) => !text.includes(`[${name}](${name})`)), []);
  assert.equal(programs.length, 6);
});
