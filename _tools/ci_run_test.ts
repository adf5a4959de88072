import assert from "node:assert/strict";
import { dirname, join } from "node:path";
import { writeWorkspace } from "./write_workspace.ts";
import { ROOT } from "./workspace.ts";

/** What a stand-in for `npx -y deno@2.9.6` prints and exits with, by its other arguments; the rest is silent success. */
type Answers = Readonly<Record<string, readonly [text: string, code: number]>>;

interface Outcome {
  readonly code: number;
  readonly lines: readonly string[];
}

const PASSING: Answers = {
  "run --allow-all --quiet _tools/ok.ts --list": ["lint\ndoc:code\ntest\n", 0],
  "task test": ["ok | 12 passed (3 steps) | 0 failed | 1 ignored (1s)\n", 0],
  "task lint": ["Checked 3 files\n", 0],
  "task doc:code": ["exports: fine\nok | 5 passed | 0 failed (1s)\n", 0],
  "task test:portable": ["\x1b[0m\x1b[32mok\x1b[0m | 2 passed | 0 failed (1s)\n", 0],
  "task soak --seconds 45": ["soak: ok\n", 0],
};

async function runCi(answers: Answers, files: Record<string, string> = {}): Promise<Outcome> {
  const cases = Object.entries({ ...PASSING, ...answers }).map(([args, [text, code]]) =>
    `  "-y deno@9.8.7 ${args}") printf '%b' ${JSON.stringify(text)}; exit ${code} ;;`
  );
  await using workspace = await writeWorkspace({
    ".dvmrc": "9.8.7\n",
    "deno.lock": "{}",
    "tests/portable/a_test.ts": "",
    "bin/npx": `#!/usr/bin/env bash\ncase "$*" in\n${cases.join("\n")}\n  *) echo "unexpected: $*"; exit 9 ;;\nesac\n`,
    ...files,
  });
  await Deno.mkdir(join(workspace.root, ".ci"), { recursive: true });
  await Deno.copyFile(join(ROOT, ".ci/run"), join(workspace.root, ".ci/run"));
  for (const path of ["bin/npx", ...Object.keys(files).filter((path) => /^(bin|\.ci)\//.test(path))]) {
    await Deno.chmod(join(workspace.root, path), 0o755);
  }
  const { code, stdout } = await new Deno.Command("bash", {
    args: [join(workspace.root, ".ci/run")],
    cwd: dirname(workspace.root),
    env: { PATH: `${join(workspace.root, "bin")}:${Deno.env.get("PATH")}` },
  }).output();
  return { code, lines: new TextDecoder().decode(stdout).trimEnd().split("\n") };
}

Deno.test("the run adds up the tests of all steps, and counts other steps as one", async () => {
  const { code, lines } = await runCi({});
  assert.equal(lines.at(-1), "22 passed, 0 failed", lines.join("\n"));
  assert.equal(code, 0);
  const order = lines.flatMap((line) => /^=== (\S+)$/.exec(line)?.[1] ?? []);
  assert.deepEqual(order, ["test", "lint", "doc:code", "test:portable", "soak"]);
});

const FAILURES: readonly [what: string, answers: Answers, last: string][] = [
  ["a failed test", { "task test": ["FAILED | 11 passed | 1 failed (1s)\n", 1] }, "21 passed, 1 failed"],
  ["a failed test whose exit code got lost", {
    "task test": ["FAILED | 11 passed | 1 failed (1s)\n", 0],
  }, "21 passed, 1 failed"],
  ["a suite that broke off", { "task test": ["error: Type checking failed.\n", 1] }, "10 passed, 1 failed"],
  ["a suite that ran nothing", { "task test": ["", 0] }, "10 passed, 1 failed"],
  ["a failed step", { "task lint": ["error\n", 1] }, "21 passed, 1 failed"],
  ["a failed soak", { "task soak --seconds 45": ["soak: FAILED\n", 1] }, "21 passed, 1 failed"],
  ["a step that failed after its tests", {
    "task doc:code": ["ok | 5 passed | 0 failed (1s)\nerror\n", 1],
  }, "22 passed, 1 failed"],
  ["a list of steps that could not be had", {
    "run --allow-all --quiet _tools/ok.ts --list": ["", 1],
  }, "16 passed, 1 failed"],
];

for (const [what, answers, last] of FAILURES) {
  Deno.test(`the run reports ${what}`, async () => {
    const { code, lines } = await runCi(answers);
    assert.equal(lines.at(-1), last, lines.join("\n"));
    assert.equal(code, 1);
  });
}

/** A suite for Docker, and a stand-in for what makes Docker ready. */
const DOCKER = (code: number) => ({
  "tests/docker/a_test.ts": "",
  ".ci/docker/up": `#!/usr/bin/env bash\necho "up $1"\nexit ${code}\n`,
  ".ci/docker/down": "#!/usr/bin/env bash\necho down\n",
});

Deno.test("the run tests with Docker between up and down", async () => {
  const answers: Answers = {
    "eval console.log(Deno.execPath())": ["/bin/deno\n", 0],
    "task test:docker": ["ok | 4 passed | 0 failed (1s)\n", 0],
  };
  const { code, lines } = await runCi(answers, DOCKER(0));
  assert.deepEqual([code, lines.at(-1)], [0, "26 passed, 0 failed"], lines.join("\n"));
  const order = lines.filter((line) => /^(up|down|=== test:docker:)/.test(line)).map((line) => line.split(":")[0]);
  assert.deepEqual(order, ["up /bin/deno", "=== test", "down"]);
});

Deno.test("the run reports a Docker that can't be made ready", async () => {
  const answers: Answers = { "eval console.log(Deno.execPath())": ["/bin/deno\n", 0] };
  const { code, lines } = await runCi(answers, DOCKER(1));
  assert.deepEqual([code, lines.at(-1)], [1, "22 passed, 1 failed"], lines.join("\n"));
});

/** A suite for Kubernetes, and stand-ins for what builds a cluster and starts it. */
const KUBERNETES = (code: number) => ({
  "tests/kubernetes/a_test.ts": "",
  ".ci/kubernetes/up": `#!/usr/bin/env bash\n[[ \${1:-} == --* ]] || echo config.yaml\nexit ${code}\n`,
  ".ci/kubernetes/down": "#!/usr/bin/env bash\necho kubernetes down\n",
  ".ci/docker/down": "#!/usr/bin/env bash\necho docker down\n",
});

Deno.test("the run tests with Kubernetes between up and down, and stops Docker last", async () => {
  const answers: Answers = { "task test:kubernetes": ["$KUBECONFIG\nok | 4 passed | 0 failed (1s)\n", 0] };
  const { code, lines } = await runCi(answers, KUBERNETES(0));
  assert.deepEqual([code, lines.at(-1)], [0, "26 passed, 0 failed"], lines.join("\n"));
  const order = lines.filter((line) => /^(config|kubernetes|docker|=== test:kubernetes:)/.test(line));
  assert.deepEqual(order.map((line) => line.replace(/: 4.*/, "")), [
    "config.yaml",
    "=== test:kubernetes",
    "kubernetes down",
    "docker down",
  ]);
});

Deno.test("the run reports a cluster that can't be made ready", async () => {
  const { code, lines } = await runCi({}, KUBERNETES(1));
  assert.deepEqual([code, lines.at(-1)], [1, "22 passed, 1 failed"], lines.join("\n"));
});

Deno.test("the run reports a lock file that was rewritten", async () => {
  const npx = `#!/usr/bin/env bash\necho changed >deno.lock\necho 'ok | 1 passed | 0 failed (1s)'\n`;
  const { code, lines } = await runCi({}, { "bin/npx": npx });
  assert.match(lines.at(-1)!, /, 1 failed$/, lines.join("\n"));
  assert.equal(code, 1);
});
