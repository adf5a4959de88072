import { defineEnvironment } from "@openenv/core";
import { z } from "zod";
import { serveForTest } from "../../server/serve_for_test.ts";
import { connect } from "../connect.ts";
import type { EnvClientOptions, InProcessOptions } from "../options.ts";

/** A contract that uses every feature of contracts. */
export const contract = defineEnvironment({
  name: "everything",
  action: z.object({
    do: z.enum(["draw", "hang", "late", "throw", "nan", "bad", "end"]).default("draw"),
    note: z.string().optional(),
    free: z.unknown().optional(),
  }),
  observation: z.object({ drawn: z.int(), items: z.array(z.string()), note: z.string().optional() }),
  state: z.object({ items: z.int() }),
  resetOptions: z.object({ flavor: z.string().default("plain") }),
  maxSteps: 50,
});

/** A record of what happens to the instances of an environment. */
export interface Seen {
  /** The codes with which their signals were aborted. */
  readonly aborted: unknown[];
  /** The time limits of their steps. */
  readonly timeouts: (number | undefined)[];
}

/** An environment whose actions each go wrong in their own way; its instances record what happens to them. */
export function makeEnvironment(seen: Seen = { aborted: [], timeouts: [] }) {
  return contract.implement(() => {
    const items: string[] = [];
    return {
      reset({ flavor }, { random }) {
        if (flavor === "sour") throw new RangeError("too sour");
        items.length = 0;
        return { observation: { drawn: random.int(1, 1000), items, note: flavor } };
      },
      async step({ do: what, note }, { random, signal, timeoutMs }) {
        seen.timeouts.push(timeoutMs);
        signal.addEventListener("abort", () => seen.aborted.push(signal.reason?.code));
        items.push(what);
        if (what === "hang") await new Promise((resolve) => signal.addEventListener("abort", resolve));
        if (what === "late") await new Promise((resolve) => setTimeout(resolve, 150));
        if (what === "throw") throw new RangeError("kaboom");
        if (what === "bad") return { observation: { drawn: 1.5, items } };
        const observation = { drawn: random.int(1, 1000), items, ...(note === undefined ? {} : { note }) };
        return { observation, reward: what === "nan" ? NaN : 0.5, terminated: what === "end", info: { what } };
      },
      state: () => ({ items: items.length }),
    };
  });
}

/** Connects a client to such an environment. */
export type Connect = (options?: InProcessOptions & EnvClientOptions) => Promise<Client>;
/** A client of {@linkcode contract}. */
export type Client = Awaited<ReturnType<typeof connectHere>>;

/** The ways to reach an environment. */
export type WayName = "in process" | "in process, objects not copied" | "over a socket" | "over HTTP";

/** How a test reaches the environment. */
export interface OnThisWay {
  /** The name of the way, for documented differences. */
  readonly way: WayName;
  /** The number of sessions on the server; `undefined` without a server. */
  sessionCount(): number | undefined;
}

type Body = (connect: Connect, on: OnThisWay) => Promise<void>;

const WAYS: Readonly<Record<WayName, (body: Body) => Promise<void>>> = {
  "in process": (body) => runInProcess(body, "in process", true),
  "in process, objects not copied": (body) => runInProcess(body, "in process, objects not copied", false),
  "over a socket": (body) => runOnServer(body, "over a socket", "websocket"),
  "over HTTP": (body) => runOnServer(body, "over HTTP", "http"),
};

/** Registers one test for each way to reach an environment, with the same contract. */
export function onEveryWay(name: string, body: Body): void {
  for (const [way, run] of Object.entries(WAYS)) Deno.test(`${name} (${way})`, () => run(body));
}

function connectHere(options?: InProcessOptions) {
  return connect(makeEnvironment(), options);
}

function runInProcess(body: Body, way: WayName, copy: boolean): Promise<void> {
  return body((options) => connectHere({ ...options, copy }), { way, sessionCount: () => undefined });
}

async function runOnServer(body: Body, way: WayName, transport: "websocket" | "http"): Promise<void> {
  await using server = await serveForTest(makeEnvironment());
  const sessionCount = () => server.app.sessionCount;
  await body((options) => connect(server.url, contract, { ...options, transport }), { way, sessionCount });
}
