// An environment in this process: no server and no socket, but the same calls, results and errors.
//
// Shows that a seed determines an episode, and how an episode ends.

import { connect } from "@openenv/client";
import assert from "node:assert/strict";
import guess from "./guess.ts";

await using env = await connect(guess);

async function play(seed: number): Promise<number[]> {
  const numbers: number[] = [];
  let [low, high, result] = [1, 100, await env.reset({ seed })];
  while (!result.done) {
    const number = (low + high) >> 1;
    numbers.push(number);
    result = await env.step({ number });
    if (result.observation.hint === "higher") low = number + 1;
    else high = number - 1;
  }
  assert.equal(result.reward, 1);
  assert.equal(result.terminated, true);
  return numbers;
}

const numbers = await play(7);
assert.ok(numbers.length <= 7, "halving finds one of 100 numbers in seven steps");
assert.deepEqual(await play(7), numbers, "the same seed makes the same episode");

await assert.rejects(env.step({ number: 1 }), { code: "EPISODE_OVER" });
await env.reset();
await assert.rejects(env.step({ number: 101 }), { code: "VALIDATION_ERROR" });

console.log(`guessed ${numbers.at(-1)} with ${numbers.join(", ")}`);
