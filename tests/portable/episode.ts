/**
 * The episode that every runtime plays with the client, and what it should come to.
 *
 * @module
 */
import { connect, EnvClient, type EnvClientOptions } from "@openenv/client";
import { gridWorld } from "@openenv/grid-world-env";

/**
 * Plays a seeded episode of grid_world, with a refused step on the way and one after the end, and asks for its tasks,
 * of which it has none; returns what it saw.
 */
export async function playEpisode(url: string, options?: EnvClientOptions): Promise<unknown> {
  const env = await connect(url, gridWorld, options); // Node 22 does not know `await using`
  const start = await env.reset({ seed: 7, random_start: true });
  const refused = await env.step({ action: "SIDEWAYS" as "UP" }).catch((error) => error.code);
  let result = start;
  while (!result.done) {
    const { x } = result.observation;
    result = await env.step({ action: x < 4 ? "DOWN" : "RIGHT" });
  }
  const { step_count, seed } = await env.state();
  const over = await env.step({ action: "UP" }).catch((error) => error.code);
  const { signal } = new AbortController();
  const splits = await env.splits({ signal }).catch((error) => error.code);
  await env.close();
  return { start: start.observation, reward: result.reward, step_count, seed, refused, over, splits };
}

/** Plays the same episode with the synchronous client. */
export function playEpisodeNow(url: string, options?: EnvClientOptions): unknown {
  const env = new EnvClient(url, gridWorld, options).sync();
  const start = env.reset({ seed: 7, random_start: true });
  const refused = codeOf(() => env.step({ action: "SIDEWAYS" as "UP" }));
  let result = start;
  while (!result.done) {
    const { x } = result.observation;
    result = env.step({ action: x < 4 ? "DOWN" : "RIGHT" });
  }
  const { step_count, seed } = env.state();
  const over = codeOf(() => env.step({ action: "UP" }));
  const splits = codeOf(() => env.splits());
  env.close();
  return { start: start.observation, reward: result.reward, step_count, seed, refused, over, splits };
}

function codeOf(call: () => unknown): unknown {
  try {
    return call();
  } catch (thrown) {
    return (thrown as { code: string }).code;
  }
}

/** What {@linkcode playEpisode} returns, wherever it is played. */
export const EXPECTED_EPISODE = {
  start: { x: 2, y: 1, message: "Welcome to Grid World! Goal is at [4, 4]." },
  reward: 1,
  step_count: 5,
  seed: 7,
  refused: "VALIDATION_ERROR",
  over: "EPISODE_OVER",
  splits: "TASKS_UNSUPPORTED",
};
