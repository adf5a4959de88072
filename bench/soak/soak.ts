import { setTimeout as sleep } from "node:timers/promises";
import { Random } from "@openenv/core";
import { Child } from "../processes/child.ts";
import type { ClientCommands, ClientSettings } from "./client.ts";
import { readDescriptors } from "./descriptors.ts";
import { FaultyProxy } from "./faulty_proxy.ts";
import { PEERS } from "./peers.ts";
import type { SoakServerCommands } from "./server.ts";
import { type Counts, Tally } from "./tally.ts";

type Server = Child<SoakServerCommands>;

/** The resources that are still in use after a load has ended. */
export type Rest = Awaited<ReturnType<SoakServerCommands["measure"]>> & ReturnType<typeof readDescriptors>;

/** How long the server is under load, the number of callers at a time, and the seed of all faults. */
export type SoakOptions = { readonly seconds: number; readonly sessions: number; readonly seed: number };

/** How many callers share a process. */
const CALLERS = 8;
/** How long a server may take to end after SIGTERM, in milliseconds; running calls get 5 s. */
const SHUTDOWN_MS = 8_000;
/** How long it may take until nothing is open any more, in milliseconds. */
const SETTLE_MS = 30_000;
/** How long after a restart a failed call is still put down to it, in milliseconds. */
const GRACE_MS = 3_000;

/** A server under load: with a restart, then measured, under load again, and measured again. Dispose it. */
export class Soak implements AsyncDisposable {
  /** All that has been counted. */
  readonly tally = new Tally();
  readonly #options: SoakOptions;
  readonly #random: Random;
  /** Ends all processes by their own ids. */
  readonly #processes = new AsyncDisposableStack();
  #restarting = false;

  /** Prepares a run. */
  constructor(options: SoakOptions) {
    this.#options = options;
    this.#random = new Random(options.seed);
  }

  /** Runs; resolves with what was left after the first half, in which everything has happened once, and at the end. */
  async run(): Promise<[before: Rest, after: Rest]> {
    const quarterMs = this.#options.seconds * 250;
    let server = this.#startServer(0);
    const { port } = await server.ask("measure");
    await this.#load(port, async () => {
      await sleep(quarterMs);
      server = await this.#restart(server, port);
      await sleep(quarterMs);
    });
    const before = await this.#settle(server);
    const earlier = this.tally.count("episodes");
    await this.#load(port, () => sleep(2 * quarterMs));
    this.tally.add("episodes of the second half", this.tally.count("episodes") - earlier);
    return [before, await this.#settle(server, before)];
  }

  /** Ends all processes. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#processes.disposeAsync();
  }

  #startServer(port: number): Server {
    const slots = 2 * this.#options.sessions;
    return this.#processes.use(new Child("soak/server.ts", `${port}`, `${slots}`, `${this.#random.uint32()}`));
  }

  /** Puts load on the server during a time; resolves when all clients and peers have ended. */
  async #load(port: number, during: () => Promise<void>): Promise<void> {
    const { sessions } = this.#options;
    const random = () => new Random(this.#random.uint32());
    await using proxy = new FaultyProxy(port, random(), (fault) => this.tally.add(`proxy: ${fault}`));
    const urls = [`http://127.0.0.1:${port}`, proxy.url] as const;
    const stop = new AbortController();
    const clients = Array.from({ length: Math.ceil(sessions / CALLERS) }, (_, index) => {
      const callers = Math.min(CALLERS, sessions - index * CALLERS);
      return this.#keepClient(
        (random) => [`${random.uint32()}`, callers, ...urls, random.uint32()],
        random(),
        stop.signal,
      );
    });
    const peers = Object.entries(PEERS).map(async ([name, peer]) => {
      const drawn = random();
      while (!stop.signal.aborted) {
        // There may be no server just now.
        await peer(port, drawn.int(1_000, 5_000)).then(() => this.tally.add(name), () => sleep(100));
      }
    });
    const ended = Promise.all([...clients, ...peers]);
    await Promise.race([during(), ended]); // a client that fails ends all of it
    stop.abort();
    await ended;
  }

  /** Keeps a client process running: kills it after a while, and starts another. */
  async #keepClient(settings: (random: Random) => ClientSettings, random: Random, stop: AbortSignal): Promise<void> {
    while (!stop.aborted) {
      const client = new Child<ClientCommands>("soak/client.ts", JSON.stringify(settings(random)));
      this.#processes.use(client);
      const end = Date.now() + random.int(1_500, 10_000);
      while (!stop.aborted && Date.now() < end) {
        await sleep(random.int(100, 600));
        this.#count(await client.ask("take"));
      }
      if (stop.aborted) this.#count(await client.ask("stop"));
      else {
        client.kill("SIGKILL");
        this.tally.add("client process killed");
      }
      await client[Symbol.asyncDispose]();
    }
  }

  #count({ counts, violations, failures }: Counts): void {
    for (const [name, times] of Object.entries(counts)) this.tally.add(name, times);
    this.tally.violations.push(...violations);
    if (this.#restarting) this.tally.add("call failed by the restart", failures.length);
    else this.tally.failures.push(...failures);
  }

  /** Ends a server under load as an operator would, and starts another on its port. */
  async #restart(server: Server, port: number): Promise<Server> {
    const { repeated } = await server.ask("measure");
    if (repeated > 0) this.tally.violations.push(`doubled: ${repeated} calls before the restart`);
    this.#restarting = true;
    const start = Date.now();
    server.kill("SIGTERM");
    const timer = setTimeout(() => server.kill("SIGKILL"), SHUTDOWN_MS);
    const { code, signal } = await server.status;
    clearTimeout(timer);
    const end = `the server ended with ${signal ?? code}, ${Date.now() - start} ms after SIGTERM`;
    console.log(end);
    if (code !== 0) this.tally.violations.push(end);
    this.tally.add("server restarted");
    const next = this.#startServer(port);
    await next.ask("measure");
    setTimeout(() => this.#restarting = false, GRACE_MS);
    return next;
  }

  /** Waits until nothing is open any more, or for too long, and measures. */
  async #settle(server: Server, before?: Rest): Promise<Rest> {
    const end = Date.now() + SETTLE_MS;
    for (let live = 0;;) {
      await sleep(1_000);
      const rest = { ...await server.ask("measure"), ...readDescriptors(server.pid) };
      const isQuiet = before ? rest.live <= before.live && rest.timers <= before.timers : rest.live === live;
      if (rest.sessions + rest.instances === 0 && isQuiet || Date.now() > end) return rest;
      live = rest.live;
    }
  }
}
