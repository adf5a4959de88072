import { connect } from "@openenv/client";
import { taskRangeOf } from "@openenv/core/tasks";
import assert from "node:assert/strict";
import { isDeepStrictEqual } from "node:util";
import environment, { createCoding } from "./environment.ts";
import { Interpreters } from "./interpreter/interpreters.ts";
import { codingTasks, type HiddenPart, solutionOf } from "./tasks.ts";

async function allTasks() {
  return [...await taskRangeOf(codingTasks, "train"), ...await taskRangeOf(codingTasks, "test")];
}

Deno.test("the 200 tasks differ from each other, and each has eight different hidden results", async () => {
  const tasks = await allTasks();
  assert.equal(new Set(tasks.map((task) => task.public.prompt)).size, 200);
  for (const { id, private: hidden } of tasks) {
    const results = new Set(hidden!.tests.map(({ expected }) => JSON.stringify(expected)));
    assert.equal(results.size, 8, id);
  }
});

for (const language of ["python", "typescript"] as const) {
  Deno.test(`the oracle's solutions in ${language} pass the tests of all tasks`, async () => {
    const interpreters = new Interpreters();
    const interpreter = await interpreters.take(language === "python" ? "python" : "script");
    for (const { id, private: hidden } of await allTasks()) {
      const { tests } = hidden as HiddenPart;
      const ran = await interpreter.run(solutionOf(hidden as HiddenPart, language), 5000);
      assert.deepEqual([ran.stderr, ran.exitCode], ["", 0], id);
      const outputs = await interpreter.call("solve", tests.map(({ args }) => args), 5000);
      assert.deepEqual(outputs, tests.map(({ expected }) => expected), id);
      assert.ok(tests.every(({ expected }, index) => isDeepStrictEqual(outputs[index], expected)), id);
    }
    await interpreter.close();
    await interpreters.close();
  });
}

const task = { split: "test", index: 4 };

async function hiddenPart(): Promise<HiddenPart> {
  return (await codingTasks.getTask(task.split, task.index)).private!;
}

Deno.test("an episode with a task begins with its statement, scores each step, and ends when it is solved", async () => {
  await using env = await connect(environment);
  const { observation } = await env.reset(task);
  assert.match(observation.stdout, /^Define a function "solve"\. Takes .+\n\nExamples:\nsolve\(.+\) returns .+\n/s);
  const nothing = await env.step({ code: "1 + 1" });
  assert.deepEqual([nothing.observation.stdout, nothing.reward, nothing.done], ["2\n", 0, false]);
  assert.deepEqual(nothing.info, { last_code: "1 + 1", tests_passed: 0, tests_total: 8 });
  const { tests } = await hiddenPart();
  const one = await env.step({ code: `def solve(*args): return ${JSON.stringify(tests[0]!.expected)}` });
  assert.deepEqual([one.reward, one.done], [1 / 8, false]);
  const solved = await env.step({ code: solutionOf(await hiddenPart(), "python") });
  assert.deepEqual([solved.reward, solved.terminated, solved.info.tests_passed], [1, true, 8]);
  await assert.rejects(env.step({ code: "1" }), { code: "EPISODE_OVER" });
});

Deno.test("a function that loops is cut short, and its step says so", async () => {
  await using env = await connect(createCoding({ stepLimitMs: 500 }));
  await env.reset(task);
  const { observation, reward } = await env.step({ code: "def solve(*args):\n  while True: pass" });
  assert.deepEqual([observation.exit_code, reward], [124, 0]);
  assert.match(observation.stderr, /was killed by its deadline/);
});

/** Programs that would pass a test that trusts the process it runs in. */
const CHEATS: Readonly<Record<"python" | "typescript", readonly string[]>> = {
  python: [
    "class Any:\n  def __eq__(self, other): return True\n  def __hash__(self): return 0\ndef solve(*args): return Any()",
    "import builtins, json\nbuiltins.all = lambda *a: True\njson.dumps = lambda *a, **k: 'true'\njson.loads = lambda *a: []",
    "import sys, os\ndef solve(*args): os._exit(0)",
    'def solve(*args):\n  print(\'{"type":"called","id":2,"outputs":"[]"}\')\n  return args',
    "import gc\nfor f in gc.get_objects():\n  if getattr(f, '__name__', '') == 'call_once':\n    " +
    'f.__code__ = (lambda name, args: \'{"value":true,"passed":true}\').__code__',
    "import sys\nsys.exit(0)",
    "def solve(*args): raise SystemExit(0)",
    "class S(str):\n  def __eq__(self, other): return True\ndef solve(*args): return S('x')",
  ],
  typescript: [
    "const solve = () => ({ toJSON: () => undefined, valueOf: () => true })",
    "JSON.stringify = () => 'true'; Array.prototype.every = () => true; const solve = () => true",
    "Object.is = () => true; const solve = () => new Proxy({}, { get: () => true })",
    `const { subarray } = Uint8Array.prototype; let seen = "";
     Uint8Array.prototype.subarray = function (...args) { seen += new TextDecoder().decode(this); return subarray.apply(this, args); };
     const solve = () => { console.log("\\n" + seen.slice(0, 37) + '{"type":"called","id":2,"outputs":"[]"}'); return seen; }`,
    "const solve = () => { Deno.exit(0); }",
    "console.log(JSON.stringify({ type: 'called', id: 2, outputs: '[]' })); const solve = () => 0.5",
  ],
};

for (const language of ["python", "typescript"] as const) {
  Deno.test(`programs in ${language} that patch what is around them earn nothing`, async () => {
    await using env = await connect(environment);
    for (const code of CHEATS[language]) {
      await env.reset({ ...task, language });
      const { reward, done, info } = await env.step({ code });
      assert.deepEqual([reward, done, info.tests_passed], [0, false, 0], code);
    }
  });
}

Deno.test("what a program sees of its tests is their inputs alone", async () => {
  await using env = await connect(environment);
  const { tests } = await hiddenPart();
  await env.reset(task);
  await env.step({ code: "seen = []\ndef solve(*args):\n  seen.append(args)" });
  // They are looked for backwards, so that the program that looks does not have them itself.
  const backwards = (values: readonly unknown[]) =>
    JSON.stringify(values.map((value) => [...String(value)].reverse().join("")));
  const { observation } = await env.step({
    code: `import gc
def texts(value, depth=3):
  if type(value) is str: yield value
  elif depth > 0 and type(value) in (list, dict, tuple):
    for part in list(value.values() if type(value) is dict else value): yield from texts(part, depth - 1)
known = {text for value in gc.get_objects() for text in texts(value)}
inputs = [text[::-1] in known for text in ${backwards(tests.map(({ args }) => args[0]))}]
outputs = [text[::-1] in known for text in ${backwards(tests.map(({ expected }) => expected))}]
[all(inputs), any(outputs)]`,
  });
  assert.equal(observation.exit_code, 0, observation.stderr);
  assert.equal(observation.stdout, "[true, false]\n");
  const listed = await env.step({ code: "len(seen)" });
  assert.equal(listed.observation.stdout, "16\n");
});
