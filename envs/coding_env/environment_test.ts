import { connect } from "@openenv/client";
import assert from "node:assert/strict";
import environment, { createCoding } from "./environment.ts";
import { PYODIDE_FOLDER } from "./interpreter/pyodide_folder.ts";
import type { CodingLanguage } from "./models.ts";
import { countChildren } from "./testing_fixtures/children.ts";

const hasProc = Deno.build.os === "linux";

async function assertNoChildren(): Promise<void> {
  if (hasProc) assert.equal(await countChildren(), 0);
}

Deno.test("a Python program prints, keeps its variables, and shows the value of its last expression", async () => {
  await using env = await connect(environment);
  const started = await env.reset({ seed: 1 });
  assert.deepEqual(started.observation, { stdout: "", stderr: "", exit_code: 0 });
  assert.deepEqual([started.reward, started.done, started.info], [0, false, {}]);
  const steps: readonly [code: string, stdout: string][] = [
    ["print('Hello!')", "Hello!\n"],
    ["x = [1, 'two', None]", ""],
    ["x", '[1, "two", null]\n'],
    ["print('a', end='')\n{1, 2}", "a\n{1, 2}\n"],
    ["None", ""],
    ["def f():\n  return __name__\nf()", '"__main__"\n'],
    ["import asyncio\nasync def g():\n  await asyncio.sleep(0)\n  return 7\nasyncio.run(g())", "7\n"],
    ["", ""],
  ];
  for (const [code, stdout] of steps) {
    const { observation, done } = await env.step({ code });
    assert.deepEqual([observation, done], [{ stdout, stderr: "", exit_code: 0 }, false], code);
  }
  await env.reset();
  const { observation } = await env.step({ code: "x" });
  assert.match(observation.stderr, /NameError: name 'x' is not defined/);
});

Deno.test("render() shows the last program above what it printed", async () => {
  await using env = await connect(environment);
  await env.reset();
  assert.equal((await env.render()).rendering!.text, "Write a program in python.");
  await env.step({ code: "print(6 * 7)\n" });
  assert.equal((await env.render()).rendering!.text, "print(6 * 7)\n\nexit code 0\n42\n");
});

Deno.test("a failed Python program has a traceback of its own lines, and an exit code", async () => {
  await using env = await connect(environment);
  await env.reset();
  const first = await env.step({ code: "print('before')\n1/0" });
  assert.deepEqual(first.observation, {
    stdout: "before\n",
    stderr: 'Traceback (most recent call last):\n  File "<step 1>", line 2, in <module>\n    1/0\n    ~^~\n' +
      "ZeroDivisionError: division by zero\n",
    exit_code: 1,
  });
  assert.equal((await env.state()).last_exit_code, 1);
  const failures: readonly [code: string, stderr: RegExp, exitCode: number][] = [
    ["let a b", /SyntaxError/, 1],
    ["input()", /EOFError/, 1],
    ["import sys; sys.exit(3)", /^$/, 3],
    ["import sys; sys.exit('why')", /^why\n$/, 1],
    ["raise KeyboardInterrupt", /KeyboardInterrupt/, 1],
    ["class E(Exception):\n  def __str__(self): raise ValueError\nraise E()", /exception str\(\) failed/, 1],
    ["a = [0] * 10**9", /MemoryError/, 1],
    ["def f(): return f()\nf()", /RecursionError/, 1],
    ["open('/etc/passwd')", /No such file/, 1],
    ["import socket; socket.create_connection(('127.0.0.1', 80), 1)", /Host is unreachable|OSError|Error/, 1],
    ["import subprocess; subprocess.run(['ls'])", /Error/, 1],
  ];
  for (const [code, stderr, exitCode] of failures) {
    const { observation } = await env.step({ code });
    assert.match(observation.stderr, stderr, code);
    assert.equal(observation.exit_code, exitCode, code);
  }
});

Deno.test("the rewards without a task are those of the reference: safety by the syntax tree, length, syntax", async () => {
  await using env = await connect(environment);
  await env.reset();
  const long = "1 +".padEnd(101) + "1";
  const steps: readonly [code: string, reward: number, violation?: string][] = [
    ["1", 0.1],
    [long, 0],
    ["let a b", -0.1],
    [`let a ${long}`, -0.2],
    ["import os", -0.9, "import os"],
    ["import json, os.path", -0.9, "import os"],
    ["from os import path", -0.9, "import os"],
    ["from subprocess import run", -0.9, "import subprocess"],
    ["'import os'", 0.1],
    ["# eval(1)", 0.1],
    ["import osmosis", 0.1],
    ["eval ('1')", -0.9, "eval"],
    ["exec('1')", -0.9, "exec"],
    ["__import__('os')", -0.9, "__import__"],
    ["import io; io.open('x')", -0.9, "open"],
    ["eval('1'); import os", -0.9, "import os"],
    ["import   os (", -1.1, "import os"],
    ["eval (1", -1.1, "eval"],
  ];
  for (const [code, reward, violation] of steps) {
    const result = await env.step({ code });
    assert.ok(Math.abs(result.reward! - reward) < 1e-9, `${code}: ${result.reward}`);
    assert.deepEqual(result.info, { last_code: code, ...(violation && { safety_violation: violation }) });
  }
});

Deno.test("a program that gets out of Python into JavaScript has no permissions there", async () => {
  await using env = await connect(environment);
  await env.reset();
  const escape = async (script: string) => {
    const code = `import pyodide_js\npyodide_js.constructor.constructor(${JSON.stringify(script)})()`;
    return (await env.step({ code })).observation;
  };
  assert.equal((await escape("return typeof Deno")).stdout, '"object"\n');
  const reach = ["env.get('PYTHON_SNAPSHOT')", `readTextFileSync(${JSON.stringify(`${PYODIDE_FOLDER}package.json`)})`];
  for (const deed of reach) {
    const { stderr, exit_code } = await escape(`return Deno.${deed}`);
    assert.match(stderr, /NotCapable/, deed);
    assert.equal(exit_code, 1, deed);
  }
});

Deno.test("patching Python from inside does not change the reward", async () => {
  await using env = await connect(environment);
  await env.reset();
  await env.step({ code: "import ast, builtins\nast.walk = lambda tree: []\nbuiltins.compile = None" });
  assert.equal((await env.step({ code: "import os" })).reward, -0.9);
});

for (const language of ["typescript", "javascript"] as const) {
  Deno.test(`a program in ${language} runs as in a REPL`, async () => {
    await using env = await connect(environment);
    await env.reset({ language });
    const steps: readonly [code: string, stdout: string, stderr?: RegExp, exitCode?: number][] = [
      ["console.log('Hello!', { a: 1 })", "Hello! { a: 1 }\n"],
      ["let x: number = 5", ""],
      ["let x = 7; const y = x + 1; y", "8\n"],
      ["class Pair<T> { constructor(readonly a: T) {} }", ""],
      ["await Promise.resolve(new Pair(y).a)", "8\n"],
      ["enum Color { Red = 3 }\nColor.Red", "3\n"],
      ["new Map([[1, 2]])", "Map(1) { 1 => 2 }\n"],
      ["({ a: ['b'] })", '{"a":["b"]}\n'],
      ["10n", "10n\n"],
      ["undefined", ""],
      ["throw new Error('no')", "", /^Uncaught Error: no\n {4}at <anonymous>:1:7\n$/, 1],
      ["let a b", "", /^SyntaxError/, 1],
      ["missing", "", /^Uncaught ReferenceError: missing is not defined/, 1],
      ["console.error('e')", "", /^e\n$/],
      ["Deno.stdout.writeSync(new TextEncoder().encode('raw'))\nnull", "null\nraw"],
      ["prompt?.('?')", "", /ReferenceError/, 1],
      ["Deno.readTextFileSync('/etc/passwd')", "", /NotCapable/, 1],
      ["await fetch('http://127.0.0.1:8000')", "", /NotCapable/, 1],
      ["Deno.env.get('HOME')", "", /NotCapable/, 1],
      ["new Deno.Command('/bin/ls').outputSync()", "", /NotCapable/, 1],
      ["await import('npm:left-pad@1.0.0')", "", /./, 1],
      ["Deno.hostname()", "", /NotCapable/, 1],
    ];
    for (const [code, stdout, stderr = /^$/, exitCode = 0] of steps) {
      const { observation } = await env.step({ code });
      assert.deepEqual(
        [observation.stdout, observation.exit_code],
        [stdout, exitCode],
        `${code} ${observation.stderr}`,
      );
      assert.match(observation.stderr, stderr, code);
    }
    assert.deepEqual((await env.state()).language, language);
  });
}

/** Programs that end their interpreter, and how that is reported. */
const ENDS: readonly [CodingLanguage, code: string, exitCode: number, stderr: RegExp, stdout?: RegExp][] = [
  ["python", "print('started')\nwhile True: pass", 124, /was killed by its deadline/, /^started\n$/],
  ["python", "sum(range(10**12))", 124, /was killed by its deadline/],
  ["python", "import os; os._exit(4)", 4, /exited with code 4/],
  ["python", "while True: print('x' * 1000)", 1, /printed more than 262144 characters/, /^(x{1000}\n)+x*$/],
  ["typescript", "console.log('started'); while (true);", 124, /was killed by its deadline/, /^started\n$/],
  ["typescript", "await new Promise(() => {})", 124, /was killed by its deadline/],
  ["typescript", "/^(a+)+$/.test('a'.repeat(50) + 'b')", 124, /was killed by its deadline/],
  ["typescript", "Deno.exit(4)", 4, /exited with code 4/],
  ["typescript", "while (true) console.log('x'.repeat(1000))", 1, /printed more than 262144/, /^(x{1000}\n)+x*$/],
];

Deno.test("a program that does not end is cut short, reported as what it was, and a reset goes on", async () => {
  await using env = await connect(createCoding({ stepLimitMs: 1000 }));
  for (const [language, code, exitCode, stderr, stdout = /^$/] of ENDS) {
    await env.reset({ language });
    const { observation, done } = await env.step({ code });
    assert.match(observation.stderr, stderr, code);
    assert.match(observation.stdout, stdout, code);
    assert.deepEqual([observation.exit_code, done], [exitCode, false], code);
    const again = await env.step({ code: "1" });
    assert.deepEqual([again.observation.stdout, again.observation.exit_code], ["", exitCode]);
    assert.match(again.observation.stderr, /Its variables are lost; a reset starts a new one/);
  }
  await env.reset();
  assert.equal((await env.step({ code: "1" })).observation.stdout, "1\n");
});

for (
  const [kind, code] of [
    ["heap", "const a = []; while (true) a.push({ b: Array.from({ length: 1000 }, (_, i) => ({ i })) })"],
    ["buffers", "const a = []; while (true) a.push(new Uint8Array(8 << 20).fill(1))"],
  ] as const
) {
  Deno.test(`a memory bomb in the ${kind} ends its interpreter alone`, async () => {
    await using env = await connect(createCoding({ stepLimitMs: 100_000 }), { limits: { stepMs: 110_000 } });
    await env.reset({ language: "typescript" });
    const { observation } = await env.step({ code }, { timeoutMs: 120_000 });
    assert.equal(observation.exit_code, 137, observation.stderr);
    assert.match(observation.stderr, /was killed by its memory limit/);
    await env.reset({ language: "typescript" });
    assert.equal((await env.step({ code: "1" })).observation.stdout, "1\n");
  });
}

Deno.test("a memory bomb in Python is a MemoryError, and its variables stay", async () => {
  await using env = await connect(createCoding({ stepLimitMs: 100_000 }), { limits: { stepMs: 110_000 } });
  await env.reset();
  await env.step({ code: "x = 5" });
  const code = "b = []\nwhile True: b.append('y' * 10**6)";
  const { observation } = await env.step({ code }, { timeoutMs: 120_000 });
  assert.match(observation.stderr, /MemoryError/);
  assert.equal((await env.step({ code: "b = None\nx" })).observation.stdout, "5\n");
});

Deno.test("two sessions do not share variables, and the last one leaves no child behind", async () => {
  {
    await using one = await connect(environment);
    await using other = await connect(environment);
    await Promise.all([one.reset({ seed: 5 }), other.reset({ seed: 5 })]);
    await one.step({ code: "x = 1" });
    assert.equal((await other.step({ code: "x" })).observation.exit_code, 1);
    const draw = { code: "import random; random.random()" };
    assert.deepEqual((await one.step(draw)).observation, (await other.step(draw)).observation);
  }
  await assertNoChildren();
});

Deno.test("a step with less time than the program's limit is answered in that time", async () => {
  await using env = await connect(environment, { limits: { stepMs: 1500 } });
  await env.reset();
  const { observation } = await env.step({ code: "while True: pass" });
  assert.equal(observation.exit_code, 124);
});

Deno.test("coding refuses other keys, languages and tasks", async () => {
  await using env = await connect(environment);
  await assert.rejects(env.reset({ language: "ruby" as CodingLanguage }), { code: "VALIDATION_ERROR" });
  await assert.rejects(env.reset({ split: "hard" }), { code: "VALIDATION_ERROR" });
  await env.reset();
  await assert.rejects(env.step({ code: "1", more: 1 } as { code: string }), { code: "VALIDATION_ERROR" });
  await assert.rejects(env.step({} as { code: string }), { code: "VALIDATION_ERROR" });
});
