import { TaskNotFoundError, TasksUnsupportedError, UnknownEnvironmentError } from "@openenv/core";
import { parseTaskRequest, TASK_CALLS, type TaskRequest, type TaskVerb, toPythonLiteral } from "@openenv/core/protocol";
import { readJson } from "../http/read_json.ts";
import { withinBody } from "../http/request_bodies.ts";
import { respondWithError, respondWithText } from "../http/respond.ts";
import type { ServerContext } from "../server_context.ts";

/** Answers `GET /list_environments`: the name of the one environment. */
export function listEnvironments(_request: Request, context: ServerContext): Response {
  return Response.json([context.contract.name]);
}

/**
 * Makes the handler of `/{env_name}/<verb>`, which answers with the public part of an environment's tasks and takes no
 * session. It checks the body first, then the name, then whether there are tasks.
 */
export function createTaskHandler(verb: TaskVerb): (request: Request, context: ServerContext) => Promise<Response> {
  return async (request, context) => {
    const { name } = context.contract;
    try {
      const body = await readRequest(verb, request, context);
      checkName(request, name);
      return respondWithText(await context.answerTask(verb, body, request.signal));
    } catch (thrown) {
      return respondWithError(thrown, describeAsReference(thrown));
    }
  };
}

async function readRequest(verb: TaskVerb, request: Request, context: ServerContext): Promise<TaskRequest> {
  const takesBody = TASK_CALLS[verb].body !== undefined;
  const body = takesBody ? await readJson(request, context.options) : undefined;
  try {
    return parseTaskRequest(verb, body);
  } catch (thrown) {
    throw withinBody(thrown);
  }
}

/** Checks the name, which is the last segment but one: the routes may be under a path of another app. */
function checkName(request: Request, known: string): void {
  const name = decode(new URL(request.url).pathname.split("/").at(-2)!);
  if (name.toLowerCase() === known.toLowerCase()) return;
  throw new UnknownEnvironmentError(`Cannot find environment "${name}": this server hosts ${known}`, {
    environment: name,
    known: [known],
  });
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

/** Returns the reference's text for an error, if it has one. */
function describeAsReference(thrown: unknown): string | undefined {
  if (thrown instanceof TasksUnsupportedError) return `${thrown.data.method} is not supported for this environment`;
  if (thrown instanceof UnknownEnvironmentError) {
    return `unknown environment ${toPythonLiteral(thrown.data.environment)}`;
  }
  return thrown instanceof TaskNotFoundError && thrown.data.missing === "index" ? "Invalid task index" : undefined;
}
