import assert from "node:assert/strict";
import { OPENENV_VERSIONS, preparePython, runPython } from "./python.ts";
import { runChild } from "./child.ts";

for (const version of Object.values(OPENENV_VERSIONS)) {
  Deno.test(`preparePython() installs openenv ${version}`, async () => {
    const interpreter = await preparePython(version);
    const code = "from importlib.metadata import version; import uvicorn; print(version('openenv'))";
    const result = await runChild({ command: interpreter, args: ["-c", code] }, 120_000);
    assert.deepEqual(result, { code: 0, lines: [version], stderr: "" });
  });
}

Deno.test("preparePython() says in one sentence what to install when Python is missing", async () => {
  const module = new URL("python.ts", import.meta.url).href;
  const code =
    `import { preparePython } from "${module}"; await preparePython("${OPENENV_VERSIONS.reference}").catch((e) => console.log(e.message))`;
  const env = { PYTHON: "no-such-python" };
  const { lines } = await runChild({ command: Deno.execPath(), args: ["eval", "--no-check", code], env }, 120_000);
  assert.equal(lines.length, 1);
  assert.match(lines[0] ?? "", /^Cannot run the interop tests without Python: install Python 3\.10 .*apt-get install/);
});

Deno.test("runPython() reports what a failing program wrote", async () => {
  await assert.rejects(runPython("no_such_program.py", []), /no_such_program\.py.*ended with 2\n.*can't open file/s);
});

Deno.test("runChild() ends a child that takes too long", async () => {
  const started = Date.now();
  await assert.rejects(runChild({ command: "sleep", args: ["300"] }, 100), /sleep 300 still runs after 100 ms/);
  assert.ok(Date.now() - started < 100_000);
});
