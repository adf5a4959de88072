/**
 * Hosts one of the environments of this suite with our own server, and prints where.
 *
 * `--environment note|tasks|failing|probe|form|echo|grid|coding|reasoning`, `--port`, `--max-sessions`, `--step-timeout-ms`. It ends when its standard
 * input does, so that it never outlives the tests.
 *
 * @module
 */

import { type AppOptions, createApp, type EnvironmentSource, serve } from "@openenv/server";
import { parseArgs } from "node:util";
import { echoEnvironment } from "../vectors/echo_environment.ts";
import { formEnvironment } from "./form_environment.ts";
import { failingEnvironment, noteEnvironment, taskEnvironment } from "./note_environment.ts";
import { probeEnvironment } from "./probe_environment.ts";

const SOURCES: Readonly<Record<string, EnvironmentSource>> = {
  note: noteEnvironment,
  tasks: taskEnvironment,
  failing: failingEnvironment,
  probe: probeEnvironment,
  form: formEnvironment,
  coding: { module: new URL("../../envs/coding_env/environment.ts", import.meta.url) },
  echo: echoEnvironment,
  reasoning: { module: new URL("../../envs/reasoning_gym_env/environment.ts", import.meta.url) },
  grid: { module: new URL("../../envs/grid_world_env/environment.ts", import.meta.url) },
};

const { values } = parseArgs({
  options: {
    environment: { type: "string", default: "note" },
    port: { type: "string", default: "0" },
    "max-sessions": { type: "string" },
    "step-timeout-ms": { type: "string" },
  },
});
const source = SOURCES[values.environment];
if (source === undefined) throw new Error(`No environment ${values.environment}`);

const options: AppOptions = {
  ...(values["max-sessions"] && { maxSessions: Number(values["max-sessions"]) }),
  ...(values["step-timeout-ms"] && { limits: { stepMs: Number(values["step-timeout-ms"]) } }),
};
const server = await serve(createApp(source, options), {
  port: Number(values.port),
  onListen: ({ url }) => console.log(`listening ${url}`),
});
for await (const _ of Deno.stdin.readable);
await server.shutdown();
