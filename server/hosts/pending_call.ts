import type { StepOptions } from "@openenv/core";
import { isWireView } from "@openenv/core/protocol";
import { isRecord } from "@openenv/core/schema";

/** A call that waits for the answer of its side. */
export class PendingCall {
  /** Resolves with the answer. */
  readonly answer: Promise<unknown>;
  /** Called with each progress of the call. */
  readonly onProgress: StepOptions["onProgress"];
  /** `true` once there is an answer or an error. */
  isSettled = false;
  #resolve!: (value: unknown) => void;
  #reject!: (error: unknown) => void;

  /** Creates a call that is still to be sent. */
  constructor(onProgress?: StepOptions["onProgress"]) {
    this.onProgress = onProgress;
    this.answer = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
  }

  /** `true` for a value that can be the answer. */
  accepts(_value: unknown): boolean {
    return true;
  }

  /** Settles the call with its answer. */
  resolve(value: unknown): void {
    this.isSettled = true;
    this.#resolve(value);
  }

  /** Settles the call with an error. */
  reject(error: unknown): void {
    this.isSettled = true;
    this.#reject(error);
  }
}

/** A reset or a step: its answer has the form of a result, whatever the other side has become. */
export class ResultCall extends PendingCall {
  override accepts(value: unknown): boolean {
    if (!isRecord(value)) return false;
    const { observation, reward, terminated, truncated, done, info } = value;
    return isRecord(observation) && (reward === null || Number.isFinite(reward)) && isRecord(info) &&
      typeof terminated === "boolean" && typeof truncated === "boolean" && typeof done === "boolean";
  }
}

/** A call whose answer is an object. */
export class StateCall extends PendingCall {
  override accepts(value: unknown): boolean {
    return isRecord(value);
  }
}

/** A call whose answer is a view of the episode. */
export class ViewCall extends PendingCall {
  override accepts(value: unknown): boolean {
    return isWireView(value);
  }
}
