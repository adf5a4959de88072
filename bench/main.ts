/**
 * `deno task bench`: whole servers and clients, measured against bare ones. `README.md` says how, and what came out.
 *
 * @module
 */
import { availableParallelism } from "node:os";
import { type BenchOptions, type Part, readOptions, USAGE } from "./options.ts";
import { benchBurst } from "./parts/burst.ts";
import { benchBusy } from "./parts/busy.ts";
import { benchClient } from "./parts/client.ts";
import { benchHosts } from "./parts/hosts.ts";
import { benchHttp } from "./parts/http.ts";
import { benchMemory } from "./parts/memory.ts";
import { benchSteps } from "./parts/steps.ts";
import { benchTensors } from "./parts/tensors.ts";
import { benchTools } from "./parts/tools.ts";

const BENCHES: Readonly<Record<Part, (options: BenchOptions) => Promise<void>>> = {
  steps: benchSteps,
  tensors: benchTensors,
  client: benchClient,
  memory: benchMemory,
  burst: benchBurst,
  hosts: benchHosts,
  busy: benchBusy,
  tools: benchTools,
  http: benchHttp,
};

async function main(): Promise<void> {
  const options = readOptions(Deno.args);
  if (options === undefined) return console.log(USAGE);
  const { pairs, seconds } = options;
  console.log(`${availableParallelism()} cores, Deno ${Deno.version.deno}; ${pairs} pairs, slices of ${seconds} s`);
  for (const part of options.parts) await BENCHES[part](options);
}

try {
  await main();
} catch (thrown) {
  console.error(thrown instanceof Error ? thrown.message : thrown);
  Deno.exit(1);
}
