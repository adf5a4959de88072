import { setTimeout as sleep } from "node:timers/promises";
import { type AnyImplementation, defineEnvironment, type Environment, type Random } from "@openenv/core";
import { z } from "zod";

/** The ways in which a step can go, each with the code of its error, if it ends in one. */
export const STEP_FAULTS = {
  none: undefined,
  "stray rejection": undefined,
  throw: "EXECUTION_ERROR",
  "throw an odd error": "EXECUTION_ERROR",
  "invalid observation": "INVALID_OBSERVATION",
  hang: "TIMEOUT",
} as const;

const Action = z.object({
  /** Unique: `<caller>#<number>`, and the numbers of a caller go up. */
  token: z.string(),
  fault: z.enum(Object.keys(STEP_FAULTS) as (keyof typeof STEP_FAULTS)[]),
  /** The length of the observation's padding. */
  padding: z.int().min(0),
});
const Observation = z.object({ count: z.int(), token: z.string(), padding: z.string() });

/** An action of the soak's environment. */
export type SoakAction = z.infer<typeof Action>;

/** The number of steps that the episode has had, and the token of the last one. */
export type SoakObservation = z.infer<typeof Observation>;

/** An environment that counts its steps and returns their tokens, so that a caller can account for each of them. */
export const soakContract = defineEnvironment({
  name: "soak",
  action: Action,
  observation: Observation,
  state: z.object({ count: z.int() }),
  resetOptions: z.object({ token: z.string(), waits: z.boolean() }),
});

/** Counts over all environments of one server: instances that are open, and calls that came a second time. */
export class Audit {
  instances = 0;
  repeated = 0;
  readonly #resets: Set<string> = new Set();

  /** Counts a reset, and remembers its token for a while. */
  reset(token: string): void {
    if (this.#resets.has(token)) this.repeated++;
    this.#resets.add(token);
    const [oldest] = this.#resets;
    if (this.#resets.size > 1_000) this.#resets.delete(oldest!);
  }
}

/** Longer than the server's limits for making and closing an instance. */
const TOO_LONG_MS = 1_500;

/** Makes the soak's environment: synchronous or not, as a reset says, and faulty in the ways that actions name. */
export function createSoakEnvironment(audit: Audit, random: Random): AnyImplementation {
  const make = () => new World(audit, random);
  return soakContract.implement((): World | Promise<World> => {
    const chance = random.float();
    if (chance < 0.02) throw new Error("Cannot make environment: the soak wants it so");
    if (chance < 0.04) return sleep(5).then(() => Promise.reject(new Error("Cannot make environment any more")));
    return chance < 0.6 ? make() : sleep(chance < 0.61 ? TOO_LONG_MS : 15).then(make);
  });
}

class World implements Environment<typeof soakContract> {
  readonly #audit: Audit;
  readonly #random: Random;
  /** The number of each caller's last step. */
  readonly #last: Map<string, number> = new Map();
  /** One object for all steps, as thrifty authors write it. */
  readonly #seen: SoakObservation = { count: 0, token: "", padding: "" };
  #waits = false;

  constructor(audit: Audit, random: Random) {
    this.#audit = audit;
    this.#random = random;
    audit.instances++;
  }

  reset({ token, waits }: { readonly token: string; readonly waits: boolean }) {
    this.#audit.reset(token);
    this.#last.clear();
    this.#waits = waits;
    this.#seen.count = 0;
    return this.#end({ token, fault: "none", padding: 0 });
  }

  step(action: SoakAction, { signal }: { readonly signal: AbortSignal }) {
    const [caller, number] = action.token.split("#") as [string, string];
    if (Number(number) <= (this.#last.get(caller) ?? 0)) this.#audit.repeated++;
    this.#last.set(caller, Number(number));
    this.#seen.count++;
    if (action.fault === "hang") return sleep(60_000, undefined as never, { signal, ref: false });
    if (action.fault === "stray rejection") void Promise.reject(new Error("Cannot wait: nothing does"));
    return this.#waits ? sleep(this.#random.int(0, 15)).then(() => this.#end(action)) : this.#end(action);
  }

  state() {
    return { count: this.#seen.count };
  }

  close(): void | Promise<void> {
    const close = () => void this.#audit.instances--;
    return this.#random.bool() ? close() : sleep(this.#random.bool(0.03) ? TOO_LONG_MS : 20).then(close);
  }

  #end({ token, fault, padding }: SoakAction) {
    if (fault === "throw") throw new Error("Cannot finish step: the soak wants it so");
    if (fault === "throw an odd error") throw new OddError();
    if (fault === "invalid observation") return { observation: {} as SoakObservation };
    return { observation: Object.assign(this.#seen, { token, padding: "-".repeat(padding) }), reward: 1 };
  }
}

/** An error that can't be described, nor what describing it throws. */
class OddError extends Error {
  override get message(): string {
    throw this;
  }
}
