import assert from "node:assert/strict";
import { writeSnippet } from "./snippets.ts";

const STEP = {
  url: "http://localhost:8000",
  verb: "step" as const,
  value: { text: "it's", on: true, none: null, list: [1.5] },
  options: { seed: 7 },
  session: "s1",
  token: true,
};

Deno.test("writeSnippet() writes a step in each language, with the reset before it", () => {
  assert.equal(
    writeSnippet("TypeScript", STEP),
    [
      'import { connect } from "@openenv/client";',
      "",
      'await using env = await connect("http://localhost:8000", undefined, { token: Deno.env.get("OPENENV_TOKEN") });',
      "await env.reset({\n  seed: 7\n});",
      'const result = await env.step({\n  text: "it\'s",\n  on: true,\n  none: null,\n  list: [\n    1.5\n  ]\n});',
      "console.log(result);",
    ].join("\n"),
  );
  assert.match(
    writeSnippet("Python", STEP),
    /env\.reset\(seed=7\)\n {4}result = env\.step\(\{"text": "it's", "on": True, "none": None, "list": \[1\.5\]\}\)/,
  );
  const curl = writeSnippet("curl", STEP);
  assert.match(curl, /-H "Authorization: Bearer \$OPENENV_TOKEN" \\\n {2}-H 'OpenEnv-Session: s1'/);
  assert.match(curl, /-d '\{"action":\{"text":"it'\\''s"/);
});

Deno.test("writeSnippet() writes a reset, which needs no session", () => {
  const reset = { url: "http://h", verb: "reset" as const, value: { seed: 7 }, options: { seed: 7 }, token: false };
  assert.match(writeSnippet("TypeScript", reset), /await connect\("http:\/\/h"\);\nconst result = await env\.reset\(/);
  assert.match(writeSnippet("Python", reset), /result = env\.reset\(seed=7\)/);
  assert.equal(
    writeSnippet("curl", reset),
    "curl -X POST http://h/reset \\\n  -H 'Content-Type: application/json' \\\n  -d '{\"seed\":7}'",
  );
  assert.match(writeSnippet("curl", { ...reset, control: "/web" }), /^curl -X POST http:\/\/h\/web\/reset /);
});
