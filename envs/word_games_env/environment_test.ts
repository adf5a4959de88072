import { connect } from "@openenv/client";
import { parseManifest } from "@openenv/registry/manifest";
import { assertEnvironment, createLocalSubject, playInNewSession, scoreOf } from "@openenv/testing";
import assert from "node:assert/strict";
import environment, { readGameId } from "./environment.ts";
import { GAME_IDS } from "./games/all_games.ts";
import manifest from "./openenv.yaml" with { type: "text" };
import oracle from "./oracle.ts";
import randomPolicy from "./random_policy.ts";

const SUBJECT = createLocalSubject(environment);

Deno.test("the environment keeps the promises of its manifest", async () => {
  await assertEnvironment(environment, { manifest: parseManifest(manifest), oracle, randomPolicy });
});

Deno.test("a reset of Wordle gives the rules, and a guess the marks and the signals", async () => {
  await using env = await connect(environment);
  const first = await env.reset({ seed: 7 });
  const { prompt, messages } = first.observation;
  assert.match(prompt, /^You are Player 0 in Wordle\./);
  assert.deepEqual(messages, [{ sender_id: -1, content: prompt, category: "PROMPT" }]);
  assert.equal(first.reward, 0);

  const { observation, reward, info } = await env.step({ message: "I say [Slate]." });
  assert.equal(observation.prompt, "Wordle-v0");
  assert.deepEqual(observation.messages.map(({ sender_id, category }) => [sender_id, category]), [
    [0, "PLAYER_ACTION"],
    [-1, "GAME_MESSAGE"],
  ]);
  assert.match(
    observation.messages[1]!.content,
    /^You submitted \[slate\]\.\nFeedback:\nS L A T E\n[GYX]( [GYX]){4}\n\nYou have 5 guesses left\.$/,
  );
  const marks = observation.messages[1]!.content.split("\n")[3]!;
  const part = (mark: string) => (marks.split(mark).length - 1) / 5;
  assert.deepEqual(observation.info.reward_signals, {
    "wordle.greens": part("G"),
    "wordle.yellows": part("Y"),
    "wordle.repetitions": 1,
    "wordle.correct": 0,
  });
  assert.deepEqual(info.reward_signals, observation.info.reward_signals);
  assert.equal(reward, 0);
});

Deno.test("the secret word earns 1 and ends the game", async () => {
  await using env = await connect(environment);
  await env.reset({ seed: 7 });
  const { raw_state } = await env.state();
  const { secret } = raw_state.game_state as { secret: string };
  const { observation, reward, terminated } = await env.step({ message: `[${secret}]` });
  assert.deepEqual([reward, terminated], [1, true]);
  assert.match(observation.info.reason as string, /Congratulations/);
  const state = await env.state();
  assert.deepEqual([state.env_id, state.turn, state.last_reward, state.num_players], ["Wordle-v0", 1, 1, 1]);
  assert.equal(state.raw_state.done, true);
});

Deno.test("a repeated guess lowers its signal; the second invalid move in a row ends the game", async () => {
  await using env = await connect(environment);
  await env.reset({ seed: 7 });
  const results = [];
  for (const message of ["[slate]", "slate", "[crane]", "[crane]", "[crane]"]) {
    results.push(await env.step({ message }));
  }
  const signals = results.map(({ observation }) => (observation.info.reward_signals as Record<string, number>));
  assert.deepEqual(signals.map((signal) => signal["wordle.repetitions"]), [1, 1, 1, 0, -1]);
  assert.deepEqual(results.map(({ terminated }) => terminated), [false, false, false, false, true]);
  const greens = Math.max(...signals.map((signal) => signal["wordle.greens"]!));
  assert.equal(results[4]!.reward, greens);
  assert.deepEqual(results[4]!.observation.info.invalid_move, true);
  assert.equal(results[4]!.observation.messages[1]!.category, "GAME_ADMIN");
});

Deno.test("six wrong guesses earn the greens of the best one", async () => {
  const record = await playInNewSession(SUBJECT, { seed: 3, maxSteps: 20, policy: randomPolicy });
  const { observation, terminated } = record.exchanges.at(-1)!.result;
  assert.deepEqual([record.actions.length, terminated], [6, true]);
  assert.match((observation.info as { reason: string }).reason, /The secret word was \w{5}\./);
  assert.ok([0, 0.2, 0.4, 0.6, 0.8].includes(scoreOf(record, "last_reward")!));
});

Deno.test("oracle() wins every game with 40 seeds", async () => {
  for (const env_id of GAME_IDS) {
    for (let seed = 0; seed < 40; seed++) {
      const record = await playInNewSession(SUBJECT, { seed, options: { env_id }, maxSteps: 40, policy: oracle });
      assert.equal(scoreOf(record, "last_reward"), 1, `${env_id}, seed ${seed}`);
      assert.equal(record.exchanges.at(-1)!.result.terminated, true);
    }
  }
});

Deno.test("each game gives its rules, refuses what is no move, and draws itself", async () => {
  await using env = await connect(environment);
  for (const env_id of GAME_IDS) {
    const { observation } = await env.reset({ env_id, seed: 7 });
    assert.match(observation.prompt, /^You are Player 0 in /);
    assert.match((await env.render()).rendering!.text!, new RegExp(`^${env_id}\n\n.`));
    assert.equal((await env.step({ message: "" })).observation.info.invalid_move, true);
    const { terminated, reward } = await env.step({ message: "[]" });
    assert.deepEqual([terminated, reward], [true, 0]);
    assert.equal((await env.state()).env_id, env_id);
  }
  await env.reset();
  assert.equal((await env.state()).env_id, "Wordle-v0"); // the choice lasts for one episode
});

Deno.test("readGameId() reads the variable, and names the games if it is another text", () => {
  assert.equal(readGameId(undefined), "Wordle-v0");
  assert.equal(readGameId("Hangman-v0"), "Hangman-v0");
  assert.throws(() => readGameId("Chess-v0"), /game Chess-v0 of TEXTARENA_ENV_ID: expected one of Wordle-v0/);
});

Deno.test("render() shows the guesses and the marks", async () => {
  await using env = await connect(environment);
  await env.reset({ seed: 7 });
  await env.step({ message: "[slate]" });
  const { text, svg } = (await env.render()).rendering!;
  assert.match(svg!, /^<svg .*>S<\/text>.*<\/svg>$/);
  assert.match(text!, /^Wordle-v0\n\nS L A T E {3}[GYX]( [GYX]){4}\n_ _ _ _ _\n/);
});
