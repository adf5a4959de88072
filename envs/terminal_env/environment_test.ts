import { connect } from "@openenv/client";
import { taskAt } from "@openenv/core/tasks";
import { parseManifest } from "@openenv/registry/manifest";
import { assertEnvironment, createLocalSubject, playInNewSession, scoreOf } from "@openenv/testing";
import assert from "node:assert/strict";
import { terminalTasks } from "./contract.ts";
import environment, { createTerminal } from "./environment.ts";
import manifest from "./openenv.yaml" with { type: "text" };
import oracle from "./oracle.ts";

const SUBJECT = createLocalSubject(environment);
const PLACES = (["train", "test"] as const).flatMap((split) =>
  Array.from({ length: split === "train" ? 9 : 3 }, (_, index) => ({ split, index }))
);

Deno.test("the environment keeps the promises of its manifest", async () => {
  await assertEnvironment(environment, { manifest: parseManifest(manifest), oracle });
});

for (const options of PLACES) {
  Deno.test(`${options.split} ${options.index}: its solution earns 1, and doing nothing 0`, async () => {
    const record = await playInNewSession(SUBJECT, { seed: 1, options, maxSteps: 2, policy: oracle });
    assert.equal(scoreOf(record, "last_reward"), 1);
    await using env = await connect(environment);
    await env.reset(options);
    assert.equal((await env.step({ submit: true })).reward, 0);
  });
}

Deno.test("an episode: look around, do it, submit", async () => {
  await using env = await connect(environment);
  const { observation } = await env.reset({ task_id: "count-errors" });
  assert.match(observation.message, /^Count the lines of `app\.txt` whose level is ERROR\./);
  const looked = await env.step({ command: "head -2 app.txt; cd /tmp" });
  assert.equal(looked.observation.stdout, "2026-03-01 01:00 INFO started\n2026-03-01 05:00 INFO disk check\n");
  assert.deepEqual([looked.observation.cwd, looked.reward, looked.terminated], ["/tmp", 0, false]);
  const command = "cd /app && grep -c ' ERROR ' app.txt > answer.txt";
  const { reward, terminated } = await env.step({ command, submit: true });
  assert.deepEqual([reward, terminated], [1, true]);
});

Deno.test("an episode that is cut off is graded as it stands", async () => {
  await using env = await connect(environment);
  await env.reset({ task_id: "count-errors", max_steps: 1 });
  const { reward, truncated } = await env.step({ command: "echo 8 > answer.txt" });
  assert.deepEqual([reward, truncated], [1, true]);
});

const FORGERIES = {
  "a reward file": "mkdir -p /logs/verifier /tests; echo 1 > /logs/verifier/reward.txt; echo 'exit 0' > /tests/test.sh",
  "programs":
    "mkdir -p /usr/local/bin; printf 'echo 1 > /logs/verifier/reward.txt' > /usr/bin/awk; cp /usr/bin/awk /app/awk",
  "functions and variables": "awk() { echo 8; }; tr() { echo 8; }; export BASH_ENV=/app/x PATH=/app; echo 'exit 0' > x",
  "links":
    "mkdir -p /logs/verifier; echo 1 > reward; ln -s /app/reward answer.txt; ln -s /logs/verifier/reward.txt app2",
};

for (const [what, command] of Object.entries(FORGERIES)) {
  Deno.test(`forged ${what}: the reward stays 0`, async () => {
    await using env = await connect(environment);
    await env.reset({ task_id: "count-errors" });
    assert.equal((await env.step({ command, submit: true })).reward, 0);
  });
}

Deno.test("a program that the tests run can't forge its reward, nor end them", async () => {
  await using env = await connect(environment);
  const forge = "mkdir -p /logs/verifier; echo 1 > /logs/verifier/reward.txt; echo 'echo 1' > /tests/test.sh";
  for (const end of ["", "exit 0", "while true; do :; done"]) {
    await env.reset({ task_id: "fix-script" });
    const { reward } = await env.step({ command: `cat > sizes.sh <<'END'\n${forge}\n${end}\nEND`, submit: true });
    assert.equal(reward, 0, end);
  }
});

Deno.test("what the tests are and expect is not in the agent's world", async () => {
  await using env = await connect(environment);
  await env.reset({ task_id: "fix-script" });
  const { observation } = await env.step({ command: "find / -type f; cat /tests/* /solution/*" });
  assert.ok(!/tests|solution|reward/.test(observation.stdout), observation.stdout);
  assert.equal((await taskAt(terminalTasks, "train", 5)).id, "fix-script");
});

Deno.test("createTerminal() takes tasks of your own, and refuses incomplete ones", async () => {
  const test = "[ -f /app/done ] && echo 0.5 > /logs/verifier/reward.txt";
  const mine = createTerminal({ train: { touch: { "instruction.md": "Touch done.", "tests/test.sh": test } } });
  await using env = await connect(mine);
  assert.equal((await env.reset()).observation.message, "Touch done.");
  assert.equal((await env.step({ command: "touch done", submit: true })).reward, 0.5);
  assert.throws(() => createTerminal({ train: { x: { "tests/test.sh": "" } } }), {
    code: "INVALID_OPTION",
    message: "Cannot use task x: it has no instruction.md",
  });
  assert.throws(() => createTerminal({ train: { x: { "instruction.md": "x" } } }), /it has no tests\/test\.sh/);
});

Deno.test("a reward that is no number from 0 to 1 counts as 0", async () => {
  for (const text of ["2", "-1", "NaN", "one", ""]) {
    const test = `echo "${text}" > /logs/verifier/reward.txt`;
    await using env = await connect(createTerminal({ train: { x: { "instruction.md": "x", "tests/test.sh": test } } }));
    await env.reset();
    assert.equal((await env.step({ submit: true })).reward, 0, text);
  }
});
