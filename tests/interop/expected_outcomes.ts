/**
 * What the scenarios of the Python client programs come to, on the reference's server and on ours alike.
 *
 * @module
 */

import { echo, FULL, grid, INVALID, note, noteState, probe, probeState, RESET, serverError } from "./outcome_shapes.ts";
import type { Outcomes } from "./outcomes.ts";

const LARGE = 20 * 1024 * 1024;

/** The outcomes by scenario and label. */
export const EXPECTED_OUTCOMES: Readonly<Record<string, Outcomes>> = {
  note_episodes: {
    before: noteState(null, 0),
    reset: note("ready 3 mint", null),
    coerced: note("hihi", { timeout: null }, 0.5),
    meta: note("x", null, 0.5, { k: 1, list: [1] }),
    "after two steps": noteState("ep-9", 2),
    "reset again": note("ready 4 meta", null, null, { from: "reset" }),
    "step again": note("ho", { timeout: null }, 0.5),
    "after one step": noteState("ep-10", 1),
  },
  bare_reset: { reset: note("ready None None", null), state: noteState("e1", 0) },
  reopened: {
    first: note("ready 1 None", null),
    second: note("ready 2 None", null),
    state: noteState("second", 0),
  },
  sessions_of_one_client: {
    parent: note("ready 1 None", null),
    child: note("ready 2 None", null),
    "child step": note("hi", { timeout: null }, 0.5),
    "parent state": noteState("parent", 0),
    "child state": noteState("child", 1),
  },
  many_connections: Object.assign({}, ...[0, 1, 2].map(manyOf)),
  grid_episode: {
    reset: grid(0, 0, "Welcome to Grid World! Goal is at [4, 4].", 0),
    bad: INVALID,
    "0 UP": grid(0, 0),
    "1 DOWN": grid(1, 0),
    "2 DOWN": grid(2, 0),
    "3 DOWN": grid(3, 0),
    "4 DOWN": grid(4, 0),
    "5 RIGHT": grid(4, 1),
    "6 RIGHT": grid(4, 2),
    "7 RIGHT": grid(4, 3),
    "8 RIGHT": grid(4, 4, "You found the goal!", 1, true),
    state: { state: { episode_id: "walk", step_count: 9 } },
    "reset again": grid(0, 0, "Welcome to Grid World! Goal is at [4, 4].", 0),
  },
  validation_error: {
    reset: note("ready 1 None", null),
    refused: INVALID,
    accepted: note("ok", { timeout: null }, 0.5),
    state: noteState("v", 1),
  },
  execution_error: {
    reset: note("ready 1 None", null),
    raised: serverError("kaboom", "EXECUTION_ERROR"),
    accepted: note("ok", { timeout: null }, 0.5),
    state: noteState("x", 2),
  },
  out_of_turn: {
    before: echo("early", 1),
    reset: RESET,
    end: probe("over", { reward: 1, done: true }),
    after: echo("late", 2),
    state: probeState("turn", 2, 1, ["end", "echo"]),
  },
  numbers_without_json: { reset: RESET, nan: probe("nan", {}), state: probeState("nan", 1, 1, ["nan"]) },
  nested_unknown_key: { reset: RESET, "unknown key": echo("", 1), state: probeState("key", 1, 1, ["echo"]) },
  full_server: {
    first: note("ready 1 None", null),
    second: note("ready 2 None", null),
    "called at once": FULL,
    "called after a moment": FULL,
    "after one has left": note("ready 3 None", null),
  },
  failing_constructor: {
    reset: serverError("Environment factory 'NoteEnvironment' failed to create instance.", "FACTORY_ERROR"),
  },
  shut_down: {
    reset: note("ready 1 None", null),
    waiting: {},
    "after the end": { error: { type: "ConnectionError", message: "Failed to connect to <text>" } },
    "once more": { error: { type: "ConnectionError", message: "Failed to connect to <text>" } },
  },
  client_timeout: {
    reset: RESET,
    "given up": { error: { type: "TimeoutError", message: "<text>" } },
    next: probeState(null, 0, null, []),
    "reset again": RESET,
    "state again": probeState("new", 0, 2, []),
  },
  condemned: {
    reset: RESET,
    overrun: serverError("<text>", "TIMEOUT"),
    "step on it": serverError("<text>", "SESSION_BROKEN"),
    "state of it": serverError("<text>", "SESSION_BROKEN"),
    "reset again": RESET,
    "step again": echo("fine", 1),
  },
  large_observation: {
    reset: RESET,
    blob: probe({ length: LARGE, letters: ["x"] }, { reward: 0 }),
    afterwards: probeState("p", 1, 1, ["blob"]),
  },
  large_action: {
    reset: RESET,
    echo: echo({ length: 15_000_000, letters: ["y"] }, 1),
  },
  too_large_action: {
    reset: RESET,
    refused: { error: { type: "ConnectionClosedError", message: "<text>1009 (message too big)<text>" } },
    afterwards: probeState(null, 0, null, []),
  },
  unicode_texts: {
    reset: RESET,
    accents: echo("h\u00e9, \u00fc\u00df", 1),
    scripts: echo("\u6f22\u5b57 \u05e9\u05dc\u05d5\u05dd", 2),
    "beyond the basic plane": echo("\u{1f995}", 3),
    controls: echo('nul \u0000, separator \u2028, quote ", backslash \\', 4),
  },
  lone_surrogates: {
    reset: RESET,
    "lone surrogate": serverError("Error serializing to JSON: <text>", "EXECUTION_ERROR"),
    afterwards: probeState("p", 1, 1, ["echo"]),
  },
  non_finite_numbers: {
    reset: RESET,
    "integer field": INVALID,
    "number field": INVALID,
    "free-form field": echo("", 1),
    state: probeState("nan", 1, 1, ["echo"]),
  },
  big_integers: {
    "largest safe seed": RESET,
    "seed beyond": RESET,
    "seed of 70 bits": RESET,
    reset: RESET,
    "integer field": INVALID,
    "free-form field": echo("", 1),
    state: probeState("big", 1, 1, ["echo"]),
  },
  idle: {
    reset: RESET,
    afterwards: probeState("idle", 0, 1, []),
  },
  slow_step: {
    reset: RESET,
    slow: probe("slept well", { reward: 0 }),
    afterwards: probeState("slow", 1, 1, ["sleep"]),
  },
};

function manyOf(number: number): Outcomes {
  const steps = Array.from({ length: number + 1 }, (_, step) => [
    `${number} step ${step}`,
    note(String(number).repeat(3), { timeout: null }, 0.5),
  ]);
  return {
    [`${number} reset`]: note(`ready ${number} None`, null),
    ...Object.fromEntries(steps),
    [`${number} state`]: noteState(`many-${number}`, number + 1),
  };
}
