import type { RequestChannel, TaskTransport } from "@openenv/client/transport";
import { InvalidReplyError, OpenEnvError, type StepResult, ValidationError } from "@openenv/core";
import { fromResultPayload, type TaskRequest, type TaskVerb } from "@openenv/core/protocol";
import { isRecord, type JsonSchema } from "@openenv/core/schema";
import type { ListedTool } from "@openenv/core/tools";
import type { Exchange, SubjectSession, SubjectTasks } from "./subject.ts";

/** How long to wait for an answer about tasks, in milliseconds. */
export const TASK_TIMEOUT_MS = 60_000;

/** How long to wait for replies, in milliseconds. */
export interface ReplyLimits {
  /** For the reply to a reset. */
  readonly resetMs: number;
  /** For the reply to a step, and for the state. */
  readonly stepMs: number;
}

/** Drives a session over an open channel. */
export function toSubjectSession(channel: RequestChannel, { resetMs, stepMs }: ReplyLimits): SubjectSession {
  const exchange = async (message: Parameters<RequestChannel["request"]>[0], timeoutMs: number) => {
    const began = performance.now();
    const { data } = await channel.request(message, { timeoutMs });
    return toExchange(data as unknown as Record<string, unknown>, performance.now() - began);
  };
  return {
    reset: (options) => exchange({ type: "reset", data: options }, resetMs),
    step: (action) => exchange({ type: "step", data: action }, stepMs),
    state: async () => (await channel.request({ type: "state" }, { timeoutMs: stepMs })).data as never,
    close: () => channel.close(),
  };
}

/** Makes an exchange of the `data` of a message, and of how long the call took in milliseconds. */
export function toExchange(payload: Readonly<Record<string, unknown>>, durationMs: number): Exchange {
  let bytes: number | undefined;
  return {
    result: readResult(payload),
    payload,
    get bytes() {
      return bytes ??= new TextEncoder().encode(JSON.stringify(payload)).length;
    },
    durationMs,
  };
}

/** Reads a result as a client does; of one that a client refuses, as much as it can, so that a check says what is wrong. */
function readResult(payload: Readonly<Record<string, unknown>>): StepResult {
  try {
    return fromResultPayload(payload);
  } catch {
    const { observation, reward } = payload;
    const [terminated, truncated] = [payload.terminated === true, payload.truncated === true];
    return {
      observation: isRecord(observation) ? observation : {},
      reward: typeof reward === "number" && Number.isFinite(reward) ? reward : null,
      terminated,
      truncated,
      done: payload.done === true || terminated || truncated,
      info: {},
    };
  }
}

/** Asks for the tasks of a subject over any transport. */
export function toSubjectTasks(transport: TaskTransport): SubjectTasks {
  const ask = async (verb: TaskVerb, request: TaskRequest, key: string) => {
    const answer = await transport.ask(verb, request, { timeoutMs: TASK_TIMEOUT_MS });
    return isRecord(answer) ? answer[key] : undefined;
  };
  return {
    splits: async () =>
      await transport.ask("splits", {}, { timeoutMs: TASK_TIMEOUT_MS }) as { name: string; type: string }[],
    numTasks: async (split) => await ask("num_tasks", { split }, "num_tasks") as number,
    getTask: (split, index) => ask("task", { split, index }, "task"),
  };
}

/** Does the same; returns `undefined` if the environment has no tasks. */
export async function findSubjectTasks(transport: TaskTransport): Promise<SubjectTasks | undefined> {
  const tasks = toSubjectTasks(transport);
  try {
    await tasks.splits();
  } catch (thrown) {
    if (thrown instanceof OpenEnvError && thrown.code === "TASKS_UNSUPPORTED") return undefined;
    // The check of tasks reports any other failure.
  }
  return tasks;
}

/** Asks a session for its tools, as `step` lists them; a key that a tool lacks, or that is wrong, stays as it is. */
export async function listSessionTools(session: SubjectSession): Promise<readonly ListedTool[]> {
  const { result } = await session.step({ type: "list_tools" });
  const { tools } = result.observation;
  if (Array.isArray(tools) && tools.every(isRecord)) return tools as unknown as ListedTool[];
  throw new InvalidReplyError("Cannot list tools: the answer has no list of tools", {});
}

/** Finds the tools of a subject with this schema of actions; `undefined` if an action is no call of a tool. */
export async function findSubjectTools(
  action: JsonSchema,
  open: () => Promise<SubjectSession>,
): Promise<readonly ListedTool[] | undefined> {
  const { tool_name, arguments: args } = action.properties ?? {};
  if (tool_name === undefined || args === undefined) return undefined;
  const session = await open();
  try {
    return await listSessionTools(session);
  } catch (thrown) {
    if (thrown instanceof ValidationError) return undefined;
    return []; // the check of tools reports any other failure
  } finally {
    await session.close();
  }
}
