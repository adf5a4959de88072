import type { EpisodeContext } from "../../../core/context.ts";
import { parseManifest } from "../../../registry/manifest/read_manifest.ts";
import type { Manifest } from "../../../registry/manifest/manifest.ts";
import type { StepResult } from "../../../core/result.ts";
import { FunctionRubric } from "../../../core/rubrics/function_rubric.ts";
import { Rubric } from "../../../core/rubrics/rubric.ts";
import type { AnyTaskProvider, Task } from "../../../core/tasks/task.ts";
import { type Fault, fault } from "./fault.ts";
import {
  addExtra,
  changing,
  type Returned,
  UnrewardedWalk,
  Walk,
  walk,
  type WalkAction,
  type WalkObservation,
} from "./walk.ts";

/** A manifest whose capabilities are these, beside the verifier. */
function declare(capabilities: string): Manifest {
  return parseManifest(`
name: walk
version: "1.0.0"
validation:
  reward: { range: [0, 1], floor_margin: 0.1 }
  resources: { cpu: 1, memory_mb: 512, disk_mb: 256, episode_timeout_s: 60 }
  capabilities: { verifier: { kind: reward_channel }, ${capabilities} }
  types: { tags: [toy] }
`);
}

const COUNT = 5;
/** A number that is not found by chance. */
const CODE = 48_151;

/** Sound tasks; the faults replace some of their methods. */
export const TASKS: AnyTaskProvider = {
  splits: () => ["train"],
  numTasks: () => COUNT,
  getTask: (split, index) => makeTask(`${split}-${index}`, index),
};

function makeTask(id: string, index: number): Task {
  return { id, public: { from: index }, private: { password: `sesame-${index}`, turns: 7 + index, code: CODE } };
}

function walkWith(tasks: Partial<AnyTaskProvider>, Class: new () => Walk = Walk) {
  return walk(() => new Class(), { tasks: { ...TASKS, ...tasks } });
}

/** A walk whose steps tell something of the task. */
function telling(
  tell: (task: { password: string; turns: number; code: number }, result: Returned) => Returned,
): new () => Walk {
  return changing((result, { task }) => tell(task!.private as never, result));
}

class Parts extends Rubric<WalkAction, WalkObservation> {
  readonly arrived = new FunctionRubric((_action: unknown, { terminated }: StepResult<unknown>) => terminated ? 1 : 0);

  override forward(action: WalkAction, result: StepResult<WalkObservation>): number {
    return this.arrived.score(action, result) as number;
  }
}

class RubricWithoutParts extends UnrewardedWalk {
  readonly rubric = new FunctionRubric(() => 0.5);
}

class RubricForShow extends Walk {
  readonly rubric = new Parts();

  override step(action: WalkAction, context: EpisodeContext): Returned {
    const { reward, ...rest } = super.step(action, context) as Returned;
    return context.stepCount === 1 ? rest : { ...rest, reward: reward === 0 ? 0.25 : reward };
  }
}

class RubricWalk extends UnrewardedWalk {
  readonly rubric = new Parts();
}

/** A walk whose rubric is as its manifest declares it. */
export const SOUND_RUBRIC: Pick<Fault, "subject" | "manifest"> = {
  subject: walk(() => new RubricWalk()),
  manifest: declare("rubric_tree: true"),
};

let draws = 0;

const TASK_FAULTS: readonly Fault[] = [
  {
    name: "there are fewer tasks than counted",
    check: "runtime.task_declaration_accuracy",
    subject: walkWith({
      getTask: (_split, index) => index < COUNT - 1 ? makeTask(`t${index}`, index) : undefined as never,
    }),
  },
  {
    name: "a task has another id each time",
    check: "runtime.task_declaration_accuracy",
    subject: walkWith({ getTask: (_split, index) => makeTask(`t${draws++}`, index) }),
  },
  {
    name: "two tasks have one id",
    check: "runtime.task_declaration_accuracy",
    subject: walkWith({ getTask: (_split, index) => makeTask("t", index) }),
  },
  {
    name: "an id leads to another task",
    check: "runtime.task_declaration_accuracy",
    subject: walkWith({ findTask: () => ({ split: "train", index: 0 }) }),
  },
  {
    name: "the manifest counts other tasks",
    check: "runtime.task_declaration_accuracy",
    subject: walkWith({}),
    manifest: declare("task_api: true, declared_task_count: { train: 6 }"),
  },
  fault("the manifest declares tasks that are not there", "runtime.task_declaration_accuracy", Walk, {
    manifest: declare("task_api: true"),
  }),
];

/** Faults of what is declared beside the schemas, and of what has to stay inside. */
export const DECLARED_FAULTS: readonly Fault[] = [
  ...TASK_FAULTS,
  {
    name: "the info has the answer",
    check: "runtime.no_private_task_part",
    subject: walkWith({}, telling(({ password }, result) => ({ ...result, info: { expected: password } }))),
  },
  {
    name: "an observation has a number of the answer under its own name",
    check: "runtime.no_private_task_part",
    subject: walkWith(
      {},
      telling(({ turns }, result) => addExtra(result, { turns })),
    ),
  },
  {
    name: "the last observation reveals the answer",
    check: "runtime.no_private_task_part",
    subject: walkWith(
      {},
      telling(({ password }, result) => {
        const extra = result.terminated ? `The password was ${password}.` : "Go on.";
        return addExtra(result, extra);
      }),
    ),
  },
  {
    name: "an observation shouts the answer",
    check: "runtime.no_private_task_part",
    subject: walkWith(
      {},
      telling(({ password }, result) => addExtra(result, `IT WAS ${password.toUpperCase()}!`)),
    ),
  },
  {
    name: "a text tells a number of the answer",
    check: "runtime.no_private_task_part",
    subject: walkWith(
      {},
      telling(({ code }, result) => addExtra(result, `The code was ${code}.`)),
    ),
  },
  fault(
    "an observation has the reward",
    "runtime.no_reward_in_observation",
    changing((result) => addExtra(result, { reward: result.reward })),
  ),
  fault(
    "a number of the observation is always the reward",
    "runtime.no_reward_in_observation",
    changing((result) => addExtra(result, [3, result.reward])),
  ),
  fault("the declared rubric tree has no parts", "runtime.rubric_introspectable", RubricWithoutParts, {
    manifest: declare("rubric_tree: true"),
  }),
  fault("the reward is not what the declared rubric says", "runtime.reward_attribution", RubricForShow, {
    manifest: declare("rubric_tree: true"),
  }),
];
