/**
 * What the scenarios of `mcp_sessions.py` come to, on the reference's server and on ours alike.
 *
 * @module
 */

import { float } from "../vectors/number_kinds.ts";
import { INVALID, mcpNote, mcpProbe, note } from "./outcome_shapes.ts";
import type { Outcome, Outcomes } from "./outcomes.ts";

const FULL = "Server at capacity: 1/1 sessions active. Cannot accept new connections.";
const TOKENS = ["right token", "wrong token", "other scheme", "no token"];

/** The outcomes by scenario and label. */
export const EXPECTED_MCP_OUTCOMES: Readonly<Record<string, Outcomes>> = {
  mcp_episode: {
    reset: mcpNote("ready 3 mint", null),
    step: mcpNote("hihi", { timeout: null }, 0.5),
    refused: INVALID,
    tools: { value: [] },
    call: raised("Tool 'zip' failed: Environment does not support MCP"),
    state: counted("tools", 1),
    "opened again": mcpNote("ready 4 None", null),
    "state again": counted("again", 0),
  },
  mcp_side_by_side: {
    "first tools": { value: [] },
    "first reset": mcpNote("ready 1 None", null),
    "second reset": mcpNote("ready 2 None", null),
    "first step": mcpNote("hi", { timeout: null }, 0.5),
    "first state": counted("first", 1),
    "second state": counted("second", 0),
  },
  mcp_lost_socket: {
    reset: mcpNote("ready 1 None", null),
    step: mcpNote("hi", { timeout: null }, 0.5),
    waiting: {},
    afterwards: counted("kept", 1),
    "step again": mcpNote("ho", { timeout: null }, 0.5),
    state: counted("kept", 2),
  },
  mcp_client_timeout: {
    reset: mcpProbe("ready", null, null, { origin: "reset" }),
    "given up": { error: { type: "TimeoutError", message: "<text>" } },
    "at once": raised("Server error: Session <uuid> already has an attached WebSocket (code: SESSION_ERROR)"),
    later: counted("slow", 1),
    "step again": mcpProbe("well", 0, { label: "here", spots: [{ x: float(0), y: 0.5 }] }, { step: 2 }),
  },
  mcp_one_slot: {
    first: mcpNote("ready 1 None", null),
    second: raised(`Failed to create MCP session: ${FULL}`),
    step: mcpNote("hi", { timeout: null }, 0.5),
    "after it has left": note("ready 3 None", null),
  },
  token: Object.fromEntries(TOKENS.flatMap((name) => [
    [name, note("ready 1 None", null)],
    [`${name}, MCP client`, mcpNote("ready 1 None", null)],
  ])),
};

function raised(message: string): Outcome {
  return { error: { type: "RuntimeError", message } };
}

/** The MCP clients read no more of a state. */
function counted(episodeId: string, stepCount: number): Outcome {
  return { state: { episode_id: episodeId, step_count: stepCount } };
}
