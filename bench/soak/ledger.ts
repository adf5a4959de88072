/**
 * The accounts that an episode's callers keep: what was sent, what is known to have been executed, and whether each
 * count that comes back can be true.
 *
 * A count below what is known to have been executed means that a step was lost, one above what was sent that a step was
 * doubled. A step whose reply never came may have been executed or not.
 */
export class Ledger {
  readonly #violations: string[];
  /** The steps in flight, each with the number of those that were known to be executed when it was sent. */
  readonly #inFlight: Map<string, number> = new Map();
  readonly #counts: Set<number> = new Set();
  #wrong = false;
  #sent = 0;
  #executed = 0;

  /** Begins an episode; what can't be true is added to `violations`. */
  constructor(violations: string[]) {
    this.#violations = violations;
  }

  /** A step is about to be sent. */
  send(token: string): void {
    this.#sent++;
    this.#inFlight.set(token, this.#executed);
  }

  /** A step was answered with an observation. */
  answer(token: string, observation: { readonly count: number; readonly token: string }): void {
    const { count } = observation;
    this.#judge(observation.token !== token, `swapped: the reply to ${token} is about ${observation.token}`);
    this.#judge(this.#counts.has(count), `swapped: ${token} is step ${count}, and so was another`);
    this.#judge(count <= (this.#inFlight.get(token) ?? 0), `lost: a step before ${token}, which is step ${count}`);
    this.#judge(count > this.#sent, `doubled: ${token} is step ${count}, and ${this.#sent} were sent`);
    this.#counts.add(count);
    this.fail(token);
  }

  /** A step was answered with an error of the environment's. */
  fail(token: string): void {
    this.#executed++;
    this.lose(token);
  }

  /** A step's reply will never come. */
  lose(token: string): void {
    this.#judge(!this.#inFlight.delete(token), `doubled: ${token} was answered twice`);
  }

  /** Compares with what the environment has counted; no step is in flight. */
  audit(count: number): void {
    this.#judge(count < this.#executed, `lost: ${this.#executed} steps were executed, and ${count} counted`);
    this.#judge(count > this.#sent, `doubled: ${this.#sent} steps were sent, and ${count} counted`);
  }

  /** Accounts that are wrong once stay so, and are reported once. */
  #judge(wrong: boolean, violation: string): void {
    if (wrong && !this.#wrong) this.#violations.push(violation);
    this.#wrong ||= wrong;
  }
}
