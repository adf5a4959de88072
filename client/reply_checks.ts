import { formatPath, InvalidReplyError } from "@openenv/core/errors";
import type { ContractChecks } from "@openenv/core/contract";
import { type OutputCheck, toOutput } from "@openenv/core/schema";
import { isSampled, type ObservationChecks } from "@openenv/core/session/settings";

/** Checks that what a server replies is what the contract says, before it gets the contract's types. */
export class ReplyChecks {
  readonly #checks: ContractChecks;
  readonly #samples: boolean;
  #steps = 0;

  /** Makes the checks of one client. */
  constructor(checks: ContractChecks, mode: ObservationChecks) {
    this.#checks = checks;
    this.#samples = mode === "sampled";
  }

  /** Checks the observation of a reset; throws `InvalidReplyError`. */
  checkReset(observation: unknown): void {
    check(this.#checks.observation, observation, "observation", true);
  }

  /** Checks the observation of a step, if it is its turn; throws `InvalidReplyError`. */
  checkStep(observation: unknown): void {
    const isTurn = !this.#samples || isSampled(this.#steps++);
    check(this.#checks.observation, observation, "observation", isTurn);
  }

  /** Checks the environment's own part of a state; throws `InvalidReplyError`. */
  checkState(state: object): void {
    const { state: output, episodeKeys } = this.#checks;
    if (output.schema === undefined) return;
    const own: Record<string, unknown> = { ...state };
    for (const key of episodeKeys) delete own[key];
    check(output, own, "state", true);
  }
}

function check(output: OutputCheck, value: unknown, part: string, isChecked: boolean): void {
  const { problem } = toOutput(output, value, { isChecked });
  if (problem === undefined) return;
  const { path, message } = problem;
  throw new InvalidReplyError(`Cannot read reply: ${formatPath(path, part)} ${message}`, { path: [part, ...path] });
}
