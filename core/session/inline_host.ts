import type { AnyContract, AnyImplementation } from "../contract/contract.ts";
import type { Environment } from "../environment.ts";
import { FactoryError } from "../errors/error_classes.ts";
import { describeFactoryFailure, messageOf } from "../errors/errors.ts";
import { isPromiseLike } from "../async/is_promise_like.ts";
import type { MaybePromise } from "../result.ts";
import { Runner } from "./runner.ts";
import type { EnvironmentHost, HostedEnvironment, HostOptions } from "./environment_host.ts";

/** Runs environments in this thread: the fastest host, but it can't interrupt a synchronous loop. */
export class InlineHost implements EnvironmentHost {
  /** A synchronous call blocks the server. */
  readonly sharesThread = true;
  readonly #implementation: AnyImplementation;
  readonly #options: HostOptions;

  /** Creates a host for one implementation. */
  constructor(implementation: AnyImplementation, options: HostOptions) {
    this.#implementation = implementation;
    this.#options = options;
  }

  /** The implementation's contract. */
  contract(): AnyContract {
    return this.#implementation.contract;
  }

  /** Calls the factory and wraps the instance in a runner. */
  create(): MaybePromise<HostedEnvironment> {
    let made: MaybePromise<Environment>;
    try {
      made = this.#implementation.factory() as MaybePromise<Environment>;
    } catch (thrown) {
      throw this.#failure(thrown);
    }
    if (!isPromiseLike(made)) return this.#run(made);
    return Promise.resolve(made).then((instance) => this.#run(instance), (thrown) => {
      throw this.#failure(thrown);
    });
  }

  #run(instance: Environment): Runner {
    const [reset, step] = [instance?.reset, instance?.step].map((method) => typeof method === "function");
    if (!reset || !step) {
      const missing = reset ? "a step method" : step ? "a reset method" : "reset and step methods";
      throw this.#failure(new TypeError(`the factory returned something without ${missing}`));
    }
    try {
      return new Runner(this.#implementation.contract, instance, this.#options);
    } catch (thrown) {
      throw this.#failure(thrown);
    }
  }

  #failure(thrown: unknown): FactoryError {
    return factoryFailure(this.#implementation.factory.name || this.#implementation.contract.name, thrown);
  }
}

/** Creates the error for a factory that failed; `name` is the factory's name or a substitute. */
export function factoryFailure(name: string, thrown: unknown): FactoryError {
  const reason = messageOf(thrown);
  return new FactoryError(describeFactoryFailure(name, reason), { factory_name: name, reason }, { cause: thrown });
}
