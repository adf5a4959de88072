import { parseManifest } from "@openenv/registry/manifest";
import { assertEnvironment, createLocalSubject, playInNewSession, scoreOf } from "@openenv/testing";
import assert from "node:assert/strict";
import environment from "./environment.ts";
import type { GameName } from "./games/all_games.ts";
import manifest from "./openenv.yaml" with { type: "text" };
import oracle from "./oracle.ts";
import randomPolicy from "./random_policy.ts";

const SUBJECT = createLocalSubject(environment);

async function average(game: GameName, policy: typeof oracle | typeof randomPolicy, count: number): Promise<number> {
  let sum = 0;
  for (let seed = 0; seed < count; seed++) {
    const record = await playInNewSession(SUBJECT, { seed, options: { game }, maxSteps: 3000, policy });
    assert.equal(record.exchanges.at(-1)!.result.terminated, true, `${game} with seed ${seed}`);
    sum += scoreOf(record, "return");
  }
  return sum / count;
}

Deno.test("the environment keeps the promises of its manifest", async () => {
  await assertEnvironment(environment, { manifest: parseManifest(manifest), oracle, randomPolicy });
});

Deno.test("oracle() catches every ball, takes the shortest way, and never loses tic_tac_toe", async () => {
  assert.equal(await average("catch", oracle, 20), 1);
  assert.equal(await average("cliff_walking", oracle, 1), -9);
  for (const opponent of ["random", "first", "middle", "last"]) {
    for (let seed = 0; seed < 5; seed++) {
      for (const agent_player of [0, 1]) {
        const options = { game: "tic_tac_toe", opponent, agent_player };
        const record = await playInNewSession(SUBJECT, { seed, options, maxSteps: 5, policy: oracle });
        assert.ok(scoreOf(record, "last_reward") >= 0, JSON.stringify(options));
      }
    }
  }
});

Deno.test("oracle() does better than random play in the games of chance", async () => {
  for (const [game, count] of [["kuhn_poker", 150], ["blackjack", 150], ["2048", 1]] as const) {
    const [well, random] = [await average(game, oracle, count), await average(game, randomPolicy, count)];
    assert.ok(well > random, `${game}: ${well}, at random ${random}`);
  }
});
