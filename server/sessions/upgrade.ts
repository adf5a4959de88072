import { InvalidUpgradeError, messageOf } from "@openenv/core";
import { setImmediate } from "node:timers";

/** How many turns of the event loop it takes the runtime to see that a client has gone. */
const TURNS = 2;

/**
 * Resolves with `true` if the client of a request has gone. Call it when the request comes: its signal tells nothing of
 * what happened before it was first looked at.
 *
 * The runtime leaks the descriptor of a connection that is reset while its upgrade is pending, so such a request must not
 * be upgraded. A client that goes between this check and the answer can't be noticed.
 */
export async function hasGone({ signal }: Request): Promise<boolean> {
  for (let turn = 0; turn < TURNS; turn++) await new Promise<void>((resolve) => setImmediate(resolve));
  return signal.aborted;
}

/**
 * Upgrades a request to a WebSocket whose client may leave pings unanswered for `idleTimeout` seconds; throws
 * `InvalidUpgradeError` for one that is malformed.
 *
 * Once per process the runtime warns programs that read a request's signal, since it is aborted by an answer too. That
 * does not matter here, and would be the first line of every server's log.
 */
export function upgrade(request: Request, idleTimeout: number): Deno.WebSocketUpgrade {
  const { warn } = console;
  console.warn = () => {};
  try {
    return Deno.upgradeWebSocket(request, { idleTimeout });
  } catch (cause) {
    throw new InvalidUpgradeError(`Cannot open WebSocket: ${messageOf(cause)}`, {}, { cause });
  } finally {
    console.warn = warn;
  }
}
