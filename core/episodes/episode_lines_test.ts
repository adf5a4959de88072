import assert from "node:assert/strict";
import { EPISODE_FORMAT, type EpisodeHeader, parseEpisodeLine, type StepLine, toEpisodeLine } from "./episode_lines.ts";

const HEADER: EpisodeHeader = { type: "episode", format: EPISODE_FORMAT, environment: { name: "grid" }, seed: 7 };
const RESULT = { observation: { x: 1 }, reward: 0.5, terminated: true, truncated: false, done: true, info: { a: 1 } };
const STEP: StepLine = { type: "step", action: { move: "UP" }, result: RESULT, rendering: { text: "x" } };

Deno.test("parseEpisodeLine() reads what toEpisodeLine() writes", () => {
  for (const line of [HEADER, { type: "reset" as const, options: { seed: 7 }, result: RESULT }, STEP]) {
    const text = toEpisodeLine(line);
    assert.equal(text.indexOf("\n"), text.length - 1);
    assert.deepEqual(parseEpisodeLine(text), line);
  }
});

Deno.test("parseEpisodeLine() fills in what a short result leaves out", () => {
  const read = parseEpisodeLine('{"type":"step","action":1,"result":{"observation":null,"truncated":true}}');
  const result = { observation: null, reward: null, terminated: false, truncated: true, done: true, info: {} };
  assert.deepEqual(read, { type: "step", action: 1, result });
});

Deno.test("parseEpisodeLine() reads Python's numbers, but not inside of texts", () => {
  const text =
    '{"type":"step","action":{},"result":{"observation":{"a":NaN,"b":"say NaN \\"-Infinity\\"","c":[-Infinity]},"reward":NaN}}';
  const read = parseEpisodeLine(text) as StepLine;
  assert.deepEqual(read.result.observation, { a: "NaN", b: 'say NaN "-Infinity"', c: ["-Infinity"] });
  assert.equal(read.result.reward, NaN);
});

const REFUSED: readonly [text: string, message: string][] = [
  ["", "it is not JSON"],
  ['{"type":"step"', "it is not JSON"],
  ["[]", "it is no object"],
  ["null", "it is no object"],
  ['{"type":"note"}', 'its type is not "episode", "reset" or "step"'],
  ['{"type":"episode","format":"other"}', "its format is not openenv.episode.v1"],
  ['{"type":"episode","format":"openenv.episode.v1"}', "it names no environment"],
  ['{"type":"episode","format":"openenv.episode.v1","environment":{"name":"a"},"seed":1.5}', "its seed is no integer"],
  ['{"type":"reset","result":{"observation":1}}', "its options are no object"],
  ['{"type":"step","result":{"observation":1}}', "it has no action"],
  ['{"type":"step","action":1}', "its result has no observation"],
  ['{"type":"step","action":1,"result":{"observation":1,"reward":"1"}}', "its reward is no number"],
  ['{"type":"step","action":1,"result":{"observation":1,"info":[]}}', "its info is no object"],
];

for (const [text, message] of REFUSED) {
  Deno.test(`parseEpisodeLine() refuses ${text.slice(0, 60) || "an empty text"}: ${message}`, () => {
    assert.deepEqual(parseEpisodeLine(text), { type: "problem", message });
  });
}
