import type { AnyContract, AnyImplementation } from "../contract/contract.ts";
import type { Environment } from "../environment.ts";
import { FactoryError } from "../errors/error_classes.ts";
import { messageOf } from "../errors/errors.ts";
import { isPromiseLike } from "../async/is_promise_like.ts";
import type { MaybePromise } from "../result.ts";
import { Runner } from "./runner.ts";
import type { EnvironmentHost, HostedEnvironment, HostOptions } from "./environment_host.ts";

/** Runs environments in this thread: the fastest host, and one that can't end a synchronous loop. */
export class InlineHost implements EnvironmentHost {
  readonly #implementation: AnyImplementation;
  readonly #options: HostOptions;

  /** Makes a host of one implementation. */
  constructor(implementation: AnyImplementation, options: HostOptions) {
    this.#implementation = implementation;
    this.#options = options;
  }

  /** The implementation's contract. */
  contract(): AnyContract {
    return this.#implementation.contract;
  }

  /** Calls the factory and puts a runner around what it made. */
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
    if (typeof instance?.reset !== "function" || typeof instance.step !== "function") {
      throw this.#failure(new TypeError("the factory returned something without reset and step methods"));
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

/** Makes the error for a factory that could not make an environment; `name` is the factory's, or stands for it. */
export function factoryFailure(name: string, thrown: unknown): FactoryError {
  const message = `Environment factory '${name}' failed to create instance.`;
  return new FactoryError(message, { factory_name: name, reason: messageOf(thrown) }, { cause: thrown });
}
