import assert from "node:assert/strict";
import { parseManifest, readManifest } from "./read_manifest.ts";
import { FULL_MANIFEST } from "./testing_fixtures/full_manifest.ts";

/** The least `validation` block, with what a case changes in it. */
function validation(changed: Readonly<Record<string, string>> = {}): string {
  const sections: Record<string, string> = {
    reward: "{ floor_margin: 0.1 }",
    resources: "{ cpu: 1, memory_mb: 64, disk_mb: 64, episode_timeout_s: 1 }",
    capabilities: "{ verifier: { kind: reward_channel } }",
    types: "{ tags: [toy] }",
    ...changed,
  };
  const lines = Object.entries(sections).map(([section, text]) => `  ${section}: ${text}`);
  return ["name: x", "validation:", ...lines].join("\n");
}

function problemsOf(text: string): string[] {
  const { problems } = readManifest(text);
  return problems.map(({ line, column, message }) => `${line}:${column} ${message}`);
}

const TOP_LEVEL: readonly (readonly [text: string, ...problems: string[]])[] = [
  ["version: '1'", "1:1 name is missing"],
  ["name:", "1:6 name is missing"],
  ["name: ''", "1:7 name must not be empty"],
  ["name: 5", '1:7 name must be a text, but is the number 5; put it in quotes: "5"'],
  ["name: x\nversion: 0.10", '2:10 version must be a text, but is the number 0.10; put it in quotes: "0.10"'],
  ["name: x\nversion: true", '2:10 version must be a text, but is true; put it in quotes: "true"'],
  [
    "name: x\nspec_version: 1.5",
    '2:15 spec_version must be a whole number or a text, but is the number 1.5; put it in quotes: "1.5"',
  ],
  ["name: x\nport: 70000", "2:7 port must be at most 65535, but is the number 70000"],
  ["name: x\nvariables: [A]", "2:12 variables must be a mapping, but is a list"],
  [
    "name: x\nvariables: { A: 1.50, B: true, C: null }",
    '2:17 variables.A must be a text or a whole number, but is the number 1.50; put it in quotes: "1.50"',
    '2:26 variables.B must be a text or a whole number, but is true; put it in quotes: "true"',
    "2:35 variables.C must be a text or a whole number, but is empty",
  ],
  [
    "name: x\naction: { class_nme: A, module: b }",
    "2:1 action.class_name is missing",
    "2:11 action.class_nme is not a known key; did you mean class_name?",
  ],
  ["name: x\nclient: [A]", "2:9 client must be a text, or a mapping with class_name and module, but is a list"],
  [
    "name: x\nmodule: ../x.ts",
    '2:9 module must be a path inside the package, with forward slashes and without .. or a colon, but is "../x.ts"',
  ],
  [
    "name: x\nmodule: https://x/y.ts",
    '2:9 module must be a path inside the package, with forward slashes and without .. or a colon, but is "https://x/y.ts"',
  ],
  [
    "name: x\ncontract: /x.ts",
    '2:11 contract must be a path inside the package, with forward slashes and without .. or a colon, but is "/x.ts"',
  ],
  ["name: x\ncontract: ./", '2:11 contract must name a file, but is "./"'],
  ["name: x\naliases: x", '2:10 aliases must be a list, but is "x"'],
  ["name: x\naliases: [a/b]", '2:11 aliases[0] must be a name without blanks, dots and slashes, but is "a/b"'],
  [
    "name: x\npermissions: { reed: true, net: 5, run: [1] }",
    "2:16 permissions.reed is not a known key; did you mean read?",
    "2:33 permissions.net must be true, false or a list of texts, but is the number 5",
    '2:42 permissions.run[0] must be a text, but is the number 1; put it in quotes: "1"',
  ],
  [
    "name: x\nrequires: [no-netwrk]",
    '2:12 requires[0] must be no-network, no-files, killable or memory-limit, but is "no-netwrk"; did you mean no-network?',
  ],
  ["name: x\nlimits: { max_sessions: 0 }", "2:25 limits.max_sessions must be at least 1, but is the number 0"],
  ["name: x\nscore: sum", '2:8 score must be last_reward or return, but is "sum"'],
  ["name: x\ncheck: { max_steps: many }", '2:21 check.max_steps must be a whole number, but is "many"'],
  ["name: x\ncheck: { reset_options: [] }", "2:25 check.reset_options must be a mapping, but is a list"],
];

const VALIDATION: readonly (readonly [changed: Readonly<Record<string, string>>, ...problems: string[]])[] = [
  [{ reward: "null" }, "3:11 validation.reward is missing"],
  [{ reward: "{}" }, "3:3 validation.reward.floor_margin is missing"],
  [{ reward: "{ floor_margin: -1 }" }, "3:27 validation.reward.floor_margin must be at least 0, but is the number -1"],
  [{ reward: "{ floor_margin: 0, range: [1, 1] }" }, "3:37 validation.reward.range must go up, but is [1, 1]"],
  [{ reward: "{ floor_margin: 0, range: [1] }" }, "3:30 validation.reward.range[1] is missing"],
  [{ reward: "{ floor_margin: 0, range: [0, 1, 2] }" }, "3:37 validation.reward.range must have at most 2 entries"],
  [
    { reward: "{ floor_margin: 0, range: [0, one] }" },
    '3:41 validation.reward.range[1] must be a number, but is "one"',
  ],
  [
    { reward: "{ floor_margn: 0.1 }" },
    "3:3 validation.reward.floor_margin is missing",
    "3:13 validation.reward.floor_margn is not a known key; did you mean floor_margin?",
  ],
  [
    { resources: "{ cpu: 0, memory_mb: 1.5, disk_mb: true, episode_timeout_s: 'soon' }" },
    "4:21 validation.resources.cpu must be above 0, but is the number 0",
    "4:35 validation.resources.memory_mb must be a whole number, but is the number 1.5",
    "4:49 validation.resources.disk_mb must be a whole number, but is true",
    '4:74 validation.resources.episode_timeout_s must be a number, but is "soon"',
  ],
  [
    { resources: "{ cpu: 1, memory_mb: 1, disk_mb: 1, episode_timeout_s: 1, gpu_types: [a] }" },
    "4:83 validation.resources.gpu_types is only for gpus above 0",
  ],
  [
    { capabilities: "{ verifier: { kind: reward } }" },
    '5:37 validation.capabilities.verifier.kind must be reward_channel or script, but is "reward"',
  ],
  [
    { capabilities: "{ verifier: { kind: script } }" },
    "5:19 validation.capabilities.verifier.entry is required when kind is script",
  ],
  [
    { capabilities: "{ verifier: { kind: reward_channel, entry: a.sh } }" },
    "5:60 validation.capabilities.verifier.entry is only for kind script",
  ],
  [
    { capabilities: "{ verifier: { kind: reward_channel }, oracle: { form: injected_state, location: a } }" },
    "5:71 validation.capabilities.oracle.form injected_state needs set_state: true; use script otherwise",
  ],
  [
    { capabilities: "{ verifier: { kind: reward_channel }, declared_task_count: { a: -1 } }" },
    "5:81 validation.capabilities.declared_task_count.a must be at least 0, but is the number -1",
  ],
  [{ types: "{ tags: [] }" }, "6:18 validation.types.tags must have at least one entry"],
  [{ types: "{ tags: [''] }" }, "6:19 validation.types.tags[0] must not be empty"],
  [
    { types: "{ tags: [no] }" },
    "6:19 validation.types.tags[0] is no, which older readers of YAML take for true or false; put it in quotes, or write true or false",
  ],
  [{ judge: "{ model: a, version: b }" }, "7:10 validation.judge is only for capabilities.llm_judged: true"],
  [
    { capabilities: "{ verifier: { kind: reward_channel }, llm_judged: true }" },
    "2:1 validation.judge is required when capabilities.llm_judged is true",
    "3:3 validation.reward.variance_tolerance is required when capabilities.llm_judged is true",
  ],
  [
    { task_distribution: "{ generator_seed: x }" },
    '7:40 validation.task_distribution.generator_seed must be a whole number, but is "x"',
  ],
  [
    { network: "{ mode: allowlist }" },
    "7:3 validation.network.allowed_hosts must have an entry when mode is allowlist",
  ],
  [{ network: "{ allowed_hosts: [a] }" }, "7:29 validation.network.allowed_hosts is only for mode allowlist"],
  [{ execution: "null" }, "7:14 validation.execution must be a mapping, but is empty"],
  [
    { execution: "{ dockerfile: ., context: 'C:/x', probe_path: 'a\\b', requires_credentials: 1 }" },
    '7:28 validation.execution.dockerfile must name a file, but is "."',
    '7:40 validation.execution.context must be a path inside the package, with forward slashes and without .. or a colon, but is "C:/x"',
    '7:60 validation.execution.probe_path must be a path inside the package, with forward slashes and without .. or a colon, but is "a\\\\b"',
    "7:89 validation.execution.requires_credentials must be true or false, but is the number 1",
  ],
];

for (const [text, ...problems] of TOP_LEVEL) {
  Deno.test(`readManifest() says what is wrong with ${JSON.stringify(text)}`, () => {
    assert.deepEqual(problemsOf(text), problems);
  });
}

for (const [changed, ...problems] of VALIDATION) {
  Deno.test(`readManifest() says what is wrong with validation ${JSON.stringify(changed)}`, () => {
    assert.deepEqual(problemsOf(validation(changed)), problems);
  });
}

Deno.test("readManifest() fills in every default", () => {
  const { manifest, problems, warnings } = readManifest(validation());
  assert.deepEqual([problems, warnings], [[], []]);
  assert.deepEqual(manifest, {
    name: "x",
    validation: {
      reward: { range: [0, 1], oracle_tolerance: 0, floor_margin: 0.1, variance_tolerance: null },
      resources: { cpu: 1, memory_mb: 64, disk_mb: 64, episode_timeout_s: 1, gpus: 0, gpu_types: [] },
      capabilities: {
        verifier: { kind: "reward_channel", entry: null },
        oracle: null,
        set_state: false,
        llm_judged: false,
        rubric_tree: false,
        task_api: false,
        canaries: null,
        declared_tools: [],
        declared_task_count: {},
      },
      types: { tags: ["toy"] },
      judge: null,
      task_distribution: null,
      network: { mode: "public", allowed_hosts: [] },
    },
    aliases: [],
    requires: [],
    limits: {},
    score: "last_reward",
    check: { max_steps: 100, episodes: 8, max_observation_bytes: 1_048_576, reset_options: {} },
  });
});

Deno.test("readManifest() fills in the defaults of an empty execution", () => {
  const { manifest } = readManifest(validation({ execution: "{}" }));
  assert.deepEqual(manifest?.validation?.execution, {
    kind: "openenv_ws",
    probe_path: "validation/runtime.json",
    dockerfile: "Dockerfile",
    context: ".",
    agent_boundary: "api",
    requires_credentials: false,
  });
});

Deno.test("readManifest() refuses a text that other readers cannot read, also where nobody reads the value", () => {
  const refused: readonly (readonly [stranger: string, problem: string])[] = [
    ["zzz: *a", "1:6 zzz is an alias of *a, which no anchor defines"],
    ["zzz: { a: = }", "1:11 zzz.a is =, which older readers of YAML take for a reference; put it in quotes"],
    ["zzz: <<", "1:6 zzz is <<, which older readers of YAML take for a merge; put it in quotes"],
    ["zzz: { [a]: b }", "1:8 zzz has a key that cannot be read: it must be a text"],
    ["zzz: { : b }", "1:7 zzz has a key that cannot be read: it is missing"],
    ["zzz: !!int x1", "1:6 the manifest is not valid YAML: Unresolved tag: tag:yaml.org,2002:int"],
  ];
  for (const [stranger, problem] of refused) assert.deepEqual(problemsOf(`${stranger}\n${validation()}`), [problem]);
  for (const stranger of ["zzz: 2026-01-01", "zzz: { 1: yes, a: 1, a: 2 }", "zzz: .inf"]) {
    assert.deepEqual(problemsOf(`${stranger}\n${validation()}`), []);
  }
});

Deno.test("readManifest() refuses a judge's parameter that the Python package takes for a text", () => {
  const judged = (params: string) =>
    validation({
      reward: "{ floor_margin: 0.1, variance_tolerance: 0.1 }",
      capabilities: "{ verifier: { kind: reward_channel }, llm_judged: true }",
      judge: `{ model: m, version: "1", params: ${params} }`,
    });
  assert.deepEqual(problemsOf(judged("{ a: 1e3, b: [-.5, 1e-7], c: 1.5e+3, d: 0.5 }")), [
    "7:49 validation.judge.params.a is 1e3, which older readers of YAML take for a text; put it in quotes, or write 1000",
    "7:58 validation.judge.params.b[0] is -.5, which older readers of YAML take for a text; put it in quotes, or write -0.5",
    "7:63 validation.judge.params.b[1] is 1e-7, which older readers of YAML take for a text; put it in quotes",
  ]);
});

Deno.test("readManifest() reads a manifest with every key", () => {
  const { manifest, problems, warnings } = readManifest(FULL_MANIFEST);
  assert.deepEqual([problems, warnings], [[], []]);
  assert.deepEqual(manifest?.validation?.reward.range, [-1, 2.5]);
  assert.deepEqual(manifest?.variables, { DEPTH: "3", LIMIT: "10" });
  assert.deepEqual(manifest?.action, { class_name: "FullAction", module: "full_env.models" });
});

Deno.test("readManifest() reads the forms A, B and C", () => {
  const forms = [
    "spec_version: 1\nname: counter_env\nversion: 0.1.0\ntype: space\nruntime: fastapi\napp: server.app:app\nport: 8000",
    'name: counter_env\nversion: "0.1.0"\ndescription: "Counts"\naction: CounterAction\nobservation: CounterObservation',
    "name: counter_env\nclient: { class_name: A, module: a }\naction: { class_name: B, module: a }\ndefault_image: counter",
  ];
  for (const form of forms) {
    const { manifest, problems, warnings } = readManifest(form);
    assert.equal(manifest?.name, "counter_env");
    assert.deepEqual([problems, warnings], [[], []]);
  }
});

Deno.test("readManifest() takes numeric texts for numbers", () => {
  const resources = "{ cpu: '1.5', memory_mb: '64.0', disk_mb: '+64', episode_timeout_s: '1e2' }";
  const { manifest } = readManifest(`port: "8000"\n${validation({ resources })}`);
  assert.equal(manifest?.port, 8000);
  const { cpu, memory_mb, disk_mb, episode_timeout_s } = manifest!.validation!.resources;
  assert.deepEqual([cpu, memory_mb, disk_mb, episode_timeout_s], [1.5, 64, 64, 100]);
});

Deno.test("readManifest() takes a key without a value for absent, at the top and directly under validation", () => {
  const { manifest, problems } = readManifest(`version:\npermissions:\n${validation({ network: "", judge: "~" })}`);
  assert.deepEqual(problems, []);
  assert.deepEqual([manifest?.version, manifest?.permissions], [undefined, undefined]);
  assert.deepEqual(manifest?.validation?.network, { mode: "public", allowed_hosts: [] });
});

Deno.test("readManifest() warns of strangers at the top and under validation, and leaves alone what is in them", () => {
  const text = `limts: {}\nreward: { 1: no, a: 2026-01-01 }\nx-anchors: 2026-01-01\n${validation({ rewrd: "yes" })}`;
  const { manifest, problems, warnings } = readManifest(text);
  assert.deepEqual(problems, []);
  assert.equal(manifest?.name, "x");
  assert.deepEqual(warnings, [
    { field: "limts", line: 1, column: 1, message: "limts is no key of a manifest; did you mean limits?" },
    { field: "reward", line: 2, column: 1, message: "reward is no key of a manifest; did you mean validation.reward?" },
    { field: "x-anchors", line: 3, column: 1, message: "x-anchors is no key of a manifest, and nobody reads it" },
    {
      field: "validation.rewrd",
      line: 10,
      column: 3,
      message: "validation.rewrd is no section of validation; did you mean reward?",
    },
  ]);
});

Deno.test("readManifest() reports at most 100 problems, in messages that are not long", () => {
  assert.equal(readManifest("}".repeat(1000)).problems.length, 100);
  const { problems } = readManifest(`name: x\nport: ${"9".repeat(1000)}\nscore: ${"x".repeat(1000)}`);
  assert.deepEqual(problems.map(({ message }) => message.length < 420), [true, true]);
});

Deno.test("parseManifest() throws an error that names the first problem and has all of them", () => {
  assert.throws(() => parseManifest("name: [x\n", { source: "envs/x/openenv.yaml" }), {
    code: "INVALID_MANIFEST",
    message: /^Cannot read envs\/x\/openenv\.yaml: line 2: the manifest is not valid YAML: /,
  });
  assert.throws(() => parseManifest("version: 0.1\nname: 5\nport: x"), {
    name: "ManifestError",
    message:
      'Cannot read openenv.yaml: line 1: version must be a text, but is the number 0.1; put it in quotes: "0.1" (and 2 more)',
    data: {
      problems: [
        {
          field: "version",
          line: 1,
          column: 10,
          message: 'version must be a text, but is the number 0.1; put it in quotes: "0.1"',
        },
        {
          field: "name",
          line: 2,
          column: 7,
          message: 'name must be a text, but is the number 5; put it in quotes: "5"',
        },
        { field: "port", line: 3, column: 7, message: 'port must be a whole number, but is "x"' },
      ],
    },
  });
});

Deno.test("parseManifest() tells of warnings, also when it throws", () => {
  const heard: string[] = [];
  const onWarning = ({ field, line }: { field: string; line: number }) => heard.push(`${line} ${field}`);
  parseManifest("name: x\nfoo: 1\nbar: 2", { onWarning });
  assert.throws(() => parseManifest("baz: 1", { onWarning }));
  assert.deepEqual(heard, ["2 foo", "3 bar", "1 baz"]);
});
