/** A manifest that says everything that one can say, in all the ways that YAML has. */
export const FULL_MANIFEST = `# A manifest with every key.
spec_version: 1
name: full_env
version: "0.1"
description: >-
  Everything at once:
  every key has a value.
type: space
runtime: deno
app: 'server.ts'
port: 8000
variables: { DEPTH: "3", LIMIT: 10 }
action: { class_name: FullAction, module: full_env.models }
observation: FullObservation
client: { class_name: FullEnv, module: full_env.client }
default_image: example.org/full:1
module: environment.ts
contract: contract.ts
aliases: [full, everything]
permissions:
  read: [data]
  write: false
  net: ["example.org:443"]
  env: true
  run: []
  ffi: false
  sys: false
  import: false
requires: [no-network, killable]
limits: { max_sessions: 8, idle_timeout_ms: 60000, create_timeout_ms: 1000, reset_timeout_ms: 2000, step_timeout_ms: 500 }
score: return
check:
  random_policy: random.ts
  max_steps: 40
  episodes: 4
  max_observation_bytes: 4096
  reset_options: { level: 3, name: "x", deep: { list: [1, 2.5, null, true] } }
validation:
  reward: { range: [-1, "2.5"], oracle_tolerance: 5e-2, floor_margin: 0.2, variance_tolerance: 0.1 }
  resources:
    cpu: &one 1
    memory_mb: 512
    disk_mb: "64"
    episode_timeout_s: 1.5
    gpus: *one
    gpu_types:
      - small
  capabilities:
    verifier: { kind: script, entry: validation/judge.sh }
    oracle: { form: injected_state, location: validation/oracle.json }
    set_state: true
    llm_judged: true
    rubric_tree: true
    task_api: true
    canaries: validation/canaries.jsonl
    declared_tools: [read, "write"]
    declared_task_count: { train: 100, test: 10 }
  types: { tags: [toy, "hub:full"] }
  judge: { model: some-model, version: "2026-01-01", params: { temperature: 0 } }
  task_distribution: { generator_seed: 7, dataset_version: v2, generator_model: null }
  network: { mode: allowlist, allowed_hosts: [example.org] }
  execution: { probe_path: validation/probe.json, dockerfile: server/Dockerfile, context: ".", requires_credentials: false }
`;
