import type { AnyContract, MaybePromise } from "@openenv/core";
import { contractFrom } from "@openenv/core/contract";
import { DeadlineError, FactoryError } from "@openenv/core/errors";
import type { TaskRequest, TaskVerb } from "@openenv/core/protocol";
import {
  type EnvironmentHost,
  factoryFailure,
  type HostOptions,
  type SessionLimits,
  type TaskLimits,
} from "@openenv/core/session";
import { toCallersError } from "./load_implementation.ts";
import type { HostPort } from "./host_port.ts";
import { RemoteEnvironment } from "./remote_environment.ts";
import { Side } from "./remote_side.ts";

/** Options of {@linkcode RemoteHost}. */
export interface RemoteHostSettings {
  /** The module's URL. */
  readonly module: string;
  /** Starts a side. */
  readonly start: () => MaybePromise<HostPort>;
  /** The most environments of one side. */
  readonly perSide: number;
  /** How many sides wait, started and loaded. */
  readonly warm: number;
  /** The options of the host. */
  readonly options: HostOptions;
  /** Logs a warning. Default: `options.log`. */
  readonly warn?: (message: string) => void;
  /** How long loading, creating and closing may take. */
  readonly limits: Pick<SessionLimits, "createMs" | "closeMs">;
}

/** How many workers may be stuck in a loop before no more environments are made. */
const MAX_STUCK = 4;

/** Runs the environments of a module on other sides of a boundary: workers or processes. */
export class RemoteHost implements EnvironmentHost {
  /** How many workers were given up in a synchronous loop that can't be ended. */
  stuck = 0;
  readonly #settings: RemoteHostSettings;
  /** The sides that may take more environments. */
  readonly #open: Side[] = [];
  /** Every side that has not ended. */
  readonly #sides = new Set<Side>();
  #contract: Promise<AnyContract> | undefined;
  #closed = false;
  #filling: ReturnType<typeof setTimeout> | undefined;

  /** Creates a host; nothing is started yet. */
  constructor(settings: RemoteHostSettings) {
    this.#settings = settings;
  }

  /** Why it makes no more instances. */
  get refusal(): string | undefined {
    if (this.stuck <= MAX_STUCK) return undefined;
    return `${this.stuck} workers are stuck in a loop, which nothing can end; the server has to be restarted`;
  }

  /** Loads the module on a first side, and returns its contract. */
  contract(): Promise<AnyContract> {
    return this.#contract ??= this.#load().catch((thrown) => {
      this.#contract = undefined;
      throw thrown;
    });
  }

  /** Creates an instance on a side with room for it. */
  async create(): Promise<RemoteEnvironment> {
    const { name } = await this.contract();
    const { limits } = this.#settings;
    if (this.refusal !== undefined) throw factoryFailure(name, new Error(this.refusal));
    const side = this.#take();
    try {
      await side.loaded.catch((thrown) => {
        throw toCallersError(thrown);
      });
      return new RemoteEnvironment(side, await side.create(), limits.closeMs);
    } catch (thrown) {
      side.release();
      if (thrown instanceof FactoryError || thrown instanceof DeadlineError) throw thrown;
      throw factoryFailure(name, thrown);
    } finally {
      this.#fill();
    }
  }

  /** Answers a task request on one of the sides. */
  async answerTask(verb: TaskVerb, request: TaskRequest, limits: TaskLimits): Promise<string> {
    const side = this.#open[0] ?? this.#start();
    await side.loaded;
    const answer = await side.requestWithin(verb, limits.timeoutMs, { do: "task", verb, request, ...limits });
    return String(answer);
  }

  /** Asks a side a question, of the kind that its entry answers. */
  async ask(question: unknown): Promise<unknown> {
    const side = this.#open[0] ?? this.#start();
    await side.loaded;
    return await side.requestWithin("ask", this.#settings.limits.createMs, { do: "ask", question });
  }

  /** Ends every side. */
  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#filling);
    await Promise.all([...this.#sides].map((side) => side.close()));
  }

  async #load(): Promise<AnyContract> {
    const side = this.#open[0] ?? this.#start();
    try {
      const contract = contractFrom(await side.loaded);
      this.#fill();
      return contract;
    } catch (thrown) {
      await side.close();
      throw thrown;
    }
  }

  #take(): Side {
    const side = this.#open[0] ?? this.#start();
    side.count++;
    if (side.count >= this.#settings.perSide) this.#setOpen(side, false);
    return side;
  }

  /** Keeps sides warm; a start does not compete with the call that caused it. */
  #fill(): void {
    if (this.#closed) return;
    this.#filling ??= setTimeout(() => {
      this.#filling = undefined;
      while (!this.#closed && this.#open.length < this.#settings.warm) this.#start();
    }, 0);
  }

  #start(): Side {
    const { module, start, options, perSide, limits: { createMs } } = this.#settings;
    const { includeRubricScores, checkObservations, mode } = options;
    const side = new Side(start, {
      module,
      options: { includeRubricScores, checkObservations, mode },
      log: options.log,
      isShared: perSide > 1,
      createMs,
    });
    this.#open.push(side);
    this.#sides.add(side);
    side.onStuck = () => this.#countStuck();
    side.onSuspect = (isSuspect) => this.#setOpen(side, !isSuspect && side.count < perSide);
    side.onRelease = () => this.#reuse(side);
    void side.ended.then(() => {
      this.#sides.delete(side);
      this.#setOpen(side, false);
    });
    return side;
  }

  /** A side of one environment is not used again, so that an episode never meets what another has left behind. */
  #reuse(side: Side): void {
    const { perSide, warm } = this.#settings;
    const others = this.#open.filter((one) => one !== side).length;
    const isNeeded = perSide > 1 && (side.count > 0 || others < Math.max(1, warm));
    if (isNeeded && !side.hasEnded) return this.#setOpen(side, true);
    if (side.count > 0) return;
    this.#setOpen(side, false);
    void side.close();
  }

  #setOpen(side: Side, isOpen: boolean): void {
    const place = this.#open.indexOf(side);
    if (place >= 0 && !isOpen) this.#open.splice(place, 1);
    if (place < 0 && isOpen) this.#open.push(side);
  }

  #countStuck(): void {
    this.stuck++;
    const { module, options, warn = options.log } = this.#settings;
    warn(`A worker of ${module} is stuck in a loop, which nothing can end; use the process host for such code`);
    if (this.stuck === MAX_STUCK + 1) warn(`The server takes no more sessions: ${this.refusal}`);
  }
}
