import type { Log } from "../context.ts";
import type { AnyContract, AnyImplementation } from "../contract.ts";
import type { Environment } from "../environment.ts";
import { FactoryError } from "../error_classes.ts";
import { messageOf } from "../errors.ts";
import { isPromiseLike } from "./is_promise_like.ts";
import type { MaybePromise } from "../result.ts";
import { Runner } from "./runner.ts";
import type { EnvironmentHost, HostedEnvironment } from "./environment_host.ts";

/** Runs environments in this thread: the fastest host, and one that can't end a synchronous loop. */
export class InlineHost implements EnvironmentHost {
  readonly #implementation: AnyImplementation;
  readonly #log: Log;

  /** Makes a host of one implementation; `log` takes what its environments log. */
  constructor(implementation: AnyImplementation, log: Log) {
    this.#implementation = implementation;
    this.#log = log;
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
    return made.then((instance) => this.#run(instance), (thrown) => {
      throw this.#failure(thrown);
    });
  }

  #run(instance: Environment): Runner {
    if (typeof instance?.reset !== "function" || typeof instance.step !== "function") {
      throw this.#failure(new TypeError("the factory returned something without reset and step methods"));
    }
    return new Runner(this.#implementation.contract, instance, this.#log);
  }

  #failure(thrown: unknown): FactoryError {
    const name = this.#implementation.factory.name || this.#implementation.contract.name;
    return new FactoryError(
      `Environment factory '${name}' failed to create instance.`,
      { factory_name: name, reason: messageOf(thrown) },
      { cause: thrown },
    );
  }
}
