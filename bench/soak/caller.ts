import type { Random } from "@openenv/core";
import type { Ledger } from "./ledger.ts";
import type { Tally } from "./tally.ts";
import { type SoakAction, type SoakObservation, STEP_FAULTS } from "./world.ts";

/** One of many who play episodes at the same time. */
export interface Caller {
  /** Unique; its tokens begin with it. */
  readonly name: string;
  /** The server's base URL. */
  readonly serverUrl: string;
  /** The URL to call: the server's, or the proxy's. */
  readonly url: string;
  /** Draws what it does. */
  readonly random: Random;
  /** Counts what happens to it. */
  readonly tally: Tally;
}

/** Why a call failed. */
export type Failure = { readonly code: string; readonly message: string };

/** The codes of a call that was cut off, by a fault of the proxy or by the restart. */
const CUT_OFF = /^(CONNECTION_(CLOSED|FAILED|POISONED)|REPLY_NOT_KEPT|SESSION_(ERROR|EXPIRED|LOST)|TIMEOUT)$/;

/**
 * How long a caller waits for a reply, in milliseconds: a server may only be busy, but a proxy stalls. An HTTP session
 * expires later than a caller gives up its stalled socket.
 */
export function patienceOf({ url, serverUrl }: Caller): number {
  return url === serverUrl ? 20_000 : 4_000;
}

/** Draws an action. Callers that share a session make none that hangs, which would break it for all. */
export function drawAction(random: Random, token: string, shared = false): SoakAction {
  const faults = Object.keys(STEP_FAULTS).filter((fault) => !shared || fault !== "hang") as SoakAction["fault"][];
  const padding = random.bool(0.05) ? random.int(10_000, 400_000) : random.int(0, 200);
  return { token, fault: random.bool(0.04) ? random.choice(faults) : "none", padding };
}

/** Enters what came of a step into the accounts; returns `false` for a failure that its action did not ask for. */
export function account(
  { tally }: Caller,
  ledger: Ledger,
  { token, fault, padding }: SoakAction,
  outcome: { readonly observation: SoakObservation } | Failure,
): outcome is { readonly observation: SoakObservation } {
  const code = STEP_FAULTS[fault];
  if ("observation" in outcome) {
    ledger.answer(token, outcome.observation);
    if (code !== undefined) tally.violations.push(`${token} was answered, in spite of ${fault}`);
    if (outcome.observation.padding.length !== padding) tally.violations.push(`${token} was answered in part`);
    tally.add("steps answered");
  } else if (outcome.code === code && code !== "TIMEOUT") ledger.fail(token);
  else ledger.lose(token); // it may have been executed
  if ("code" in outcome && outcome.code !== code) return false;
  if (fault !== "none") tally.add(`step: ${fault}`);
  return true;
}

/** Judges a call that failed, unless its action asked for it. */
export function judge({ tally, url, serverUrl }: Caller, call: string, { code, message }: Failure): void {
  if (code === "CAPACITY_REACHED" || code === "FACTORY_ERROR") tally.add(`refused: ${code}`);
  else if (message.includes("finish create")) tally.add("refused: factory too slow");
  else if (!CUT_OFF.test(code)) tally.violations.push(`${call} failed: ${code} ${message}`);
  else if (url === serverUrl) tally.failures.push(`${call} failed: ${code} ${message}`);
  else tally.add(`cut off: ${code}`);
}
