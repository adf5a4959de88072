// An environment written as a class: one instance serves one session and keeps its state in private fields.
//
// `implements Environment<typeof pontoon>` matters: without it TypeScript widens literals such as "hit" to string. This
// environment takes a reset option, has its own state, and is truncated by the contract's `maxSteps`.

import { connect } from "@openenv/client";
import { defineEnvironment, type Environment, type EpisodeContext } from "@openenv/core";
import assert from "node:assert/strict";
import { z } from "zod";

const Action = z.object({ move: z.enum(["hit", "stand"]) });
const Observation = z.object({ total: z.int(), drawn: z.int().nullable() });
const State = z.object({ cards: z.array(z.int()) });
const Options = z.object({ limit: z.int().min(10).default(21) });

const pontoon = defineEnvironment({
  name: "pontoon",
  action: Action,
  observation: Observation,
  state: State,
  resetOptions: Options,
  maxSteps: 10,
});

class Pontoon implements Environment<typeof pontoon> {
  #cards: number[] = [];
  #limit = 0;

  reset({ limit }: z.output<typeof Options>, { random }: EpisodeContext) {
    this.#limit = limit;
    this.#cards = [random.int(1, 10), random.int(1, 10)];
    return { observation: { total: this.#total, drawn: null } };
  }

  step({ move }: z.output<typeof Action>, { random }: EpisodeContext) {
    if (move === "stand") {
      return { observation: { total: this.#total, drawn: null }, reward: this.#total / this.#limit, terminated: true };
    }
    const drawn = random.int(1, 10);
    this.#cards.push(drawn);
    const bust = this.#total > this.#limit;
    return { observation: { total: this.#total, drawn }, reward: bust ? -1 : 0, terminated: bust };
  }

  state() {
    return { cards: [...this.#cards] };
  }

  get #total(): number {
    return this.#cards.reduce((sum, card) => sum + card, 0);
  }
}

const environment = pontoon.implement(() => new Pontoon());

await using env = await connect(environment);

let result = await env.reset({ seed: 7 });
while (result.observation.total < 17 && !result.done) result = await env.step({ move: "hit" });
if (!result.done) result = await env.step({ move: "stand" });
assert.equal(result.terminated, true);

const { cards, step_count } = await env.state();
assert.equal(cards.reduce((sum, card) => sum + card), result.observation.total);
assert.ok(step_count >= 1);

await env.reset({ limit: 1000 });
do result = await env.step({ move: "hit" }); while (!result.done);
assert.deepEqual([result.terminated, result.truncated], [false, true], "ten steps are the limit");

await assert.rejects(env.reset({ limit: 5 }), { code: "VALIDATION_ERROR" });
console.log(`drew ${cards.join(", ")}`);
