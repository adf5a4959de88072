import assert from "node:assert/strict";
import { lintSource } from "./lint_source.ts";

function isAllowed(path: string, ...lines: string[]): boolean {
  return lintSource("import-direction", path, lines.join("\n")).length === 0;
}

const ALLOWED: readonly [path: string, line: string][] = [
  ["server/web/page/views/app.ts", `import { h } from "preact";`],
  ["server/web/page/views/app.ts", `import { Player } from "../session/player.ts";`],
  ["core/session.ts", `import { run } from "./runner.ts";`],
  ["core/rubrics/sum.ts", `import { run } from "../runner.ts";`],
  ["core/session.ts", `import { run } from "@openenv/core/runner";`],
  ["core/schema.ts", `import type { ZodType } from "zod";`],
  ["core/tensor.ts", `import { z } from "zod";`],
  ["registry/manifest/read_yaml.ts", `import { Parser } from "yaml";`],
  ["registry/manifest/manifest_schema.ts", `import { z } from "zod";`],
  ["server/app.ts", `import { Session } from "@openenv/core";`],
  ["server/app.ts", `import { Session } from "../core/session.ts";`],
  ["server/app.ts", `import { Hono } from "@hono/hono";`],
  ["server/routes/ws.ts", `import { upgradeWebSocket } from "@hono/hono/deno";`],
  ["server/hosts/worker_host.ts", `const text = import.meta.url + "../../client/mod.ts";`],
  ["client/connect.ts", `export { Session } from "@openenv/core";`],
  ["providers/docker.ts", `const { default: Docker } = await import("dockerode");`],
  ["judges/openai_judge.ts", `import OpenAI from "npm:openai@^5.0.0";`],
  ["registry/auto_env.ts", `import { connect } from "@openenv/client";`],
  ["testing/check.ts", `import type { Manifest } from "@openenv/registry/manifest";`],
  ["testing/sample.ts", `import { RequestChannel } from "@openenv/client/transport";`],
  ["rollouts/pool.ts", `import { connect } from "@openenv/client";`],
  ["server/hosts/process_host.ts", `import { Child } from "@openenv/sandbox";`],
  ["envs/coding_env/python.ts", `import { ChildPool } from "@openenv/sandbox";`],
  ["registry/auto_env.ts", `const hosts = await import("@openenv/server/hosts");`],
  ["envs/echo_env/environment.ts", `import { z } from "zod";`],
  ["envs/echo_env/environment.ts", `import { echo } from "./models.ts";`],
  ["envs/echo_env/mod.ts", `export { echo } from "./models.ts";`],
  ["envs/chess_env/board.ts", `import { Chess } from "chess.js";`],
  ["envs/echo_env/server.ts", `import { createApp } from "@openenv/server";`],
  ["envs/echo_env/server.ts", `import environment from "./environment.ts";`],
  ["envs/echo_env/main.ts", `import app from "./server.ts";`],
  ["envs/echo_env/main.ts", `import { serve } from "@openenv/server";`],
  ["cli/main.ts", `import { serve } from "@openenv/server/serve";`],
  ["cli/main.ts", `import * as all from "../mod.ts";`],
  ["mod.ts", `export { connect } from "@openenv/client";`],
  ["core/session_test.ts", `import { serve } from "@openenv/server";`],
  ["server/testdata/environment.ts", `import { z } from "zod";`],
  ["server/serve_bench.ts", `import { connect } from "@openenv/client";`],
  ["examples/play.ts", `import { echo } from "@openenv/echo-env";`],
];

const REFUSED: readonly [path: string, line: string][] = [
  ["server/web/page/views/app.ts", `import { join } from "node:path";`],
  ["server/web/page/views/app.ts", `import { createApp } from "../../../app.ts";`],
  ["core/session.ts", `import { z } from "zod";`],
  ["core/session.ts", `import { z } from "npm:zod@^4.6.7";`],
  ["core/session.ts", `import { join } from "node:path";`],
  ["core/tensor.ts", `import { join } from "node:path";`],
  ["core/tensor.ts", `import { parse } from "yaml";`],
  ["registry/manifest/read_manifest.ts", `import { join } from "node:path";`],
  ["core/session.ts", `import { serve } from "@openenv/server";`],
  ["core/session.ts", `import type { App } from "@openenv/server";`],
  ["core/session.ts", `type App = import("@openenv/server").App;`],
  ["core/protocol/codec.ts", `import { serve } from "../../server/serve.ts";`],
  ["server/app.ts", `import { connect } from "@openenv/client";`],
  ["server/app.ts", `import { connect } from "jsr:@openenv/client@^0.1.0/connect";`],
  ["server/app.ts", `export * from "../client/mod.ts";`],
  ["server/app.ts", `import { echo } from "@openenv/echo-env";`],
  ["server/app.ts", `import { z } from "zod";`],
  ["server/app.ts", `import { CASE_COUNT } from "../tests/case_count.ts";`],
  ["client/connect.ts", `const server = await import("@openenv/server");`],
  ["client/connect.ts", `import { Hono } from "@hono/hono";`],
  ["judges/openai_judge.ts", `import { connect } from "@openenv/client";`],
  ["registry/manifest/manifest.ts", `import { connect } from "@openenv/client";`],
  ["testing/check.ts", `import { AutoEnv } from "@openenv/registry";`],
  ["rollouts/pool.ts", `import { serve } from "@openenv/server";`],
  ["providers/docker.ts", `import { connect } from "@openenv/client";`],
  ["registry/auto_env.ts", `import { hosts } from "@openenv/server/hosts";`],
  ["registry/auto_env.ts", `const server = await import("@openenv/server");`],
  ["registry/auto_env.ts", `const echo = await import("@openenv/echo-env");`],
  ["envs/echo_env/environment.ts", `import { createApp } from "@openenv/server";`],
  ["envs/echo_env/environment.ts", `import app from "./server.ts";`],
  ["envs/echo_env/environment.ts", `import app from "@openenv/echo-env/server";`],
  ["envs/echo_env/environment.ts", `import { grid } from "@openenv/grid-world-env";`],
  ["envs/echo_env/environment.ts", `import { Hono } from "@hono/hono";`],
  ["envs/echo_env/server.ts", `import { connect } from "@openenv/client";`],
  ["envs/echo_env/server.ts", `import "./main.ts";`],
  ["envs/echo_env/main.ts", `import environment from "./environment.ts";`],
  ["cli/main.ts", `import { echo } from "@openenv/echo-env";`],
  ["mod.ts", `export { echo } from "./envs/echo_env/mod.ts";`],
];

Deno.test("import-direction allows what the table allows", () => {
  for (const [path, line] of ALLOWED) assert.ok(isAllowed(path, line), `${path}: ${line}`);
});

Deno.test("import-direction refuses the rest", () => {
  for (const [path, line] of REFUSED) assert.ok(!isAllowed(path, line), `${path}: ${line}`);
});

Deno.test("import-direction says who may import what and why", () => {
  assert.deepEqual(lintSource("import-direction", "server/a.ts", `import { connect } from "@openenv/client";`), [
    `Cannot import "@openenv/client" here: server may import core and sandbox, @hono/hono, @modelcontextprotocol/server, ` +
    `dompurify, htm, marked, node:, preact, swagger-ui-dist, because an app is deployable without client or provider code.`,
  ]);
});
