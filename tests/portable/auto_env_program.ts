/**
 * The program that Node runs: plays a server by its URL, and tries a name, which needs Deno.
 *
 * @module
 */
import { AutoAction, AutoEnv } from "@openenv/registry";

const [url] = process.argv.slice(2);
const env = AutoEnv.fromEnv(url!);
await env.reset({ seed: 7 });
const action = (await AutoAction.fromEnv(url!)).create({ action: "RIGHT" });
const { observation } = await env.step(action);
await env.close();
let refusal: unknown;
try {
  AutoEnv.fromEnv("grid_world");
} catch (thrown) {
  refusal = (thrown as Error).message;
}
console.log(JSON.stringify({ x: observation.x, y: observation.y, refusal }));
