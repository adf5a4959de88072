/**
 * Manifests for the comparison with the Python package's reader.
 *
 * @module
 */

const SECTIONS: Readonly<Record<string, string>> = {
  reward: "{ floor_margin: 0.1 }",
  resources: "{ cpu: 1, memory_mb: 64, disk_mb: 64, episode_timeout_s: 1 }",
  capabilities: "{ verifier: { kind: reward_channel } }",
  types: "{ tags: [toy] }",
};

/** The least manifest that the Python package accepts, with other sections and with lines before it. */
function manifest(sections: Readonly<Record<string, string | undefined>> = {}, head: string = "name: x"): string {
  const lines = Object.entries({ ...SECTIONS, ...sections }).filter(([, text]) => text !== undefined);
  return `${head}\nvalidation:\n${lines.map(([section, text]) => `  ${section}: ${text}\n`).join("")}`;
}

/** The section `resources` with other declarations. */
function resources(declared: Readonly<Record<string, string>>): string {
  const all = { cpu: "1", memory_mb: "64", disk_mb: "64", episode_timeout_s: "1", ...declared };
  return `{ ${Object.entries(all).map(([name, value]) => `${name}: ${value}`).join(", ")} }`;
}

/** The section `capabilities` with other declarations. */
function capabilities(declared: string): string {
  return `{ verifier: { kind: reward_channel }, ${declared} }`;
}

/** Manifests that both read, and read the same. */
export const ACCEPTED: Readonly<Record<string, string>> = {
  "the least": manifest(),
  "what openenv init writes": `spec_version: 1
name: counter_env
version: 0.1.0
type: space
runtime: fastapi
app: server.app:app
port: 8000
validation:
  reward:
    range: [0.0, 1.0]
    oracle_tolerance: 0.0
    floor_margin: 0.1
  resources:
    cpu: 1.0
    memory_mb: 1024
    disk_mb: 512
    episode_timeout_s: 60.0
  capabilities:
    verifier:
      kind: reward_channel
  types:
    tags: [demo]
`,
  "form B": manifest({}, 'name: x\nversion: "0.1"\ndescription: "x"\naction: XAction\nobservation: XObservation'),
  "form C": manifest({}, "name: x\nclient: { class_name: X, module: x }\naction: { class_name: A, module: x }"),
  "our own fields": manifest(
    {},
    "name: x\nmodule: a.ts\ncontract: b.ts\naliases: [y]\npermissions: { net: [a] }\nrequires: [killable]\n" +
      "limits: { max_sessions: 1 }\nscore: return\ncheck: { max_steps: 3 }",
  ),
  "numeric texts": manifest({
    reward: "{ floor_margin: '0.1', range: ['-1', \"2.5\"] }",
    resources: resources({ cpu: "'1.5'", memory_mb: "'64'", disk_mb: "'64.0'", episode_timeout_s: "'1e2'" }),
  }),
  "numbers of many forms": manifest({
    reward: "{ floor_margin: 1e-1, oracle_tolerance: .05, range: [-0, +1.] }",
    resources: resources({ cpu: "0.5", memory_mb: "64.0", disk_mb: "0x40", episode_timeout_s: "1.5e+2" }),
  }),
  "every default": manifest({ execution: "{}", network: "{}", task_distribution: "{}" }),
  "everything in version 2": manifest({
    reward: "{ floor_margin: 0.2, oracle_tolerance: 0.05, variance_tolerance: 0.1, range: [-5, 5] }",
    resources: resources({ gpus: "2", gpu_types: "[a, b]" }),
    capabilities: "{ verifier: { kind: script, entry: a/b.sh }, oracle: { form: injected_state, location: o.json }, " +
      "set_state: true, llm_judged: true, rubric_tree: true, task_api: true, canaries: c.jsonl, " +
      "declared_tools: [t], declared_task_count: { train: 10, test: '2' } }",
    types: "{ tags: [toy, 'hub:x'] }",
    judge: "{ model: m, version: '1', params: { temperature: 0, stop: [a, null, true] } }",
    task_distribution: "{ generator_seed: 7, dataset_version: v1, generator_model: null }",
    network: "{ mode: allowlist, allowed_hosts: [example.org, '*.example.org'] }",
    execution:
      "{ kind: openenv_ws, probe_path: a/./b.json, dockerfile: server/Dockerfile, context: ., agent_boundary: api, requires_credentials: true }",
  }),
  "keys without a value": manifest({ judge: "", task_distribution: "~", network: "null" }, "name: x\nversion:"),
  strangers: manifest({ rewrd: "{ a: 1 }" }, "name: x\nlicence: MIT\nmaintainers: [a, b]"),
  "beyond the policy's bounds": manifest({
    reward: "{ floor_margin: 0, oracle_tolerance: 1, variance_tolerance: 9 }",
    resources: resources({ episode_timeout_s: "1e5" }),
  }),
  anchors: manifest({ resources: resources({ cpu: "&n 64", memory_mb: "*n", disk_mb: "*n" }) }),
  "carriage returns": manifest().replaceAll("\n", "\r\n"),
  "a byte order mark": `\ufeff${manifest()}`,
  "a document with marks": `%YAML 1.1\n---\n${manifest()}...\n`,
};

/** Manifests that both refuse. */
export const REFUSED: Readonly<Record<string, string>> = {
  "nothing": "",
  "a list": "- name: x\n",
  "two documents": `${manifest()}---\n${manifest()}`,
  "a tab": manifest().replace("  reward", "\treward"),
  "a tab that indents nothing": manifest({ types: "\t{ tags: [toy] }" }),
  "a text cut short": manifest().slice(0, -5),
  "an anchor that is not there": manifest({ types: "*types" }),
  "an anchor that is not there, where nobody looks": manifest({}, "name: x\nzzz: *types"),
  "a tag that nobody knows": manifest({ types: "!types { tags: [a] }" }),
  "a tag with a comma behind it": manifest({ types: "{ tags: [!!str, a] }" }),
  "a tag without a name": manifest({ task_distribution: "{ dataset_version: !<> a }" }),
  "a question mark in brackets": manifest({ types: "{ tags: [a?b] }" }),
  "a colon in brackets": manifest({ types: "{ tags: [::1] }" }),
  "a key whose colon is in the next line": manifest({ capabilities: capabilities("declared_task_count: {a\n   : 1}") }),
  "a key of 1025 characters": manifest({
    capabilities: capabilities(`declared_task_count: {${"x".repeat(1025)}: 1}`),
  }),
  "half a character": manifest({ types: '{ tags: ["\\ud83d"] }' }),
  "a character in halves": manifest({ types: '{ tags: ["\\ud83d\\ude00"] }' }),
  "a control character": manifest({ types: "{ tags: ['\x01'] }" }),
  "no name": manifest({}, "spec_version: 1"),
  "a version that is a number": manifest({}, "name: x\nversion: 0.1"),
  "a version that is a date": manifest({}, "name: x\nversion: 2026-01-01"),
  "a section that is missing": manifest({ types: undefined }),
  "a section that is a list": manifest({ reward: "[]" }),
  "a block that is a list": "name: x\nvalidation: []\n",
  "an unknown key in a section": manifest({ reward: "{ floor_margin: 0.1, zzz: 1 }" }),
  "an unknown key deep in a section": manifest({ capabilities: "{ verifier: { kind: reward_channel, zzz: 1 } }" }),
  "a range that goes down": manifest({ reward: "{ floor_margin: 0.1, range: [1, 0] }" }),
  "a range of three": manifest({ reward: "{ floor_margin: 0.1, range: [0, 1, 2] }" }),
  "a negative margin": manifest({ reward: "{ floor_margin: -0.1 }" }),
  "half a MB": manifest({ resources: resources({ memory_mb: "0.5" }) }),
  "no processor": manifest({ resources: resources({ cpu: "0" }) }),
  "kinds without processors": manifest({ resources: resources({ gpu_types: "[a]" }) }),
  "a script without an entry": manifest({ capabilities: "{ verifier: { kind: script } }" }),
  "an entry without a script": manifest({ capabilities: "{ verifier: { kind: reward_channel, entry: a } }" }),
  "an oracle that needs set_state": manifest({
    capabilities: capabilities("oracle: { form: injected_state, location: a }"),
  }),
  "a judge without llm_judged": manifest({ judge: "{ model: a, version: b }" }),
  "llm_judged without a judge": manifest({ capabilities: capabilities("llm_judged: true") }),
  "llm_judged without variance_tolerance": manifest({
    capabilities: capabilities("llm_judged: true"),
    judge: "{ model: a, version: b }",
  }),
  "no tags": manifest({ types: "{ tags: [] }" }),
  "an empty tag": manifest({ types: "{ tags: [''] }" }),
  "a tag that is true or false": manifest({ types: "{ tags: [no] }" }),
  "a tag that is a number in YAML 1.1": manifest({ types: "{ tags: [-0x10] }" }),
  "a tag that is a merge in YAML 1.1": manifest({ types: "{ tags: [<<] }" }),
  "a tag that is a date": manifest({ types: "{ tags: [2026-01-01] }" }),
  "an allowlist without hosts": manifest({ network: "{ mode: allowlist }" }),
  "hosts without an allowlist": manifest({ network: "{ allowed_hosts: [a] }" }),
  "an execution without a value": manifest({ execution: "" }),
  "a path that leaves the package": manifest({ execution: "{ dockerfile: ../Dockerfile }" }),
  "a path with a colon": manifest({ execution: "{ context: 'C:' }" }),
  "a folder for a file": manifest({ execution: "{ probe_path: ./. }" }),
  "credentials that are a text": manifest({ execution: "{ requires_credentials: 'true' }" }),
};

/** Manifests that only the Python package accepts, by the row of `docs/manifest.md` that says why. */
export const STRICTER: readonly (readonly [difference: string, text: string])[] = [
  ["a key that occurs twice", manifest({}, "name: x\nname: y")],
  ["a key that is not a text", manifest({}, "name: x\n1: 2")],
  ["a merge key", manifest({ types: "{ <<: { tags: [a] } }" })],
  ["a tag other than `!!str`", manifest({ resources: resources({ memory_mb: "!!int 010" }) })],
  ["brackets and quoted texts whose lines are not indented", manifest({ types: "{\ntags: [a] }" })],
  ["brackets and quoted texts whose lines are not indented", manifest({ types: "{ tags: ['a\nb'] }" })],
  ["a comment right after a bracket or a quote, a dash in brackets", manifest({ types: "{ tags: [a] }#toy" })],
  ["a comment right after a bracket or a quote, a dash in brackets", manifest({ types: "{ tags: [-] }" })],
  ["U+FEFF inside the text", manifest({ types: "{ tags: ['a\ufeffb'] }" })],
  ["a lone carriage return, U+0085, U+2028, U+2029", manifest().replace("\n", "\r")],
  ["a lone carriage return, U+0085, U+2028, U+2029", manifest({ types: "{ tags: ['a\u2028b'] }" })],
  ["an unknown directive", `%THING\n---\n${manifest()}`],
  ["a text that YAML 1.1 and 1.2 read differently", manifest({ capabilities: capabilities("task_api: yes") })],
  ["a text that YAML 1.1 and 1.2 read differently", manifest({ resources: resources({ memory_mb: "0100" }) })],
  ["a text that YAML 1.1 and 1.2 read differently", manifest({ resources: resources({ memory_mb: "1_000" }) })],
  ["a text that YAML 1.1 and 1.2 read differently", manifest({ resources: resources({ memory_mb: "1:30" }) })],
  ["a text that YAML 1.1 and 1.2 read differently", manifest({ task_distribution: "{ dataset_version: 1e3 }" })],
  [
    "a text that YAML 1.1 and 1.2 read differently",
    manifest({
      reward: "{ floor_margin: 0.1, variance_tolerance: 0.1 }",
      capabilities: capabilities("llm_judged: true"),
      judge: "{ model: m, version: v, params: { a: 1e3 } }",
    }),
  ],
  ["a boolean written as a text or a number", manifest({ capabilities: capabilities("task_api: 'true'") })],
  ["a boolean written as a text or a number", manifest({ capabilities: capabilities("task_api: 1") })],
  ["a number written as a boolean", manifest({ resources: resources({ cpu: "true" }) })],
  [
    "a numeric text with spaces or underscores",
    manifest({ resources: resources({ cpu: "' 1 '", memory_mb: "'1_000'" }) }),
  ],
  ["a number that is not finite", manifest({ resources: resources({ cpu: ".inf" }) })],
  ["a whole number beyond 2^53", manifest({ task_distribution: "{ generator_seed: 9007199254740993 }" })],
  ["an empty text", manifest({}, "name: ''")],
  ["a negative number of tasks", manifest({ capabilities: capabilities("declared_task_count: { a: -1 }") })],
  [
    "a path out of the package, anywhere",
    manifest({ capabilities: capabilities("oracle: { form: script, location: ../a }") }),
  ],
  ["a control character in a path", manifest({ capabilities: capabilities('canaries: "a\\tb"') })],
  ["a key of ours with a value of the wrong type", manifest({}, "name: x\nport: many")],
  ["more than 64 levels, 65,536 characters or 65,536 values", `${manifest()}# ${"x".repeat(65_536)}`],
];

/** Manifests that only our reader accepts, by the row of `docs/manifest.md` that says why. */
export const LAXER: readonly (readonly [difference: string, text: string])[] = [
  ["no block `validation`", "name: x\n"],
  ["a whole number with an exponent", manifest({ resources: resources({ memory_mb: "1e3" }) })],
  ["a tab inside a text without quotes", manifest({ types: "{ tags: [a\tb] }" })],
];
