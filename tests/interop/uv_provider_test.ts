import { type StartOptions, UvProvider } from "@openenv/providers";
import { readRecords } from "@openenv/providers/supervisor";
import { providerCases } from "@openenv/providers/conformance";
import { cp } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { PYTHON_ENV } from "./python.ts";
import { prepareVirtualEnv } from "./virtual_env.ts";

const SOURCE = fileURLToPath(new URL("./uv_project", import.meta.url));
/** A copy, since uv writes a lock file into it. */
const PROJECT = fileURLToPath(new URL("../../.cache/interop/uv_project", import.meta.url));
/** The folder of `echo_server.py`. */
const PYTHONPATH = dirname(SOURCE);
const CONSTRAINTS = new URL("./constraints.txt", import.meta.url);

const interpreter = await prepareVirtualEnv({ name: "venv-uv", packages: { uv: "0.13.9" }, constraints: CONSTRAINTS });
const uv = join(dirname(interpreter), "uv");
await cp(SOURCE, PROJECT, { recursive: true });
const ENV = { ...PYTHON_ENV, UV_CONSTRAINT: fileURLToPath(CONSTRAINTS), PYTHONPATH, UV_PYTHON_DOWNLOADS: "never" };

const startIn = (mode: string) => (provider: UvProvider, options: StartOptions = {}) =>
  provider.start({ ...options, envVars: { ...ENV, MODE: mode, ...options.envVars } });

const cases = providerCases<UvProvider>({
  create: () => new UvProvider({ project: PROJECT, uv, readyTimeoutMs: 240_000 }),
  start: startIn("serve"),
  startBroken: startIn("broken"),
  startSilent: startIn("silent"),
  count: async () => (await readRecords()).filter(({ owner }) => owner.pid === Deno.pid).length,
});

for (const { name, run } of cases) Deno.test(`UvProvider with a Python environment: ${name}`, run);
