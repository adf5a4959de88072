/**
 * Plays a seeded episode of grid_world with the client, in whatever runtime this is bundled for; prints what it saw.
 *
 * @module
 */
import { connect } from "../../client/mod.ts";
import { gridWorld } from "../../envs/grid_world_env/mod.ts";

const [url] = process.argv.slice(2);
const env = await connect(url!, gridWorld);
const start = await env.reset({ seed: 7, random_start: true });
const refused = await env.step({ action: "SIDEWAYS" as "UP" }).catch((error) => error.code);
let result = start;
while (!result.done) {
  const { x } = result.observation;
  result = await env.step({ action: x < 4 ? "DOWN" : "RIGHT" });
}
const { step_count, seed } = await env.state();
const over = await env.step({ action: "UP" }).catch((error) => error.code);
await env.close();
console.log(JSON.stringify({ start: start.observation, reward: result.reward, step_count, seed, refused, over }));
