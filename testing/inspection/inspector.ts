import type { AnyImplementation, Environment, MaybePromise, StepReturn } from "@openenv/core";
import { isPromiseLike } from "@openenv/core/async";
import { checksOf, parseAction } from "@openenv/core/contract";
import { Rubric } from "@openenv/core/rubrics";
import { taskAt } from "@openenv/core/tasks";

/** A question about an environment that only its own side can answer. */
export type Question =
  /** Does the environment's own parser accept this action? */
  | { readonly ask: "accepts"; readonly action: unknown }
  /** What is this task, its private part included? */
  | { readonly ask: "task"; readonly split: string; readonly index: number }
  /** What does the instance look like that was made last? */
  | { readonly ask: "look" };

/** An instance of an environment, and what it has returned. */
export interface InstanceView {
  /** Its observations and infos, each as JSON when it was returned, and as JSON now. */
  readonly returned: readonly ReturnedValue[];
  /** Its rubric; `null` if it has none. */
  readonly rubric: RubricView | null;
  /** `true` if it has a transform, which may change rewards after the rubric. */
  readonly hasTransform: boolean;
}

/** A value that an instance has returned. */
export interface ReturnedValue {
  /** The part of the answer. */
  readonly part: "observation" | "info";
  /** The number of the answer: 0 for that to the first reset. */
  readonly answer: number;
  /** Its JSON when it was returned; `null` if it had none, which another check reports. */
  readonly then: string | null;
  /** Its JSON now. */
  readonly now: string | null;
}

/** A rubric from outside. */
export interface RubricView {
  /** Its name in messages. */
  readonly label: string;
  /** The paths of its parts. */
  readonly parts: readonly string[];
  /** Its last score; `null` if it has none. */
  readonly lastScore: number | null;
}

/** A value that was returned, as it is kept. */
interface Kept extends Omit<ReturnedValue, "now"> {
  readonly value: unknown;
}

// Taken when this module is loaded: code of the environment may replace it later.
const { stringify } = JSON;

/** Looks at an environment from its own side: in this process, or in the one that a host runs it in. */
export class Inspector {
  readonly #implementation: AnyImplementation;
  #instance: Environment | undefined;
  #kept: Kept[] = [];

  /** Creates an inspector of an environment. */
  constructor(implementation: AnyImplementation) {
    this.#implementation = implementation;
  }

  /** The environment with instances that are watched. */
  get watched(): AnyImplementation {
    const watch = (instance: Environment) => this.#watch(instance);
    const { contract, factory } = this.#implementation;
    return {
      contract,
      factory() {
        const made = factory() as MaybePromise<Environment>;
        return isPromiseLike(made) ? made.then(watch) : watch(made);
      },
    };
  }

  /** Answers a question with plain data. */
  answer(question: Question): MaybePromise<unknown> {
    const { contract } = this.#implementation;
    switch (question.ask) {
      case "accepts":
        return accepts(contract, question.action);
      case "task":
        return taskAt(contract.tasks!, question.split, question.index);
      case "look":
        return this.#look();
    }
  }

  /** Calls methods on the instance itself, which may have private fields; a method that it lacks stays absent. */
  #watch(instance: Environment): Environment {
    this.#instance = instance;
    this.#kept = [];
    let answers = 0;
    const note = (value: StepReturn<unknown>) => {
      this.#keep("observation", answers, value?.observation);
      this.#keep("info", answers++, value?.info);
      return value;
    };
    const tell = (result: MaybePromise<StepReturn<unknown>>): MaybePromise<StepReturn<unknown>> =>
      isPromiseLike(result) ? Promise.resolve(result).then(note) : note(result);
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

  #keep(part: ReturnedValue["part"], answer: number, value: unknown): void {
    this.#kept[this.#kept.length] = { part, answer, value, then: toText(value) };
  }

  #look(): InstanceView {
    const rubric: unknown = this.#instance?.rubric;
    return {
      returned: this.#kept.map(({ part, answer, value, then }) => ({ part, answer, then, now: toText(value) })),
      rubric: rubric instanceof Rubric ? viewOf(rubric) : null,
      hasTransform: this.#instance?.transform !== undefined,
    };
  }
}

function viewOf(rubric: Rubric): RubricView {
  return {
    label: rubric.label,
    parts: rubric.namedRubrics().map(([path]) => path),
    lastScore: rubric.lastScore,
  };
}

function accepts(contract: AnyImplementation["contract"], action: unknown): boolean {
  try {
    parseAction(checksOf(contract), action);
    return true;
  } catch {
    return false;
  }
}

function toText(value: unknown): string | null {
  try {
    return stringify(value) ?? null;
  } catch {
    return null;
  }
}
