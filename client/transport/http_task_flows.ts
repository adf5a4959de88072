import type { OpenEnvError } from "@openenv/core";
import {
  ConnectionFailedError,
  ExecutionError,
  InvalidReplyError,
  TaskNotFoundError,
  TasksUnsupportedError,
  TooLargeError,
  UnknownEnvironmentError,
} from "@openenv/core/errors";
import { parseTrustedText, TASK_CALLS, type TaskRequest, type TaskVerb } from "@openenv/core/protocol";
import type { HttpAnswer } from "./fetch_answer.ts";
import type { HttpFlow } from "./http_session.ts";
import { describeAnswer, describeFailure, isSuccess, parseRecord, quote, readHttpError } from "./http_shapes.ts";

/** One task call over HTTP. */
interface HttpTaskCall {
  readonly verb: TaskVerb;
  readonly request: TaskRequest;
}

/**
 * The HTTP requests of task calls, to servers of this project and to Python's from 0.4.2 on.
 *
 * Requests have no id: a task provider only reads, so one that the runtime sends twice has the same answer twice.
 *
 * The paths contain the environment's name. It is read from the server on the first request, and kept.
 */
export class HttpTaskFlows {
  readonly #base: string;
  readonly #headers: Readonly<Record<string, string>>;
  #name: string | undefined;

  /** Creates the flows for a server's base URL, without a trailing slash. All requests carry the headers. */
  constructor(base: string, headers: Readonly<Record<string, string>>) {
    this.#base = base;
    this.#headers = Object.fromEntries(new Headers(headers));
  }

  /** Sends a task request, and returns the parsed answer. */
  *ask(verb: TaskVerb, request: TaskRequest): HttpFlow<unknown> {
    const call: HttpTaskCall = { verb, request };
    const { method } = TASK_CALLS[verb];
    const name = this.#name ??= yield* this.#readName(call);
    const route = `${method} /${encodeURIComponent(name)}/${verb}`;
    const body = method === "GET" ? undefined : JSON.stringify(request);
    const answer = yield* this.#fetch(call, route, body);
    if (isSuccess(answer)) return readBody(call, route, answer);
    const error = readHttpError(verb, answer) ?? readPlainError(call, route, answer);
    if (error instanceof UnknownEnvironmentError) this.#name = undefined;
    throw error;
  }

  /** Reads the name that the server gives its environment. */
  *#readName(call: HttpTaskCall): HttpFlow<string> {
    const route = "GET /list_environments";
    const answer = yield* this.#fetch(call, route, undefined);
    if (!isSuccess(answer)) throw readHttpError(call.verb, answer) ?? readPlainError(call, route, answer);
    const names = readBody(call, route, answer);
    const [name] = Array.isArray(names) ? names : [];
    if (typeof name === "string" && name !== "") return name;
    throw invalidReply(call, route, answer);
  }

  *#fetch({ verb }: HttpTaskCall, route: string, body: string | undefined): HttpFlow<HttpAnswer> {
    const [method, path] = route.split(" ") as [string, string];
    const headers: Record<string, string> = { ...this.#headers };
    if (body !== undefined) headers["content-type"] = "application/json";
    try {
      return yield { url: this.#base + path, method, headers, body };
    } catch (cause) {
      if (cause instanceof TooLargeError) throw cause;
      const text = `Cannot ${TASK_CALLS[verb].action}: ${route} at ${this.#base}: ${describeFailure(cause)}`;
      throw new ConnectionFailedError(text, { url: this.#base }, { cause });
    }
  }
}

function readBody(call: HttpTaskCall, route: string, answer: HttpAnswer): unknown {
  try {
    return parseTrustedText(answer.text);
  } catch {
    throw invalidReply(call, route, answer);
  }
}

function invalidReply({ verb }: HttpTaskCall, route: string, answer: HttpAnswer): InvalidReplyError {
  const text = `Cannot ${TASK_CALLS[verb].action}: ${route} ${describeAnswer(answer)}`;
  return new InvalidReplyError(text, { status: answer.status, body: quote(answer.text) });
}

/** The error of an answer without a code: Python's servers send only a status and a text. */
function readPlainError(call: HttpTaskCall, route: string, answer: HttpAnswer): OpenEnvError {
  const { verb, request } = call;
  const { name, action } = TASK_CALLS[verb];
  const given = parseRecord(answer.text)?.detail;
  const detail = typeof given === "string" ? given : undefined;
  const { split, index } = request;
  switch (answer.status) {
    case 400:
      if (detail === undefined) break;
      return new TaskNotFoundError(`Cannot ${action}: ${detail}`, { missing: "index", split, index });
    case 404:
      if (!detail?.startsWith("unknown environment ")) return noRoutes(call, route);
      return new UnknownEnvironmentError(`Cannot ${action}: ${detail}`, {
        environment: decodeURIComponent(route.split("/")[1]!),
      });
    case 500:
      return new ExecutionError(`Cannot ${action}: the server failed without saying why, as for an unknown split`, {});
    case 501:
      return new TasksUnsupportedError(`Cannot ${action}: ${detail ?? "the server does not do that"}`, {
        method: name,
      });
  }
  return invalidReply(call, route, answer);
}

function noRoutes({ verb }: HttpTaskCall, route: string): TasksUnsupportedError {
  const { name, action } = TASK_CALLS[verb];
  const text = `Cannot ${action}: ${route} is not there, as on Python's servers before 0.4.2`;
  return new TasksUnsupportedError(text, { method: name });
}
