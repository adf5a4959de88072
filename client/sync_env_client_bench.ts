import { EnvClient } from "./env_client.ts";
import { serveElsewhere } from "./testing_fixtures/elsewhere.ts";
import { contract } from "./testing_fixtures/everything_contract.ts";

// The server is never disposed: it ends with the process, as do the clients.
const server = await serveElsewhere("quick_environment.ts");
const module = import.meta.resolve("./testing_fixtures/quick_environment.ts");

for (const transport of ["websocket", "http"] as const) {
  const awaited = new EnvClient(server.url, contract, { transport });
  const blocking = new EnvClient(server.url, contract, { transport }).sync();
  await awaited.reset();
  blocking.reset();
  const group = `a step over ${transport}`;
  Deno.bench("awaited", { group, baseline: true }, async () => void await awaited.step({}));
  Deno.bench("synchronous", { group }, () => void blocking.step({}));
}

const awaited = new EnvClient({ module }, contract);
const blocking = new EnvClient({ module }, contract).sync();
await awaited.reset();
blocking.reset();
const group = "a step of a module's environment";
Deno.bench("awaited, in this thread", { group, baseline: true }, async () => void await awaited.step({}));
Deno.bench("synchronous, in a worker", { group }, () => void blocking.step({}));

for (const size of [1, 16]) {
  const large = new EnvClient(server.url, contract).sync();
  const other = new EnvClient(server.url, contract);
  large.reset();
  await other.reset();
  const note = "x".repeat(size * 2 ** 20 - 1024);
  const group = `a step with ${size} MiB each way`;
  Deno.bench("awaited", { group, baseline: true }, async () => void await other.step({ note }));
  Deno.bench("synchronous", { group }, () => void large.step({ note }));
}

Deno.bench("connect, reset and close, synchronously", () => {
  using env = new EnvClient(server.url, contract).sync();
  env.reset();
});
