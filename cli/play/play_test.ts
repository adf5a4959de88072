import assert from "node:assert/strict";
import { createApp, serve } from "@openenv/server";
import gridWorld from "../../envs/grid_world_env/environment.ts";
import { fixture, runInProcess } from "../testdata/run_in_process.ts";
import { openGame } from "./open_game.ts";
import { play, type PlayOptions } from "./play.ts";
import { TerminalText } from "./terminal_text.ts";

/** Plays a target with these answers; returns what was shown and asked. */
async function playWith(target: string, answers: readonly string[], options: Partial<PlayOptions> = {}) {
  const [shown, asked, left]: [string[], string[], string[]] = [[], [], [...answers]];
  const output = { print: (line: string) => void shown.push(line), warn: (line: string) => void shown.push(line) };
  await using game = await openGame(target, {}, output);
  await play(game, {
    reset: { seed: 7 },
    random: false,
    maxSteps: 100,
    ask: (question) => Promise.resolve((asked.push(question), left.shift())),
    print: (text) => void shown.push(text),
    text: new TerminalText(false),
    ...options,
  });
  return { shown, asked, text: shown.join("\n") };
}

Deno.test("openenv play is won by typing, with choices, numbers, beginnings and JSON", async () => {
  const answers = ["DOWN", "2", "d", '{"action":"DOWN"}', "right", ":.", ":repeat", "", ":rep"];
  const { text, shown } = await playWith("grid_world", answers);
  assert.match(text, /^grid_world_env 0\.1\.0, seed 7\nA \. \. \. \.\n/);
  assert.ok(shown.includes("1 UP  2 DOWN  3 LEFT  4 RIGHT"));
  assert.match(text, /There is no command :\.; :help lists them/);
  assert.match(text, /\. \. \. A G\n/);
  const won = await playWith("grid_world", [...answers, "4", "", "UP", ":quit", "never asked"]);
  assert.match(won.text, /The episode is over: return 0\.3\n/);
  assert.equal(won.shown.filter((line) => line.startsWith("grid_world_env")).length, 2, "Enter begins another episode");
  assert.equal(won.asked.length, answers.length + 4);
});

Deno.test("openenv play tells what is wrong and goes on", async () => {
  const { text } = await playWith("grid_world", ["north", "{", '{"action":"NORTH"}', ":x", "UP"]);
  for (
    const part of [
      '"north" is none of UP, DOWN, LEFT, RIGHT',
      "JSON",
      "action.action: Input should be",
      "There is no command :x",
      "step 1  reward -0.1",
    ]
  ) {
    assert.ok(text.includes(part), `${part} in\n${text}`);
  }
});

Deno.test("openenv play asks for the keys of a form, and shows nothing that a terminal would obey", async () => {
  const { text, asked, shown } = await playWith(
    fixture("played.ts"),
    ["add", "3", "", ":info", "misbehave", "1", "1"],
    {
      reset: { seed: 7, from: 2 },
    },
  );
  assert.ok(shown.includes("1 Add ten  2 add  3 misbehave"), text);
  assert.deepEqual(asked.slice(1, 3), ["by (integer, at least 1): ", 'note (string; default ""): ']);
  assert.match(text, /count 2\nseen: start\nstep 0/);
  assert.match(text, /count 5\nseen: on\nstep 1 {2}reward 1 {2}return 1/);
  assert.match(text, /info:\n {2}secret: 5/);
  assert.match(text, /kaboom/);
  assert.match(text, /The episode is over: return 2/);
  // deno-lint-ignore no-control-regex -- it is what must not be there
  assert.doesNotMatch(text, /[\x00-\x08\x0b-\x1f]/);
});

Deno.test("openenv play shows the observation where a drawing fails", async () => {
  const { text } = await playWith(fixture("played.ts"), ["misbehave", "throw_drawing"]);
  assert.match(text, /no ink\nseen: on\nstep 1/);
});

Deno.test("openenv play calls tools", async () => {
  const { text, asked } = await playWith("echo", ["echo_message", "hello\\nthere", "2", "four", ":state"]);
  assert.equal(asked[1], "message (string): ");
  assert.match(text, /hello\nthere\nstep 1/);
  assert.match(text, /message: four\nlength: 4\nstep 2/);
  assert.match(text, /step_count: 2/);
});

Deno.test("openenv play --random plays one episode to its end, the same for the same seed", async () => {
  const random = { random: true, maxSteps: 500 };
  const runs = [await playWith("grid_world", [], random), await playWith("grid_world", [], random)];
  assert.equal(runs[0]!.text, runs[1]!.text);
  assert.match(runs[0]!.text, /The episode is over: return/);
  assert.equal(runs[0]!.asked.length, 0);
  const short = await playWith("tool_shop", [], { random: true, maxSteps: 2 });
  assert.match(short.text, /"type":"call_tool"[\s\S]*Stopped after 2 steps$/);
});

Deno.test("openenv play plays on a running server", async () => {
  await using server = await serve(createApp(gridWorld), { port: 0, handleSignals: false, onListen() {} });
  const { text } = await playWith(server.url, ["right"]);
  assert.match(text, /\. A \. \. \.\n[\s\S]*step 1/);
});

Deno.test("openenv play says in one line what can't be played", async () => {
  for (const target of ["grid_wrld", "./missing.ts", "http://127.0.0.1:9"]) {
    const { code, warned } = await runInProcess("play", target, "--random");
    assert.deepEqual([code, warned.length], [1, 1], warned.join("\n"));
    assert.match(warned[0]!, /^error: /);
  }
  const { code, warned } = await runInProcess("play", "grid_world", "--random", "--option", "zz=1");
  assert.deepEqual([code, warned.length], [1, 1]);
  assert.match(warned[0]!, /zz/);
  assert.equal((await runInProcess("play", "grid_world", "--option", "zz")).code, 1);
});

Deno.test("openenv play --random prints an episode", async () => {
  const { code, printed } = await runInProcess("play", "grid_world", "--random", "--seed", "7", "--steps", "3");
  assert.deepEqual([code, printed.at(-1)], [0, "Stopped after 3 steps"]);
});

Deno.test("openenv play reads lines from a pipe, sends the token, and ends with its input", async () => {
  await using server = await serve(createApp(gridWorld, { token: "t" }), {
    port: 0,
    handleSignals: false,
    onListen() {},
  });
  const main = new URL("../main.ts", import.meta.url).pathname;
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "--allow-all", main, "play", server.url, "--seed", "7"],
    env: { OPENENV_TOKEN: "t", NO_COLOR: "1" },
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const writer = child.stdin.getWriter();
  await writer.write(new TextEncoder().encode("right\n\ndown\n"));
  await writer.close();
  const { code, stdout, stderr } = await child.output();
  const [printed, warned] = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes));
  assert.deepEqual([code, warned], [0, ""]);
  assert.match(printed!, /step 2 {2}reward -0\.1 {2}return -0\.2/);
});
