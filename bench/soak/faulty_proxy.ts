import { setTimeout as sleep } from "node:timers/promises";
import type { Random } from "@openenv/core";

/** The faults that a proxy can cause. */
export const WIRE_FAULTS = ["none", "cut", "delay", "stall", "half-close"] as const;

/** A fault, when it strikes, counted in bytes both ways, and how long it takes. */
export type WirePlan = { fault: typeof WIRE_FAULTS[number]; afterBytes: number; ms: number };

/** One end of a connection. */
export type WireEnd = Pick<Deno.TcpConn, "read" | "write" | "closeWrite" | "close">;

/** Draws a plan. Half of the faults strike during the handshake or the first messages. */
export function drawPlan(random: Random): WirePlan {
  const fault = random.choice(WIRE_FAULTS);
  const afterBytes = random.int(1, random.bool() ? 2_000 : 100_000);
  return { fault, afterBytes, ms: fault === "delay" ? random.int(1, 40) : random.int(500, 5_000) };
}

/**
 * Passes bytes on between two ends until both have ended or the plan cuts them off, and closes both.
 *
 * @returns `true` if the plan's fault has struck: `cut` ends everything in mid-chunk, `stall` does so after a while in
 * which nothing goes that way, `half-close` ends one way, and `delay` holds each chunk up.
 */
export async function carry(client: WireEnd, server: WireEnd, plan: WirePlan, wait = delay): Promise<boolean> {
  const { fault, afterBytes, ms } = plan;
  let passed = 0;
  let struck = false;
  const pass = async (from: WireEnd, to: WireEnd) => {
    const buffer = new Uint8Array(16_384);
    for (let length; (length = await from.read(buffer)) !== null;) {
      passed += length;
      const strikes = fault !== "none" && passed >= afterBytes && (fault === "delay" || !struck);
      struck ||= strikes;
      if (strikes && (fault === "delay" || fault === "stall")) await wait(ms);
      if (strikes && fault === "half-close") break;
      const ends = strikes && fault !== "delay";
      await writeAll(to, buffer.subarray(0, !ends ? length : fault === "cut" ? length >> 1 : 0));
      if (ends) throw new Deno.errors.ConnectionAborted(`Cannot pass on: ${fault}`);
    }
    await to.closeWrite();
  };
  // Either end may fail at any time: that is what this is for.
  await Promise.all([pass(client, server), pass(server, client)]).catch(() => {});
  close(client);
  close(server);
  return struck;
}

/** Listens on a port of its own and passes everything on to a server on this machine, with faults. Dispose it. */
export class FaultyProxy implements AsyncDisposable {
  /** `http://host:port`. */
  readonly url: string;
  readonly #listener: Deno.TcpListener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  readonly #open: Set<WireEnd> = new Set();
  readonly #accepting: Promise<void>;

  /** Begins to listen. */
  constructor(port: number, random: Random, onFault: (fault: string) => void) {
    this.url = `http://127.0.0.1:${this.#listener.addr.port}`;
    this.#accepting = this.#accept(async (client) => {
      const plan = drawPlan(random);
      const server = await Deno.connect({ hostname: "127.0.0.1", port }).catch(() => undefined);
      if (server === undefined) return close(client); // it is being restarted
      this.#open.add(server);
      if (await carry(client, server, plan)) onFault(plan.fault);
      this.#open.delete(server);
    });
  }

  /** Stops listening and cuts every connection. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#listener.close();
    for (const end of this.#open) close(end);
    await this.#accepting;
  }

  async #accept(handle: (client: WireEnd) => Promise<void>): Promise<void> {
    for await (const client of this.#listener) {
      this.#open.add(client);
      void handle(client).finally(() => this.#open.delete(client));
    }
  }
}

function delay(ms: number): Promise<unknown> {
  return sleep(ms);
}

async function writeAll(to: WireEnd, bytes: Uint8Array): Promise<void> {
  while (bytes.length > 0) bytes = bytes.subarray(await to.write(bytes));
}

function close(end: WireEnd): void {
  try {
    end.close();
  } catch (thrown) {
    if (!(thrown instanceof Deno.errors.BadResource)) throw thrown;
  }
}
