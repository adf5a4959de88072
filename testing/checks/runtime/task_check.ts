import { messageOf, OpenEnvError } from "@openenv/core";
import { isRecord } from "@openenv/core/schema";
import type { TaskPlace } from "@openenv/core/tasks";
import { compareResets } from "../../episodes/compare_episodes.ts";
import { describeError, type EpisodeRecord, playInNewSession } from "../../episodes/play_episode.ts";
import type { Finding } from "../../findings/check.ts";
import { attributeError, fail, type Failure, pass, type Requirement } from "../../findings/findings.ts";
import { isSameJson } from "../../json/json_values.ts";
import { type SubjectContext, taskOptionsOf, whyIncomparable } from "./played_episodes.ts";
import { runtimeCheck } from "./runtime_check.ts";

const REQUIREMENT: Requirement = {
  id: "runtime.task_declaration_accuracy",
  expected: "tasks as they are declared, the same ones each time",
  remediation: "Give each task an id of its own that never changes, count what there is, and declare that count",
};

/** How many tasks of a split to look at, from its beginning to its end. */
const SAMPLED = 4;

/** Checks whether the tasks are as declared. */
export const TASK_CHECK = runtimeCheck({
  id: REQUIREMENT.id,
  summary:
    "Splits and numbers of tasks are as declared; each task has its own id and is the same each time; resets find it.",
  applies: ({ subject, manifest }) => {
    const { task_api = false, declared_task_count = {} } = manifest?.validation?.capabilities ?? {};
    return subject?.tasks !== undefined || task_api || Object.keys(declared_task_count).length > 0;
  },
  run: checkTasks,
});

/** Lists some tasks of every split: the first, the last and some between; of a split without an end, the first ones. */
export function sampleTasks({ once, subject }: SubjectContext): Promise<readonly TaskPlace[]> {
  return once("runtime.task_sample", async () => {
    const places: TaskPlace[] = [];
    for (const { name: split } of await subject.tasks!.splits()) {
      const count = await countTasks(subject, split) ?? SAMPLED;
      const indices = Array.from({ length: SAMPLED }, (_, step) => Math.round((step * (count - 1)) / (SAMPLED - 1)));
      const valid = [...new Set(indices)].filter((index) => index >= 0 && index < count);
      places.push(...valid.map((index) => ({ split, index })));
    }
    return places;
  });
}

/** Returns the number of tasks in a split; `undefined` if the split has no end. */
async function countTasks({ tasks }: SubjectContext["subject"], split: string): Promise<number | undefined> {
  try {
    return await tasks!.numTasks(split);
  } catch (thrown) {
    if (thrown instanceof OpenEnvError && thrown.code === "TASKS_UNSUPPORTED") return undefined;
    throw thrown;
  }
}

/** Something wrong with the tasks, and where it is seen. */
type TaskFailure = Pick<Failure, "seen" | "evidence"> & Partial<Pick<Failure, "expected" | "measured">>;

async function checkTasks(context: SubjectContext): Promise<Finding> {
  const toFinding = (failure: TaskFailure) => {
    const measured = { seed: context.play.seed, options: {}, actions: [], ...failure.measured };
    return fail({ ...REQUIREMENT, ...failure, measured });
  };
  const failure = await findInProvider(context);
  if (failure !== undefined) return toFinding(failure);
  const places = await sampleTasks(context);
  for (const { split, index } of places) {
    const record = await resetTo(context, { split, index });
    if (record.error !== undefined) return judgeRefusal(record);
    const found = await findInReset(context, { split, index }, record);
    if (found !== undefined) return toFinding(found);
  }
  return pass({ tasks: places.length });
}

/** Asks for the tasks in every way; an error is a failure of the environment. */
async function findInProvider(context: SubjectContext): Promise<TaskFailure | undefined> {
  if (context.subject.tasks === undefined) {
    const evidence = ["the manifest declares tasks, and the environment has none"];
    return { expected: "tasks", seen: "no tasks", evidence };
  }
  if (context.manifest?.validation?.capabilities.task_api === false) {
    const evidence = ["the environment has tasks, and the manifest says task_api: false"];
    return { expected: "task_api: true", seen: "task_api: false", evidence };
  }
  try {
    return await findInCounts(context) ?? await findInTasks(context);
  } catch (thrown) {
    return { seen: messageOf(thrown), evidence: [`asking for the tasks failed: ${messageOf(thrown)}`] };
  }
}

async function findInCounts({ subject, manifest }: SubjectContext): Promise<TaskFailure | undefined> {
  const declared = manifest?.validation?.capabilities.declared_task_count ?? {};
  const splits = (await subject.tasks!.splits()).map(({ name }) => name);
  for (const [split, expected] of Object.entries(declared)) {
    if (!splits.includes(split)) {
      const evidence = [`declared_task_count names the split ${split}, and the splits are ${splits.join(", ")}`];
      return { expected: split, seen: splits, evidence };
    }
    const seen = await countTasks(subject, split) ?? "no last task";
    if (seen === expected) continue;
    const evidence = [`declared_task_count says ${expected} for the split ${split}, which has ${seen}`];
    return { expected, seen, evidence };
  }
}

async function findInTasks(context: SubjectContext): Promise<TaskFailure | undefined> {
  const tasks = context.subject.tasks!;
  const places = new Map<string, string>();
  for (const { split, index } of await sampleTasks(context)) {
    const measured = { options: { split, index } };
    const place = `task ${index} of split ${split}`;
    const task = await tasks.getTask(split, index).catch((thrown) => thrown as Error);
    if (task instanceof Error) {
      return { seen: task.message, measured, evidence: [`${place} is counted, and cannot be had: ${task.message}`] };
    }
    const again = await tasks.getTask(split, index);
    if (!isSameJson(task, again)) {
      return { expected: task, seen: again, measured, evidence: [`${place} is another one each time`] };
    }
    const id = isRecord(task) ? task.id : undefined;
    if (typeof id !== "string") continue;
    const other = places.get(id);
    if (other !== undefined) return { seen: id, measured, evidence: [`${place} has the id "${id}", as ${other} has`] };
    places.set(id, place);
  }
}

/** Checks whether the state names the place that the reset asked for, and whether the id leads to the same episode. */
async function findInReset(
  context: SubjectContext,
  { split, index }: TaskPlace,
  record: EpisodeRecord,
): Promise<TaskFailure | undefined> {
  const task = await context.subject.tasks!.getTask(split, index);
  const state = record.states[0] ?? {};
  for (const [key, expected] of Object.entries({ task_id: isRecord(task) ? task.id : undefined, split, index })) {
    const seen = state[key];
    if (seen === undefined || expected === undefined || seen === expected) continue;
    const evidence = [`after a reset to task ${index} of split ${split} the state says ${key} ${JSON.stringify(seen)}`];
    return { expected, seen, measured: { options: record.options }, evidence };
  }
  if (typeof state.task_id !== "string") return undefined;
  const byId = await resetTo(context, { task_id: state.task_id });
  const difference = await whyIncomparable(context) === undefined ? compareResets(record, byId) : undefined;
  if (difference === undefined) return undefined;
  const { expected, seen, text } = difference;
  const evidence = [`a reset to the task_id "${state.task_id}" is not that to its place, ${text}`];
  return { expected, seen, measured: { options: byId.options }, evidence };
}

function resetTo(context: SubjectContext, where: Readonly<Record<string, unknown>>): Promise<EpisodeRecord> {
  const options = taskOptionsOf(context, where);
  const plan = { seed: context.play.seed, options, maxSteps: 0, policy: [], withStates: true };
  return playInNewSession(context.subject, plan);
}

/** Judges the error of a reset; one that refuses a listed task is a fault of the tasks. */
function judgeRefusal(record: EpisodeRecord): Finding {
  const error = record.error!;
  if (error.code !== "VALIDATION_ERROR") return attributeError(record, REQUIREMENT);
  const evidence = [`a task that is listed is refused, ${describeError(error)}`];
  return fail({ ...REQUIREMENT, seen: error.message, record, evidence });
}
