import { UnauthorizedError } from "@openenv/core";
import { createHandle } from "../sessions/create_handle.ts";

/** How long a ticket is good, in milliseconds. */
const GOOD_MS = 30_000;
/** The most tickets that wait to be used; one more makes the oldest worthless. */
const MAX_TICKETS = 1024;

/**
 * One-time tickets for WebSockets. A browser's socket can't send a header, and a token in a URL would end up in logs; a
 * ticket there is worth nothing once it is used.
 */
export class Tickets {
  readonly #issued: Map<string, number> = new Map();
  readonly #now: () => number;

  /** Creates an empty collection. */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /** Issues a ticket. */
  issue(): string {
    const ticket = createHandle();
    this.#issued.set(ticket, this.#now());
    const [oldest] = this.#issued.keys();
    if (this.#issued.size > MAX_TICKETS) this.#issued.delete(oldest!);
    return ticket;
  }

  /** Uses a ticket up; throws `UnauthorizedError` for one that is unknown, used, or too old. */
  redeem(ticket: string): void {
    const issuedAt = this.#issued.get(ticket);
    this.#issued.delete(ticket);
    if (issuedAt !== undefined && this.#now() - issuedAt <= GOOD_MS) return;
    throw new UnauthorizedError("Cannot answer request: its ticket is unknown, used or too old", {});
  }
}
