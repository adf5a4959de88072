/**
 * The program that Deno, Node and Bun run against a server that reads nothing: two clients connect and close, one of
 * them in the middle of a large message, and the program has nothing left to do.
 *
 * @module
 */
import { EnvClient } from "../../client/mod.ts";

for (const size of [0, 30_000_000]) {
  const client = new EnvClient(process.argv[2]!, undefined, { closeTimeoutMs: 100 });
  await client.connect();
  if (size > 0) console.log(await client.step({ x: "x".repeat(size) }, { timeoutMs: 100 }).catch(({ code }) => code));
  await client.close();
  console.log("closed");
}
