import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { startServerChild } from "./child.ts";
import { runPython } from "./python.ts";

const MAIN = fileURLToPath(new URL("../../envs/word_games_env/main.ts", import.meta.url));

Deno.test("a typed client in Python plays Wordle and GuessTheNumber with us", async () => {
  const args = ["run", "-A", MAIN, "--port", "0", "--quiet"];
  await using server = await startServerChild({ command: Deno.execPath(), args }, 120_000);
  const { lines } = await runPython("word_games_client.py", [server.url]);
  const [start, wrong, again, right, state, number] = lines.map((line) => JSON.parse(line));

  assert.match(start.prompt, /^You are Player 0 in Wordle\./);
  assert.deepEqual(start.messages, [[-1, "PROMPT", start.prompt]]);
  assert.deepEqual([start.reward, start.done], [0, false]);

  assert.equal(wrong.prompt, "Wordle-v0");
  assert.deepEqual(wrong.messages[0], [0, "PLAYER_ACTION", "My guess: [mummy]"]);
  const [sender, category, content] = wrong.messages[1];
  assert.deepEqual([sender, category], [-1, "GAME_MESSAGE"]);
  assert.match(content, /\nFeedback:\nM U M M Y\n[GYX]( [GYX]){4}\n/);
  const marks = content.split("\n")[3];
  const signals = wrong.info.reward_signals;
  assert.equal(signals["wordle.greens"], (marks.split("G").length - 1) / 5);
  assert.equal(signals["wordle.yellows"], (marks.split("Y").length - 1) / 5);
  assert.deepEqual([signals["wordle.repetitions"], signals["wordle.correct"]], [1, 0]);
  assert.deepEqual(wrong.metadata.reward_signals, signals);

  assert.deepEqual([again.messages[1][1], again.info.reward_signals["wordle.repetitions"]], ["GAME_ADMIN", 0]);
  assert.deepEqual([right.reward, right.done, right.info.reward_signals["wordle.correct"]], [1, true, 1]);

  const { raw, ...rest } = state;
  assert.deepEqual(rest, { env_id: "Wordle-v0", turn: 2, steps: 3, players: 1, max: 6, last: 1 });
  assert.deepEqual(raw, [
    "done",
    "game_info",
    "game_state",
    "logs",
    "reward_signals",
    "rewards",
    "role_mapping",
    "step_info",
    "turn",
  ]);
  assert.deepEqual(number, {
    reward: 1,
    isQuick: true,
    info: { reason: "Congratulations! You guessed the number." },
  });
});
