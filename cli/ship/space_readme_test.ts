import assert from "node:assert/strict";
import { toSpaceReadme } from "./space_readme.ts";

Deno.test("toSpaceReadme() adds the front matter that the Hub reads", () => {
  assert.equal(
    toSpaceReadme("# walk\n", { name: "grid_world_env" }),
    `---
title: Grid World
emoji: 🎯
colorFrom: blue
colorTo: indigo
pinned: false
sdk: docker
app_port: 8000
base_path: /web
tags:
  - openenv
---

# walk
`,
  );
});

Deno.test("toSpaceReadme() keeps the keys that are there, but for how a Space is built and where it answers", () => {
  const readme = "---\ntitle: My walk\nlicense: mit\nsdk: gradio\ntags: [toy]\n---\n# walk\n\n---\n";
  const written = toSpaceReadme(readme, { name: "walk" });
  assert.match(written, /^title: My walk$/m);
  assert.match(written, /^license: mit$/m);
  assert.match(written, /^sdk: docker$/m);
  assert.match(written, /^tags:\n {2}- toy\n {2}- openenv$/m);
  assert.ok(written.endsWith("---\n# walk\n\n---\n"));
  assert.equal(toSpaceReadme(written, { name: "walk" }), written);
});

Deno.test("toSpaceReadme() refuses front matter that has no keys", () => {
  assert.throws(() => toSpaceReadme("---\n- a\n---\n", { name: "walk" }), { message: /front matter has no keys$/ });
  assert.throws(() => toSpaceReadme("---\n[a\n---\n", { name: "walk" }), { message: /front matter is not YAML$/ });
});
