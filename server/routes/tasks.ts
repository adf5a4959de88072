import { TaskNotFoundError, TasksUnsupportedError, UnknownEnvironmentError } from "@openenv/core";
import { answerTaskRequest } from "@openenv/core/tasks";
import { parseTaskRequest, TASK_CALLS, type TaskRequest, type TaskVerb, toPythonLiteral } from "@openenv/core/protocol";
import type { EnvServer } from "../env_server.ts";
import { readJson, withinBody } from "../http/read_body.ts";
import { respondWithError } from "../http/respond.ts";

const JSON_HEADERS = { "Content-Type": "application/json" } as const;

/** Answers `GET /list_environments`: the name of the one environment. */
export function listEnvironments(_request: Request, server: EnvServer): Response {
  return Response.json([server.contract.name]);
}

/**
 * Makes the answer to `/{env_name}/<verb>`: what an environment's tasks are, as far as an agent may know. It takes no
 * session. The body is checked first, then the name, then whether there are tasks.
 */
export function answerTasks(verb: TaskVerb): (request: Request, server: EnvServer) => Promise<Response> {
  return async (request, server) => {
    const { contract, options } = server;
    try {
      const body = await readRequest(verb, request, server);
      checkName(request, contract.name);
      const service = {
        tasks: contract.tasks,
        name: contract.name,
        maxBytes: options.messages.maxOutboundBytes,
        timeoutMs: options.limits.resetMs,
      };
      const text = await server.run((stop) =>
        answerTaskRequest(verb, body, { ...service, signal: AbortSignal.any([stop, request.signal]) })
      );
      return new Response(text, { headers: JSON_HEADERS });
    } catch (thrown) {
      return respondWithError(thrown, describeAsReference(thrown));
    }
  };
}

async function readRequest(verb: TaskVerb, request: Request, server: EnvServer): Promise<TaskRequest> {
  const takesBody = TASK_CALLS[verb].body !== undefined;
  const body = takesBody ? await readJson(request, server.bodyLimits) : undefined;
  try {
    return parseTaskRequest(verb, body);
  } catch (thrown) {
    throw withinBody(thrown);
  }
}

/** The name is the segment before the last; an app of somebody's own may have put others in front. */
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

/** What the reference says where an error has a text of its own there; the message then stands beside it. */
function describeAsReference(thrown: unknown): string | undefined {
  if (thrown instanceof TasksUnsupportedError) return `${thrown.data.method} is not supported for this environment`;
  if (thrown instanceof UnknownEnvironmentError) {
    return `unknown environment ${toPythonLiteral(thrown.data.environment)}`;
  }
  return thrown instanceof TaskNotFoundError && thrown.data.missing === "index" ? "Invalid task index" : undefined;
}
