/**
 * Where the outcomes of scenarios differ: by a deliberate difference, or by what older clients can't do.
 *
 * @module
 */

import type { ServerKind } from "../vectors/compare_json_text.ts";
import { echo, FULL, INVALID, note, noteState, probeState, serverError, tooBigForClient } from "./outcome_shapes.ts";
import type { Outcome, Outcomes, PythonClient } from "./outcomes.ts";
import { OPENENV_VERSIONS } from "./python.ts";

const ANYTHING: Outcome = "<any>" as Outcome;

/** Outcomes that take the place of the common ones. */
export interface DifferentOutcomes {
  /** The scenario. */
  readonly scenario: string;
  /** Id of a deliberate difference, or which clients are different. */
  readonly because: string;
  /** For whom, and where. */
  readonly applies: (client: PythonClient, server: ServerKind) => boolean;
  /** The outcomes that differ. */
  readonly outcomes: Outcomes;
}

/** Where the outcomes differ; later entries win. */
export const DIFFERENT_OUTCOMES: readonly DifferentOutcomes[] = [
  {
    scenario: "bare_reset",
    because: "D3",
    applies: onOurs,
    outcomes: { reset: note("ready <integer> None", null) },
  },
  { scenario: "bare_reset", because: "D8", applies: onOurs, outcomes: { state: noteState("<uuid>", 0) } },
  {
    scenario: "out_of_turn",
    because: "D9",
    applies: onOurs,
    outcomes: {
      before: serverError("<text>", "NOT_RESET"),
      after: serverError("<text>", "EPISODE_OVER"),
      state: probeState("turn", 1, 1, ["end"]),
    },
  },
  {
    scenario: "nested_unknown_key",
    because: "D10",
    applies: onOurs,
    outcomes: { "unknown key": INVALID, state: probeState("key", 0, 1, []) },
  },
  {
    scenario: "numbers_without_json",
    because: "D11",
    applies: onOurs,
    outcomes: { nan: serverError("<text>", "INVALID_REWARD") },
  },
  {
    scenario: "lone_surrogates",
    because: "D17",
    applies: onOurs,
    outcomes: { "lone surrogate": echo("a\ud800z", 1) },
  },
  {
    scenario: "big_integers",
    because: "D5",
    applies: onOurs,
    outcomes: { "seed beyond": INVALID, "seed of 70 bits": INVALID },
  },
  {
    scenario: "grid_episode",
    because: "D21",
    applies: onOurs,
    outcomes: { state: { state: { episode_id: "walk", step_count: 9, size: 5, goal: { x: 4, y: 4 } } } },
  },
  { scenario: "token", because: "D31", applies: onOurs, outcomes: withoutToken() },
  {
    scenario: "mcp_client_timeout",
    because: "D35",
    applies: onOurs,
    outcomes: { "at once": { error: { type: "TimeoutError", message: "<text>" } } },
  },
  {
    scenario: "shut_down",
    because: "clients before 0.10.0 do not connect again by themselves",
    applies: isOld,
    outcomes: {
      "after the end": { error: { type: "ConnectionClosed<text>", message: "received <text>" } },
      "once more": { error: { type: "ConnectionClosed<text>", message: "received <text>" } },
    },
  },
  {
    scenario: "shut_down",
    because: "D18",
    applies: (client, server) => isOld(client) && server === "ours",
    outcomes: { "after the end": { error: { type: "ConnectionClosedOK", message: "received 1001 <text>" } } },
  },
  {
    scenario: "full_server",
    because: "clients before 0.10.0 may find the socket closed before they look at the refusal",
    applies: isOld,
    outcomes: {
      "called at once": { error: { type: "<text>", message: "<text>" } },
      "called after a moment": { error: { type: "<text>", message: "<text>" } },
    },
  },
  {
    scenario: "full_server",
    because: "D16",
    applies: (client, server) => isOld(client) && server === "ours",
    outcomes: { "called at once": FULL },
  },
  {
    scenario: "client_timeout",
    because: "clients before 0.10.0 go on with the same socket and take late replies for the next ones",
    applies: isOld,
    outcomes: { next: ANYTHING, "reset again": ANYTHING, "state again": ANYTHING },
  },
  {
    scenario: "too_large_action",
    because: "clients before 0.10.0 do not connect again by themselves",
    applies: isOld,
    outcomes: {
      afterwards: { error: { type: "ConnectionClosedError", message: "<text>1009 (message too big)<text>" } },
    },
  },
  {
    scenario: "too_large_action",
    because: "D19",
    applies: onOurs,
    outcomes: { refused: serverError("<text>", "TOO_LARGE"), afterwards: probeState("p", 0, 1, []) },
  },
  {
    scenario: "large_observation",
    because: "the client of 0.2.1 takes messages of up to 1 MiB",
    applies: isOldest,
    outcomes: { blob: tooBigForClient(), afterwards: tooBigForClient() },
  },
  {
    scenario: "large_action",
    because: "the client of 0.2.1 takes messages of up to 1 MiB",
    applies: isOldest,
    outcomes: { echo: tooBigForClient() },
  },
];

function onOurs(_client: PythonClient, server: ServerKind): boolean {
  return server === "ours";
}

function isOld({ version }: PythonClient): boolean {
  return version !== OPENENV_VERSIONS.reference;
}

function isOldest({ version }: PythonClient): boolean {
  return version === OPENENV_VERSIONS.oldest;
}

/** How the clients raise the status 401: of a handshake, and of a request. */
function withoutToken(): Outcomes {
  const handshake: Outcome = {
    error: {
      type: "ConnectionError",
      message: "Failed to connect to <text>: server rejected WebSocket connection: HTTP 401",
    },
  };
  const request: Outcome = { error: { type: "HTTPStatusError", message: "Client error '401 Unauthorized' <text>" } };
  const refused = ["wrong token", "other scheme", "no token"];
  return Object.fromEntries(refused.flatMap((name) => [[name, handshake], [`${name}, MCP client`, request]]));
}
