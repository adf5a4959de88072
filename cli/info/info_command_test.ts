import assert from "node:assert/strict";
import { fixture, runInProcess } from "../testdata/run_in_process.ts";

Deno.test("openenv info describes a bundled environment in tables", async () => {
  const { code, printed, warned } = await runInProcess("info", "grid_world");
  assert.deepEqual([code, warned], [0, []]);
  assert.deepEqual(printed, [
    "grid_world_env 0.1.0",
    "Walk from one corner of a 5x5 grid to the other.",
    "",
    "Rules",
    "  steps of an episode   no limit",
    "  sessions of a server  no limit",
    "  step before a reset   refused",
    "  step after the end    refused",
    "",
    "Action",
    "  key     type                              default",
    '  action  "UP" | "DOWN" | "LEFT" | "RIGHT"  required',
    "",
    "Observation",
    "  key      type     allowed",
    "  x        integer  0 to 4",
    "  y        integer  0 to 4",
    "  message  string",
    "",
    "State, beside episode_id, step_count and seed",
    "  key     type",
    "  size    integer",
    "  goal    object",
    "  goal.x  integer",
    "  goal.y  integer",
    "",
    "Reset options",
    "  key           type     allowed     default   description",
    "  random_start  boolean              false",
    "  seed          integer              optional  decides the episode; drawn at random if not given",
    "  episode_id    string               optional  the episode's name; a UUID if not given",
    "  max_steps     integer  at least 1  optional  the number of steps after which the episode is truncated",
  ]);
});

Deno.test("openenv info shows the rules of an environment file", async () => {
  const { code, printed } = await runInProcess("info", fixture("limited.ts"));
  assert.equal(code, 0);
  const text = printed.join("\n");
  assert.match(
    text,
    /^limited 2\.1\.0\n\nRules\n {2}steps of an episode +at most 5\n {2}sessions of a server +at most 3\n/,
  );
  assert.match(text, /\n {2}max_steps +integer +1 to 5 +5 +the number of steps/);
  assert.match(text, /\nState, beside .*\n {2}no keys of its own\n/);
});

Deno.test("openenv info --json prints rules and JSON Schemas", async () => {
  const { code, printed } = await runInProcess("info", fixture("limited.ts"), "--json");
  assert.equal(code, 0);
  const { schemas, schema_hash, ...rest } = JSON.parse(printed.join("\n"));
  assert.deepEqual(rest, {
    name: "limited",
    version: "2.1.0",
    description: "",
    rules: { max_steps: 5, max_sessions: 3, requires_reset: true, allow_step_after_done: false },
  });
  assert.match(schema_hash, /^[0-9a-f]{64}$/);
  assert.deepEqual(Object.keys(schemas), ["action", "observation", "state", "reset_observation", "reset_options"]);
  assert.deepEqual(schemas.observation.required, ["said"]);
  assert.deepEqual(schemas.reset_options.required, ["mood"]);
  assert.deepEqual(schemas.reset_options.properties.max_steps.maximum, 5);
});

Deno.test("openenv info shows the options and the state of an environment with tasks", async () => {
  const { code, printed } = await runInProcess("info", fixture("quizzed.ts"));
  assert.equal(code, 0);
  const text = printed.join("\n");
  assert.match(text, /\nState, beside episode_id, step_count, seed, task_id, split and index\n/);
  assert.match(text, /\n {2}split +string +optional +the split of the task; the first one for training if not given\n/);
  assert.match(text, /\n {2}index +integer +at least 0 +optional +the task's place in its split; the seed decides/);
  assert.match(text, /\n {2}task_id +string +optional +the task's id, instead of its place$/);
});
