import type { AnyImplementation, Environment, MaybePromise, StepReturn } from "@openenv/core";
import { isPromiseLike } from "@openenv/core/async";

/** Callbacks for what the instances of an environment return, before anything is copied. */
export interface InstanceWatcher {
  /** Called with each new instance. */
  made?(instance: Environment): void;
  /** Called with what each reset and step returns, which may be a promise. */
  called?(returned: MaybePromise<StepReturn<unknown>>): void;
  /** Called with the value of each reset and step, once a promise is fulfilled. */
  returned?(value: StepReturn<unknown>): void;
}

/** Wraps an environment so that its instances are watched. */
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

/** Calls methods on the instance itself, which may have private fields; a method that it lacks stays absent. */
function watchInstance(instance: Environment, { called, returned }: InstanceWatcher): Environment {
  const tell = (result: MaybePromise<StepReturn<unknown>>): MaybePromise<StepReturn<unknown>> => {
    called?.(result);
    if (returned === undefined) return result;
    const note = (value: StepReturn<unknown>) => (returned(value), value);
    return isPromiseLike(result) ? Promise.resolve(result).then(note) : note(result);
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
