import { connect } from "@openenv/client";
import assert from "node:assert/strict";
import { pathToFileURL } from "node:url";
import { createApp } from "../app.ts";
import { serveForTest } from "../serve_for_test.ts";
import { assertNothingLeft, lookAround } from "./testing_fixtures/leftovers.ts";

const DEFINITION = `
  import { defineEnvironment } from "@openenv/core";
  import { z } from "zod";
  const contract = defineEnvironment({ name: "x", action: z.object({}), observation: z.object({}) });
  const world = { reset: () => ({ observation: {} }), step: () => ({ observation: {} }) };
`;
const GOOD = `${DEFINITION} export default contract.implement(() => world);`;

async function withModule(text: string, play: (module: URL) => Promise<void>): Promise<void> {
  const path = await Deno.makeTempFile({ suffix: ".ts" });
  const before = await lookAround();
  try {
    await Deno.writeTextFile(path, text);
    await play(pathToFileURL(path));
  } finally {
    await Deno.remove(path);
  }
  await assertNothingLeft(before);
}

const REFUSED: readonly [what: string, text: string, message: RegExp][] = [
  ["has a syntax error", "export default {", /Expected|Unexpected/],
  ["has no environment", "export default { fetch() {} };", /its default export is not an environment/],
  ["has no default export", "export const answer = 42;", /its default export is not an environment/],
  ["throws", "throw new Error('not today');", /not today/],
  ["ends the process", "Deno.exit(5);", /its process exited with code 5/],
  ["imports what does not exist", "import './nowhere.ts';", /nowhere\.ts/],
  [
    "imports a file of the machine",
    "import s from 'file:///etc/hostname' with { type: 'text' };",
    /hostname|read access/,
  ],
  ["imports from the network", "import 'http://127.0.0.1:8099/x.ts';", /8099/],
  ["is in a loop", "for (;;);", /Cannot finish load: no result within 1500 ms/],
  [
    "waits for ever",
    "await new Promise((resolve) => setTimeout(resolve, 1e6));",
    /Cannot finish load: no result within 1500/,
  ],
  [
    "takes all memory",
    "const all = []; for (;;) all.push(new Uint8Array(1 << 24).fill(1));",
    /memory limit|allocation failed/,
  ],
];

for (const [what, text, message] of REFUSED) {
  Deno.test(`a server does not start with a module that ${what}`, () =>
    withModule(text, async (module) => {
      // On a busy machine, only what never ends may meet its limit.
      const createMs = /no result/.test(message.source) ? 1500 : 30_000;
      await assert.rejects(serveAndClose(module, createMs), { message });
    }));
}

async function serveAndClose(module: URL, createMs: number): Promise<void> {
  const host = { kind: "process", memoryBytes: 300 << 20 } as const;
  await using server = await serveForTest({ module }, { host, limits: { createMs } });
  assert.fail(`it listens on ${server.url}`);
}

Deno.test("a server does not start with a module that does not exist", () =>
  withModule(GOOD, async () => {
    const module = new URL("./nowhere.ts", import.meta.url);
    await assert.rejects(serveAndClose(module, 30_000), { message: /nowhere\.ts/ });
  }));

const FACTORIES: readonly [what: string, factory: string, code: string, message: RegExp][] = [
  ["is in a loop", "() => { for (;;); }", "TIMEOUT", /no result within 3000 ms/],
  ["never answers", "() => new Promise((resolve) => setTimeout(resolve, 1e6))", "TIMEOUT", /no result within 3000 ms/],
  ["throws", "() => { throw new Error('not today'); }", "FACTORY_ERROR", /failed to create instance/],
  ["ends the process", "() => Deno.exit(6)", "FACTORY_ERROR", /failed to create instance/],
];

for (const [what, factory, code, message] of FACTORIES) {
  Deno.test(`a factory that ${what} fails the session by name and leaves no process behind`, () =>
    withModule(`${DEFINITION} export default contract.implement((${factory}) as never);`, async (module) => {
      const createMs = code === "TIMEOUT" ? 3000 : 30_000; // loading the module has to fit in it
      await using server = await serveForTest({ module }, { host: { kind: "process" }, limits: { createMs } });
      await using env = await connect(server.url);
      await assert.rejects(env.reset(), { code, message });
    }));
}

Deno.test("a process whose environment does not close is ended", () =>
  withModule(
    `${DEFINITION} export default contract.implement(() => ({ ...world, close() { for (;;); } }));`,
    async (module) => {
      const limits = { closeMs: 300 };
      await using server = await serveForTest({ module }, { host: { kind: "process", warmHosts: 0 }, limits });
      const before = await lookAround();
      const env = await connect(server.url);
      await env.reset();
      await env.close();
      await assertNothingLeft(before);
    },
  ));

Deno.test("a server whose host cannot be made closes without an error", () =>
  withModule(GOOD, async (module) => {
    const app = createApp({ module }, { host: { kind: "process", warmHosts: -1 } });
    await assert.rejects(app.ready(), { code: "INVALID_OPTION" });
    await app.close();
  }));
