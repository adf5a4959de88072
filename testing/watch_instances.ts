import type { AnyImplementation, Environment, MaybePromise, StepReturn } from "@openenv/core";
import { isPromiseLike } from "@openenv/core/async";

/** Who looks at what the instances of an environment do, before anything is copied. */
export interface InstanceWatcher {
  /** Told of each instance that is made. */
  made?(instance: Environment): void;
  /** Told of what each reset and step gives back, which may be a promise. */
  called?(returned: MaybePromise<StepReturn<unknown>>): void;
  /** Told of what each reset and step has returned in the end. */
  returned?(value: StepReturn<unknown>): void;
}

/** The same environment, whose instances are watched. */
export function watchInstances(implementation: AnyImplementation, watcher: InstanceWatcher): AnyImplementation {
  const watch = (instance: Environment) => {
    watcher.made?.(instance);
    return watchInstance(instance, watcher);
  };
  return {
    contract: implementation.contract,
    factory() {
      const made = implementation.factory() as MaybePromise<Environment>;
      return isPromiseLike(made) ? made.then(watch) : watch(made);
    },
  };
}

/** Methods are called on the instance itself, which may have private fields; what it lacks stays lacking. */
function watchInstance(instance: Environment, { called, returned }: InstanceWatcher): Environment {
  const tell = (result: MaybePromise<StepReturn<unknown>>) => {
    called?.(result);
    if (returned === undefined) return result;
    if (!isPromiseLike(result)) return noting(result, returned);
    return Promise.resolve(result).then((value) => noting(value, returned));
  };
  return {
    reset: (options, context) => tell(instance.reset(options, context)),
    step: (action, context) => tell(instance.step(action, context)),
    ...(instance.state && { state: () => instance.state!() }),
    ...(instance.close && { close: () => instance.close!() }),
    get rubric() {
      return instance.rubric;
    },
    get transform(): Environment["transform"] {
      return instance.transform && ((result, context) => instance.transform!(result, context));
    },
  };
}

function noting(
  value: StepReturn<unknown>,
  returned: NonNullable<InstanceWatcher["returned"]>,
): StepReturn<unknown> {
  returned(value);
  return value;
}
