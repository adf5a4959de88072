import { serveForTest } from "../../server/serve_for_test.ts";
import { connect } from "../connect.ts";
import { EnvClient } from "../env_client.ts";
import type { EnvClientOptions, InProcessOptions } from "../options.ts";
import { awaited } from "./awaited.ts";
import { serveElsewhere } from "./elsewhere.ts";
import { contract, makeEnvironment } from "./everything_contract.ts";

export { contract, makeEnvironment, type Seen } from "./everything_contract.ts";

/** Connects a client to such an environment. */
export type Connect = (options?: InProcessOptions & EnvClientOptions) => Promise<Client>;
/** A client of {@linkcode contract}. */
export type Client = Awaited<ReturnType<typeof connectHere>>;

/** The ways to reach an environment. */
export type WayName =
  | "in process"
  | "in process, objects not copied"
  | "in process, from a module"
  | "over a socket"
  | "over HTTP"
  | "synchronously, over a socket"
  | "synchronously, over HTTP"
  | "synchronously, from a module";

/** How a test reaches the environment. */
export interface OnThisWay {
  /** The name of the way, for documented differences. */
  readonly way: WayName;
  /** `true` over HTTP, where some things are different. */
  readonly overHttp: boolean;
  /** The number of sessions on the server; `undefined` without a server. */
  sessionCount(): Promise<number | undefined>;
}

type Body = (connect: Connect, on: OnThisWay) => Promise<void>;

const MODULE = new URL("./everything_environment.ts", import.meta.url);

const AWAITED_WAYS: Readonly<Partial<Record<WayName, (body: Body, way: WayName) => Promise<void>>>> = {
  "in process": (body, way) => runInProcess(body, way, true),
  "in process, objects not copied": (body, way) => runInProcess(body, way, false),
  "in process, from a module": (body, way) =>
    body((options) => connect({ module: MODULE }, contract, options), noServer(way)),
  "over a socket": (body, way) => runOnServer(body, way, "websocket"),
  "over HTTP": (body, way) => runOnServer(body, way, "http"),
};

const BLOCKING_WAYS: typeof AWAITED_WAYS = {
  "synchronously, over a socket": (body, way) => runElsewhere(body, way, "websocket"),
  "synchronously, over HTTP": (body, way) => runElsewhere(body, way, "http"),
  "synchronously, from a module": (body, way) =>
    body((options) => connectNow(new EnvClient({ module: MODULE }, contract, options)), noServer(way)),
};

/** Registers one test for each way to reach an environment, with the same contract. */
export function onEveryWay(name: string, body: Body): void {
  register(name, body, { ...AWAITED_WAYS, ...BLOCKING_WAYS });
}

/** Registers one test for each way but those of the synchronous client, whose calls can be neither aborted nor crossed. */
export function onEveryAwaitedWay(name: string, body: Body): void {
  register(name, body, AWAITED_WAYS);
}

function register(name: string, body: Body, ways: typeof AWAITED_WAYS): void {
  for (const [way, run] of Object.entries(ways)) {
    Deno.test(`${name} (${way})`, () => run(body, way as WayName));
  }
}

function connectHere(options?: InProcessOptions) {
  return connect(makeEnvironment(), options);
}

async function connectNow(client: EnvClient<typeof contract>): Promise<Client> {
  const env = awaited(client.sync());
  await env.connect();
  return env;
}

function noServer(way: WayName): OnThisWay {
  return { way, overHttp: false, sessionCount: () => Promise.resolve(undefined) };
}

function runInProcess(body: Body, way: WayName, copy: boolean): Promise<void> {
  return body((options) => connectHere({ ...options, copy }), noServer(way));
}

async function runOnServer(body: Body, way: WayName, transport: "websocket" | "http"): Promise<void> {
  await using server = await serveForTest(makeEnvironment());
  const sessionCount = () => Promise.resolve(server.app.sessionCount);
  const overHttp = transport === "http";
  await body((options) => connect(server.url, contract, { ...options, transport }), { way, overHttp, sessionCount });
}

async function runElsewhere(body: Body, way: WayName, transport: "websocket" | "http"): Promise<void> {
  await using server = await serveElsewhere("everything_environment.ts");
  const sessionCount = () => server.sessionCount();
  const overHttp = transport === "http";
  await body((options) => connectNow(new EnvClient(server.url, contract, { ...options, transport })), {
    way,
    overHttp,
    sessionCount,
  });
}
