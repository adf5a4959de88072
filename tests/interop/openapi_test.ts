/**
 * Our OpenAPI document, read by tools that know nothing of us: `openapi-spec-validator` holds it against the
 * specification, `schemathesis` makes requests of it, good and bad, and holds the server's answers against it.
 */
import { everything, goals, variants } from "./openapi/environments.ts";
import type { AppOptions, EnvironmentSource } from "@openenv/server";
import assert from "node:assert/strict";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { serveForTest } from "../../server/serve_for_test.ts";
import { type ChildResult, runChild } from "./child.ts";
import { prepareVirtualEnv } from "./virtual_env.ts";

const FOLDER = new URL("openapi/", import.meta.url);
const READERS = {
  name: "venv-openapi",
  packages: { "schemathesis": "4.32.5", "openapi-spec-validator": "0.9.0" },
  constraints: new URL("constraints.txt", FOLDER),
};
/** More than the requests of a run, since a refusal for lack of room is a failure to schemathesis. */
const MAX_SESSIONS = 100_000;
const TOKEN = "a-token";
const TIMEOUT_MS = 300_000;

interface Case {
  readonly name: string;
  readonly source: EnvironmentSource;
  readonly options?: AppOptions;
  /** Random requests for each operation, beside those that are made of every keyword of a schema. */
  readonly examples: number;
  /** How the tool is told what is meant to be. Default: `schemathesis.toml`. */
  readonly config?: string;
}

const GRID_WORLD = { module: new URL("../../envs/grid_world_env/environment.ts", import.meta.url) };

const CASES: readonly Case[] = [
  { name: "grid_world", source: GRID_WORLD, examples: 15 },
  { name: "an environment with one of everything", source: everything, examples: 25 },
  { name: "an environment of unions", source: variants, examples: 15 },
  { name: "an environment with tasks", source: goals, examples: 10, config: "schemathesis_tasks.toml" },
  { name: "a server with a token", source: GRID_WORLD, options: { token: TOKEN }, examples: 5 },
  { name: "a server in production mode", source: GRID_WORLD, options: { mode: "production" }, examples: 5 },
];

for (const { name, source, options, examples, config: file = "schemathesis.toml" } of CASES) {
  Deno.test(`schemathesis finds nothing undocumented in ${name}`, async () => {
    await using server = await serveForTest(source, { ...options, maxSessions: MAX_SESSIONS });
    await using place = await makePlace(server.url);
    const validity = await read("openapi-spec-validator", [place.document], place.folder);
    assert.equal(validity.code, 0, report(validity));
    const config = fileURLToPath(new URL(file, FOLDER));
    const args = ["--config-file", config, "run", place.document, "--url", server.url, "--no-color"];
    args.push("--max-examples", String(examples), "--generation-deterministic");
    args.push("--header", `Authorization: Bearer ${TOKEN}`);
    const result = await read("st", args, place.folder);
    assert.equal(result.code, 0, report(result));
    // That a machine allows fewer descriptors than the sessions of this server need is no fault of an answer.
    const warning = /^Warning: this process may have \d+ files and sockets open/;
    assert.deepEqual(server.logged.filter(([text]) => !warning.test(String(text))), []);
  });
}

/** A folder for the document, and for what its readers leave behind. */
async function makePlace(url: string): Promise<AsyncDisposable & { folder: string; document: string }> {
  const folder = await Deno.makeTempDir();
  const document = join(folder, "openapi.json");
  const response = await fetch(`${url}/openapi.json`, { headers: { Authorization: `Bearer ${TOKEN}` } });
  await Deno.writeTextFile(document, await response.text());
  return { folder, document, [Symbol.asyncDispose]: () => Deno.remove(folder, { recursive: true }) };
}

async function read(program: string, args: readonly string[], cwd: string): Promise<ChildResult> {
  const command = join(dirname(await prepareVirtualEnv(READERS)), program);
  return await runChild({ command, args, cwd, env: { PYTHONUTF8: "1" } }, TIMEOUT_MS);
}

function report({ lines, stderr }: ChildResult): string {
  return [...lines, stderr].join("\n");
}
