import assert from "node:assert/strict";
import { parseTarget, type TargetName, toShortName } from "./target_name.ts";

const CASES: Readonly<Record<string, TargetName>> = {
  "coding": { kind: "name", name: "coding" },
  "coding-env": { kind: "name", name: "coding-env" },
  "coding@0.1.0": { kind: "name", name: "coding", version: "0.1.0" },
  "Openenv/Echo_env.v2": { kind: "space", id: "Openenv/Echo_env.v2", url: "https://openenv-echo-env-v2.hf.space" },
  "https://huggingface.co/spaces/openenv/echo_env/": {
    kind: "space",
    id: "openenv/echo_env",
    url: "https://openenv-echo-env.hf.space",
  },
  "huggingface.co/spaces/a/b?x=1": { kind: "space", id: "a/b", url: "https://a-b.hf.space" },
  "http://127.0.0.1:8000": { kind: "server", url: "http://127.0.0.1:8000" },
  "wss://host/base": { kind: "server", url: "wss://host/base" },
  "https://host/envs/environment.ts?v=1": { kind: "module", url: "https://host/envs/environment.ts?v=1" },
  "./coding": { kind: "path", path: "./coding" },
  "..": { kind: "path", path: ".." },
  "/srv/env": { kind: "path", path: "/srv/env" },
  "C:\\envs\\one": { kind: "path", path: "C:\\envs\\one" },
  "guess.ts": { kind: "path", path: "guess.ts" },
  "file:///srv/env": { kind: "path", path: "file:///srv/env" },
};

for (const [text, expected] of Object.entries(CASES)) {
  Deno.test(`parseTarget() reads ${text}`, () => assert.deepEqual(parseTarget(text), expected));
}

for (const text of ["", "a b", "coding@", "coding@latest", "ftp://host/x", "a/b/c", "https://huggingface.co/", "@x"]) {
  Deno.test(`parseTarget() refuses "${text}"`, () =>
    assert.throws(() => parseTarget(text), { code: "INVALID_OPTION" }));
}

Deno.test("toShortName() makes one of the forms of a name", () => {
  assert.deepEqual(new Set(["coding", "coding_env", "Coding-Env"].map(toShortName)), new Set(["coding"]));
});
