import { providerCases } from "@openenv/providers/conformance";
import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { ProcessProvider, type ProcessProviderOptions, type StartOptions } from "../mod.ts";
import { readRecords } from "../supervisor/records.ts";
import { exists } from "../supervisor/owner.ts";

const ENTRY = new URL("./testing_fixtures/program.ts", import.meta.url);
const CONFIG = fileURLToPath(new URL("../../deno.json", import.meta.url));

function create(options: Partial<ProcessProviderOptions> = {}): ProcessProvider {
  const permissions = { env: ["MODE", "SECRET"] };
  return new ProcessProvider({ entry: ENTRY, permissions, flags: ["--no-check", "--config", CONFIG], ...options });
}

const startIn = (mode: string) => (provider: ProcessProvider, options: StartOptions = {}) =>
  provider.start({ ...options, envVars: { MODE: mode, ...options.envVars } });

/** The processes of this test that still exist, by their records. */
async function ours() {
  return (await readRecords()).filter(({ owner, process }) => owner.pid === Deno.pid && exists(process.pid));
}

const cases = providerCases<ProcessProvider>({
  create,
  start: startIn("serve"),
  startBroken: startIn("broken"),
  startSilent: startIn("silent"),
  count: async () => (await readRecords()).filter(({ owner }) => owner.pid === Deno.pid).length,
});

for (const { name, run } of cases) Deno.test(`ProcessProvider: ${name}`, run);

Deno.test("a process may do what its permissions say, and no more", async () => {
  await using provider = create({ permissions: {} });
  const failed = async () => await provider.waitForReady(await provider.start());
  await assert.rejects(failed, { code: "START_FAILED", message: /NotCapable: Requires env access to "MODE"/ });
});

Deno.test("a process gets the variables of its start, a token, and no others of this process", async () => {
  Deno.env.set("PROVIDER_TEST_SECRET", "x");
  try {
    const entry = "data:text/javascript,console.log(JSON.stringify(Deno.env.toObject()))";
    await using provider = new ProcessProvider({ entry, permissions: { env: true } });
    await provider.start({ envVars: { GIVEN: "yes" } });
    while ((await provider.status()).state === "running") await new Promise((resolve) => setTimeout(resolve, 20));
    const variables = JSON.parse(await provider.logs());
    assert.equal(variables.GIVEN, "yes");
    assert.equal(variables.OPENENV_TOKEN, provider.token);
    assert.match(provider.token!, /^[\w-]{43}$/);
    assert.equal(variables.PROVIDER_TEST_SECRET, undefined);
  } finally {
    Deno.env.delete("PROVIDER_TEST_SECRET");
  }
});

Deno.test("close() ends the children of a process too", async () => {
  const child = "setInterval(() => {}, 60000)";
  const entry = "data:text/javascript," + encodeURIComponent(
    `const child = new Deno.Command(Deno.execPath(), { args: ["eval", ${JSON.stringify(child)}] }).spawn();
     console.log(child.pid);
     setInterval(() => {}, 60000);`,
  );
  const provider = new ProcessProvider({ entry, permissions: "all", stopTimeoutMs: 200 });
  await provider.start();
  while (!(await provider.logs()).endsWith("\n")) await new Promise((resolve) => setTimeout(resolve, 20));
  const pid = Number(await provider.logs());
  assert.ok(exists(pid));
  await provider.close();
  while (exists(pid)) await new Promise((resolve) => setTimeout(resolve, 20));
  assert.deepEqual(await ours(), []);
});

Deno.test("a port that is taken is said with the program's last lines", async () => {
  await using taken = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen() {} },
    () => new Response(null, { status: 404 }),
  );
  await using provider = create();
  const url = await startIn("serve")(provider, { port: taken.addr.port });
  await assert.rejects(provider.waitForReady(url), {
    code: "START_FAILED",
    message: new RegExp(`error: .*${taken.addr.port}`),
  });
});

Deno.test("a program that is missing is named", async () => {
  await using provider = create({ deno: "/no/such/deno" });
  await assert.rejects(provider.start(), {
    code: "PROVIDER_UNAVAILABLE",
    message: /^Cannot start file:.*: there is no program \/no\/such\/deno; install Deno, or set the option deno$/,
  });
  await using binary = new ProcessProvider({ binary: "/no/such/binary" });
  await assert.rejects(binary.start(), { code: "PROVIDER_UNAVAILABLE" });
  assert.deepEqual(await ours(), []);
});

Deno.test("options that contradict each other are refused", () => {
  assert.throws(() => new ProcessProvider({}), { code: "INVALID_OPTION", message: /either an entry or a binary/ });
  assert.throws(() => new ProcessProvider({ entry: "a", binary: "b" }), { code: "INVALID_OPTION" });
  assert.throws(() => new ProcessProvider({ binary: "b", permissions: {} }), { code: "INVALID_OPTION" });
  assert.throws(() => new ProcessProvider({ entry: "a", readyTimeoutMs: 0 }), { data: { option: "readyTimeoutMs" } });
});
