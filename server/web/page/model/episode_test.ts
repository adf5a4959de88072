import assert from "node:assert/strict";
import { EPISODE_FORMAT, toEpisodeLine } from "@openenv/core/episodes/lines";
import { FileEpisode, findFork, isPartial, LiveEpisode, nameCall, searchEpisode } from "./episode.ts";

const HEADER = { type: "episode", format: EPISODE_FORMAT, environment: { name: "grid" }, seed: 7 } as const;

function result(observation: unknown, reward: number | null = null) {
  return { observation, reward, terminated: false, truncated: false, done: false, info: {} };
}

function live(...observations: unknown[]): LiveEpisode {
  const episode = new LiveEpisode(HEADER);
  observations.forEach((observation, index) =>
    episode.add(
      index === 0
        ? { type: "reset", options: {}, result: result(observation) }
        : { type: "step", action: { n: index }, result: result(observation, index) },
    )
  );
  return episode;
}

function textOf(episode: LiveEpisode): string {
  return toEpisodeLine(episode.header) +
    Array.from({ length: episode.length }, (_, index) => episode.line(index)).join("");
}

const open = (text: string) => new FileEpisode(new TextEncoder().encode(text), "a.jsonl");
const noPause = () => Promise.resolve();

Deno.test("FileEpisode reads what a live episode writes", async () => {
  const played = live({ x: "ü" }, { x: 1 }, { x: 2 });
  for (const text of [textOf(played), textOf(played).trimEnd(), textOf(played).replaceAll("\n", "\r\n")]) {
    const read = open(text);
    assert.equal(read.length, 3);
    assert.deepEqual([0, 1, 2].map((index) => read.frame(index)), [0, 1, 2].map((index) => played.frame(index)));
    await read.readRewards(noPause, () => {});
    assert.deepEqual(read.rewards, [null, 1, 2]);
    assert.equal(findFork(played, read), undefined);
  }
});

Deno.test("FileEpisode says what is wrong with a file that is no episode", () => {
  for (
    const [text, message] of [
      ["", /a\.jsonl is empty/],
      ["hello", /line 1 does not fit, it is not JSON/],
      ['{"a":1}\n{"b":2}', /line 1 does not fit/],
      [toEpisodeLine(HEADER), /has a header, but no reset/],
      [toEpisodeLine(HEADER) + toEpisodeLine({ type: "step", action: 1, result: result(1) }), /line 2 is no reset/],
    ] as const
  ) assert.throws(() => open(text), { message });
});

Deno.test("FileEpisode shows half of a file up to the line that is broken", async () => {
  const whole = textOf(live(0, 1, 2, 3));
  const half = open(whole.slice(0, -30));
  await half.readRewards(noPause, () => {});
  assert.deepEqual(half.frame(2).result.observation, 2);
  assert.throws(() => half.frame(3), {
    message: /Line 5 of a\.jsonl does not fit: it is not JSON\. The file may have been cut off\./,
  });
  assert.deepEqual(half.rewards, [null, 1, 2, null]);
});

Deno.test("LiveEpisode adds what was drawn to the latest call", () => {
  const episode = live(1, 2);
  episode.amend({ rendering: { text: "map" } });
  assert.deepEqual([episode.frame(0).rendering, episode.frame(1).rendering], [undefined, { text: "map" }]);
});

Deno.test("searchEpisode() finds texts in all of a call, in any case, with characters that JSON escapes", () => {
  const episode = live("nothing", { text: 'Say "Hello"\nagain' }, "(a+)+$");
  assert.deepEqual(searchEpisode(episode, 'say "hello"\nAGAIN'), [1]);
  assert.deepEqual(searchEpisode(episode, "(a+)+$"), [2]);
  assert.deepEqual(searchEpisode(episode, '"n":1'), [], "what is searched is content, not punctuation");
  assert.deepEqual(searchEpisode(episode, "o", 1), [0]);
});

Deno.test("findFork() finds the first call that differs; the order of keys and drawings make no difference", () => {
  const one = live({ a: 1, b: 2 }, 1, 2);
  const other = live({ b: 2, a: 1 }, 1, 2);
  other.amend({ rendering: { text: "x" } });
  assert.equal(findFork(one, other), undefined);
  assert.equal(findFork(one, live({ a: 1, b: 2 }, 1, 3)), 2);
  assert.equal(findFork(one, live({ a: 1, b: 2 }, 1)), 2);
  assert.equal(findFork(one, live({ a: 2, b: 2 }, 1)), 0);
});

Deno.test("an episode that is known from a step on has calls, but no numbered steps", () => {
  const whole = live(0, 1);
  assert.deepEqual([isPartial(whole), nameCall(whole, 0), nameCall(whole, 1)], [false, "reset", "step 1"]);
  const joined = new LiveEpisode(HEADER);
  assert.equal(isPartial(joined), false, "its next call may be a reset");
  joined.add({ type: "step", action: 1, result: result(1) });
  assert.deepEqual([isPartial(joined), nameCall(joined, 0)], [true, "call 1"]);
  whole.skipped = 3;
  assert.deepEqual([isPartial(whole), nameCall(whole, 1)], [true, "call 2"]);
});
