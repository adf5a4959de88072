import { messageOf } from "@openenv/core";
import { isRecord } from "@openenv/core/schema";
import type { TaskPlace } from "@openenv/core/tasks";
import type { Check, CheckContext, Finding } from "../check.ts";
import { type Charge, describeError, judgeBreak } from "../culprit.ts";
import { fail, type Failure, pass } from "../findings.ts";
import { isSameJson } from "../json_schema/schema_values.ts";
import { type EpisodeRecord, playInNewSession } from "../play_episode.ts";
import { compareResets, describeDifference } from "./compare_episodes.ts";
import { subjectOf, taskOptionsOf } from "./random_episodes.ts";
import { incomparable } from "./replays.ts";
import { countTasks, sampleTasks } from "./task_sample.ts";

const CHARGE: Charge = {
  id: "runtime.task_declaration_accuracy",
  expected: "tasks as they are declared, the same ones each time",
  remediation: "Give each task an id of its own that never changes, count what there is, and declare that count",
};

/** Whether the tasks are what is said of them. */
export const TASK_CHECKS: readonly Check[] = [{
  id: CHARGE.id,
  level: "runtime",
  severity: "fail",
  summary:
    "Splits and numbers of tasks are as declared; a task is the same each time, under an id of its own; resets find it.",
  applies: ({ subject, manifest }) => {
    const { task_api = false, declared_task_count = {} } = manifest?.validation?.capabilities ?? {};
    return subject?.tasks !== undefined || task_api || Object.keys(declared_task_count).length > 0;
  },
  run: checkTasks,
}];

/** Something wrong, and where it is seen again. */
type Trouble = Pick<Failure, "seen" | "evidence"> & Partial<Pick<Failure, "expected" | "measured">>;

async function checkTasks(context: CheckContext): Promise<Finding> {
  const { seed } = context.play;
  const failOf = (trouble: Trouble) =>
    fail({ ...CHARGE, ...trouble, measured: { seed, options: {}, actions: [], ...trouble.measured } });
  const trouble = await complainOfProvider(context);
  if (trouble !== undefined) return failOf(trouble);
  const places = await sampleTasks(context);
  for (const { split, index } of places) {
    const record = await resetTo(context, { split, index });
    if (record.error !== undefined) return judgeTaskReset(record);
    const found = await complainOfReset(context, { place: { split, index }, record });
    if (found !== undefined) return failOf(found);
  }
  return pass({ tasks: places.length });
}

/** Asks for the tasks in every way; whatever comes of it but an answer is the environment's doing. */
async function complainOfProvider(context: CheckContext): Promise<Trouble | undefined> {
  const undeclared = complainOfDeclaration(context);
  if (undeclared !== undefined) return undeclared;
  try {
    return await complainOfCounts(context) ?? await complainOfTasks(context);
  } catch (thrown) {
    return { seen: messageOf(thrown), evidence: [`asking for the tasks failed: ${messageOf(thrown)}`] };
  }
}

function complainOfDeclaration({ subject, manifest }: CheckContext): Trouble | undefined {
  if (subject?.tasks === undefined) {
    return {
      expected: "tasks",
      seen: "no tasks",
      evidence: ["the manifest declares tasks, and the environment has none"],
    };
  }
  if (manifest?.validation?.capabilities.task_api !== false) return undefined;
  const evidence = ["the environment has tasks, and the manifest says task_api: false"];
  return { expected: "task_api: true", seen: "task_api: false", evidence };
}

async function complainOfCounts(context: CheckContext): Promise<Trouble | undefined> {
  const declared = context.manifest?.validation?.capabilities.declared_task_count ?? {};
  const splits = (await subjectOf(context).tasks!.splits()).map(({ name }) => name);
  for (const [split, expected] of Object.entries(declared)) {
    if (!splits.includes(split)) {
      const evidence = [`declared_task_count names the split ${split}, and the splits are ${splits.join(", ")}`];
      return { expected: split, seen: splits, evidence };
    }
    const count = await countTasks(context, split);
    if (count === expected) continue;
    const evidence = [
      `declared_task_count says ${expected} for the split ${split}, which has ${count ?? "no last task"}`,
    ];
    return { expected, seen: count ?? "no last task", evidence };
  }
}

async function complainOfTasks(context: CheckContext): Promise<Trouble | undefined> {
  const tasks = subjectOf(context).tasks!;
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

/** The place that a reset names is the one that the state says, and the id leads to the same episode. */
async function complainOfReset(
  context: CheckContext,
  { place, record }: { readonly place: TaskPlace; readonly record: EpisodeRecord },
): Promise<Trouble | undefined> {
  const { split, index } = place;
  const { options } = record;
  const task = await subjectOf(context).tasks!.getTask(split, index);
  const state = record.states[0] ?? {};
  const expected = { task_id: isRecord(task) ? task.id : undefined, split, index };
  for (const [key, value] of Object.entries(expected)) {
    if (state[key] === undefined || value === undefined || state[key] === value) continue;
    const evidence = [
      `after a reset to task ${index} of split ${split} the state says ${key} ${JSON.stringify(state[key])}`,
    ];
    return { expected: value, seen: state[key], measured: { options }, evidence };
  }
  if (typeof state.task_id !== "string") return undefined;
  const byId = await resetTo(context, { task_id: state.task_id });
  const difference = await incomparable(context) === undefined ? compareResets(record, byId) : undefined;
  if (difference === undefined) return undefined;
  const evidence = [
    `a reset to the task_id "${state.task_id}" is not that to its place, ${describeDifference(difference)}`,
  ];
  return { expected: difference.expected, seen: difference.seen, measured: { options: byId.options }, evidence };
}

function resetTo(context: CheckContext, where: Readonly<Record<string, unknown>>): Promise<EpisodeRecord> {
  const options = taskOptionsOf(context, where);
  return playInNewSession(subjectOf(context), {
    seed: context.play.seed,
    options,
    maxSteps: 0,
    policy: [],
    withStates: true,
  });
}

/** A reset that refuses a task that is listed is a fault of the tasks. */
function judgeTaskReset(record: EpisodeRecord): Finding {
  const error = record.error!;
  if (error.code !== "VALIDATION_ERROR") return judgeBreak(record, CHARGE);
  const evidence = [`a task that is listed is refused, ${describeError(error)}`];
  return fail({ ...CHARGE, seen: error.message, record, evidence });
}
