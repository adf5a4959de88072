import { z } from "zod";
import type { EpisodeContext } from "../context.ts";
import { defineEnvironment } from "../contract/define_environment.ts";
import type { Implementation } from "../contract/contract.ts";
import type { Environment } from "../environment.ts";
import type { StepReturn } from "../result.ts";

const contract = defineEnvironment({
  name: "puppet",
  action: z.object({ tag: z.int().default(0), mode: z.enum(["now", "later", "throw"]).default("later") }),
  observation: z.object({ tag: z.int() }),
  state: z.object({ instance: z.int() }),
  resetOptions: z.object({ tag: z.int().default(0), mode: z.enum(["now", "later", "throw"]).default("now") }),
});

type Order = { readonly tag: number; readonly mode: "now" | "later" | "throw" };
type Call = StepReturn<{ tag: number }>;

/** A call to an environment that waits until a test releases it. */
export interface HeldCall {
  /** The instance that was called. */
  readonly instance: PuppetInstance;
  /** The call's number, as given by the caller. */
  readonly tag: number;
  /** The call's signal. */
  readonly signal: AbortSignal;
  /** Makes the call return. */
  resolve(): void;
  /** Makes the call throw. */
  reject(thrown: unknown): void;
}

/** One instance; it records what a session must never do to it. */
export class PuppetInstance implements Environment<typeof contract> {
  /** The calls that were started, including `close`. */
  readonly calls: string[] = [];
  /** How often it was closed. */
  closings = 0;
  readonly #stage: PuppetStage;
  #running = 0;

  constructor(stage: PuppetStage, readonly number: number) {
    this.#stage = stage;
  }

  reset(order: Order, context: EpisodeContext): Call | Promise<Call> {
    return this.#perform("reset", order, context);
  }

  step(order: Order, context: EpisodeContext): Call | Promise<Call> {
    return this.#perform("step", order, context);
  }

  state(): { instance: number } {
    this.#begin("state");
    return { instance: this.number };
  }

  close(): void {
    this.#begin("close");
    this.closings++;
  }

  #begin(name: string): void {
    this.calls.push(name);
    if (this.#running > 0) this.#stage.violations.push(`${name} on instance ${this.number} beside another call`);
    if (this.closings > 0) this.#stage.violations.push(`${name} on instance ${this.number} after its close`);
  }

  #perform(name: string, { tag, mode }: Order, context: EpisodeContext): Call | Promise<Call> {
    this.#begin(`${name} ${tag}`);
    const result: Call = { observation: { tag } };
    if (mode === "now") return result;
    if (mode === "throw") throw new Error(`told to throw ${tag}`);
    this.#running++;
    const { promise, resolve, reject } = Promise.withResolvers<Call>();
    const letGo = (settle: () => void) => {
      this.#running--;
      this.#stage.held.splice(this.#stage.held.indexOf(call), 1);
      settle();
    };
    const call: HeldCall = {
      instance: this,
      tag,
      signal: context.signal,
      resolve: () => letGo(() => resolve(result)),
      reject: (thrown) => letGo(() => reject(thrown)),
    };
    this.#stage.held.push(call);
    return promise;
  }
}

/** An environment whose calls return when a test releases them: at once, later, or never. */
export class PuppetStage {
  /** All instances that were created, in order. */
  readonly instances: PuppetInstance[] = [];
  /** The calls that were not released yet, in order. */
  readonly held: HeldCall[] = [];
  /** The instances that were requested and not released yet, in order; only `factoryMode: "later"` fills it. */
  readonly heldFactories: PromiseWithResolvers<PuppetInstance>[] = [];
  /** Events that must never happen, but did. */
  readonly violations: string[] = [];
  /** How the next instance is created. */
  factoryMode: "now" | "later" | "throw" = "now";

  /** The environment to host. */
  readonly implementation: Implementation<typeof contract> = contract.implement(() => this.#make());

  /** Releases the oldest requested instance. */
  releaseFactory(): void {
    this.heldFactories.shift()?.resolve(this.#instance());
  }

  #make(): PuppetInstance | Promise<PuppetInstance> {
    if (this.factoryMode === "throw") throw new Error("no puppets today");
    if (this.factoryMode === "now") return this.#instance();
    const held = Promise.withResolvers<PuppetInstance>();
    this.heldFactories.push(held);
    return held.promise;
  }

  #instance(): PuppetInstance {
    const instance = new PuppetInstance(this, this.instances.length);
    this.instances.push(instance);
    return instance;
  }
}
