import assert from "node:assert/strict";
import { DefinitionError } from "../errors/error_classes.ts";
import { EPISODE_FORMAT } from "./episode_lines.ts";
import { parseEpisodeFile, type RecordedEpisode, toEpisodeFile } from "./read_episode.ts";

const RESULT = { observation: {}, reward: null, terminated: false, truncated: false, done: false, info: {} };
const EPISODE: RecordedEpisode = {
  header: { type: "episode", format: EPISODE_FORMAT, environment: { name: "grid", version: "1.0.0" }, seed: 7 },
  calls: [
    { type: "reset", options: {}, result: RESULT },
    { type: "step", action: { move: "UP" }, result: RESULT },
    { type: "step", action: { move: "a\nb" }, result: RESULT },
  ],
};

Deno.test("parseEpisodeFile() reads what toEpisodeFile() writes, with or without empty lines", () => {
  const text = toEpisodeFile(EPISODE);
  assert.deepEqual(parseEpisodeFile(text), EPISODE);
  assert.deepEqual(parseEpisodeFile(`\n${text.replaceAll("\n", "\r\n\n")}`), EPISODE);
});

Deno.test("parseEpisodeFile() names the line that does not fit", () => {
  const lines = toEpisodeFile(EPISODE).split("\n");
  const refused = (text: string) => {
    try {
      parseEpisodeFile(text, "a.jsonl");
    } catch (error) {
      assert.ok(error instanceof DefinitionError);
      return error.message;
    }
  };
  assert.equal(refused(""), "Cannot read a.jsonl: it is empty");
  assert.match(refused(lines.slice(1).join("\n"))!, /line 1 does not fit: it is of the type "reset", not "episode"$/);
  assert.match(
    refused([lines[0], lines[2]].join("\n"))!,
    /line 2 does not fit: it is of the type "step", not "reset"$/,
  );
  assert.match(refused(toEpisodeFile(EPISODE).slice(0, -20))!, /line 4 does not fit: it is not JSON$/);
});
