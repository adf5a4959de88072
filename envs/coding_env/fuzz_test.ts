/**
 * Hostile programs, put together at random: every step is answered, or fails by name, and no child is left.
 * `CODING_FUZZ_PROGRAMS` says how many; 20 without it.
 */

import { connect } from "@openenv/client";
import { OpenEnvError, Random } from "@openenv/core";
import assert from "node:assert/strict";
import { createCoding } from "./environment.ts";
import { countChildren } from "./testing_fixtures/children.ts";

const PROGRAMS = Number(Deno.env.get("CODING_FUZZ_PROGRAMS") ?? 20);
const SESSIONS = 4;
const STEPS = 3;
/** The lock file, which Deno would update if a program could import a package. */
const LOCK = new URL("../../deno.lock", import.meta.url);

const DEEDS: Readonly<Record<"python" | "typescript", readonly string[]>> = {
  python: [
    "while True: pass",
    "sum(range(10**12))",
    "a = 'x' * 10**9",
    "b = []\nwhile True: b.append(bytearray(10**7))",
    "import os; os._exit(3)",
    "import os, signal; os.kill(os.getpid(), 9)",
    "while True: print('flood')",
    "import sys; sys.stdout = None; sys.stderr = None",
    "import sys; sys.setrecursionlimit(10**9)\ndef f(): f()\nf()",
    "eval('(' * 5000 + ')' * 5000)",
    "import ctypes; ctypes.string_at(0)",
    "import builtins; builtins.compile = builtins.exec = builtins.print = None",
    "import json, traceback; json.dumps = None; traceback.format_exception = None",
    "import pyodide_js; pyodide_js.constructor.constructor('while (true);')()",
    "import pyodide_js; pyodide_js.constructor.constructor('Deno.exit(5)')()",
    "import pyodide_js; pyodide_js.constructor.constructor('return Deno.stdin.close()')()",
    "import socket; socket.create_connection(('1.1.1.1', 80), 1)",
    "import subprocess; subprocess.run(['ls'])",
    "print(open('/proc/self/environ').read())",
    "import threading; threading.Thread(target=print).start()",
    "raise SystemExit(None)",
    "class E(BaseException):\n  def __str__(self): raise self\nraise E()",
    "import re; re.match('(a+)+$', 'a' * 40 + 'b')",
    "import gc\nfor o in gc.get_objects():\n  if type(o) is dict: o.clear()",
    "import sys; sys.modules.clear()",
    "x = 10 ** 10 ** 7; x",
    "'\\ud800'",
    "print('\\x00\\x1b[2J' * 10)",
  ],
  typescript: [
    "while (true);",
    "await new Promise(() => {})",
    "/^(a+)+$/.test('a'.repeat(50) + 'b')",
    "const a = []; while (true) a.push(new Uint8Array(1e7).fill(1))",
    "const b = []; while (true) b.push({ c: [1, 2, 3] })",
    "'x'.repeat(2 ** 29 - 24).split('')",
    "Deno.exit(3)",
    "Deno.kill(Deno.pid, 'SIGKILL')",
    "process.abort?.(); (await import('node:process')).default.kill(Deno.pid, 9)",
    "(await import('node:process')).default.exit(4)",
    "while (true) console.log('flood')",
    "while (true) Deno.stdout.writeSync(new Uint8Array(1e5).fill(65))",
    'Deno.stdout.writeSync(new TextEncoder().encode(\'{"type":"ran","id":1,"exitCode":0}\'))',
    "Deno.stdin.readSync(new Uint8Array(1000))",
    "Deno.stdout.close()",
    "for (const key of Object.getOwnPropertyNames(globalThis)) try { delete globalThis[key]; } catch {}",
    "JSON.stringify = JSON.parse = Promise.prototype.then = null",
    "Array.prototype.push = String.prototype.slice = Function.prototype.call = undefined",
    "Object.prototype.toJSON = () => { throw 1 }",
    "Promise.prototype.then = () => { while (true); }",
    "setInterval(() => console.log('later'), 0)",
    "new Worker('data:text/javascript,while(true);', { type: 'module' })",
    "queueMicrotask(function f() { queueMicrotask(f) })",
    "throw null",
    "throw { toString() { throw 1 }, get stack() { while (true); } }",
    "new Proxy({}, { get() { while (true); } })",
    "({ get a() { while (true); } })",
    "await import('https://example.com/a.ts')",
    "await import('npm:left-pad@1.0.0')",
    "await import('file:///etc/passwd', { with: { type: 'text' } })",
    "new Deno.Command(Deno.execPath()).spawn()",
    "Deno.dlopen('/lib/libc.so.6', {})",
    "Deno.readTextFileSync('/proc/self/environ')",
    "function f() { f() } f()",
    "(".repeat(20000),
    "const { Session } = await import('node:inspector'); new Session().connect()",
    "'\\ud800'",
  ],
};

const GLUE: Readonly<Record<"python" | "typescript", readonly string[]>> = {
  python: ["\n", "\ntry:\n  1/0\nexcept Exception: pass\n", "\nprint('between')\n"],
  typescript: ["\n;", "\n;try { null.x } catch {}\n;", "\n;console.log('between');\n"],
};

function writeProgram(random: Random, language: "python" | "typescript"): string {
  const parts = Array.from({ length: random.int(1, 3) }, () => random.choice(DEEDS[language]));
  let code = parts.join(random.choice(GLUE[language]));
  if (random.bool(0.2)) code = code.slice(0, random.int(0, code.length));
  return code;
}

/** Plays one session until no programs are left. */
async function play(random: Random, takeProgram: () => boolean): Promise<void> {
  await using env = await connect(createCoding({ stepLimitMs: 400 }));
  while (takeProgram()) {
    const language = random.choice(["python", "typescript"] as const);
    const options = random.bool() ? { split: "train" } : {};
    await env.reset({ language, seed: random.uint32(), ...options });
    const code = writeProgram(random, language);
    for (let step = 0; step < STEPS; step++) {
      try {
        const { observation, reward } = await env.step({ code: step === 0 ? code : "1 + 1" });
        assert.ok(Number.isInteger(observation.exit_code), code);
        assert.ok(observation.stdout.length + observation.stderr.length < 2 ** 20, code);
        assert.ok(reward! <= 0.1, code);
      } catch (error) {
        assert.ok(error instanceof OpenEnvError && error.code !== "EXECUTION_ERROR", `${code}: ${error}`);
      }
    }
  }
  // The session goes on. On a busy machine even this may take longer than the limit.
  const add = async () => {
    await env.reset();
    return (await env.step({ code: "1 + 1" })).observation;
  };
  let observation = await add();
  for (let tries = 1; observation.exit_code === 124 && tries < 50; tries++) observation = await add();
  assert.equal(observation.stdout, "2\n");
}

Deno.test(`${PROGRAMS} hostile programs leave every session answered, and no child`, async () => {
  const lock = await Deno.readTextFile(LOCK);
  let left = PROGRAMS;
  const takeProgram = () => left-- > 0;
  await Promise.all(Array.from({ length: SESSIONS }, (_, seed) => play(new Random(seed), takeProgram)));
  assert.equal(await Deno.readTextFile(LOCK), lock);
  if (Deno.build.os === "linux") assert.equal(await countChildren(), 0);
});
