import { NEW_SESSION, REQUEST_ID_HEADER, type ServerMessage, SESSION_HEADER } from "@openenv/core/protocol";
import {
  ConnectionFailedError,
  ERROR_TABLE,
  InvalidReplyError,
  NotResetError,
  OpenEnvError,
  SessionRequiredError,
} from "@openenv/core/errors";
import type { HttpAnswer } from "./fetch_answer.ts";
import type { Flow } from "./flow.ts";
import {
  CREATE_SESSION_BODY,
  describeAnswer,
  describeFailure,
  HTTP_ROUTES,
  type HttpVerb,
  isSuccess,
  NOT_OPENENV,
  oneShot,
  parseRecord,
  readCreatedSession,
  readHttpAnswer,
  readHttpError,
  readSessionId,
} from "./http_shapes.ts";

/** A request that a flow asks for. */
export interface HttpQuestion {
  /** Its full URL. */
  readonly url: string;
  /** Its method, in upper case. */
  readonly method: string;
  /** Its headers; names are in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** Its body, if it has one. */
  readonly body?: string;
}

/** Work that asks an HTTP server. */
export type HttpFlow<T> = Flow<HttpQuestion, HttpAnswer, T>;

/** The codes by which a state request shows that a server keeps sessions, or has one that callers share. */
const SESSION_CODES: ReadonlySet<string> = new Set([
  "SESSION_REQUIRED",
  "SESSION_EXPIRED",
  "SESSION_BROKEN",
  "CAPACITY_REACHED",
  "FACTORY_ERROR",
  "EXECUTION_ERROR",
  "INVALID_OBSERVATION",
  "TIMEOUT",
]);

/**
 * One session over HTTP: what is asked, in which order, and what the answers mean. The first reset opens the session,
 * and its id goes with every later request.
 */
export class HttpSession {
  readonly #base: string;
  /** The headers of every request. Names are in lower case, so that none occurs twice. */
  readonly #headers: Readonly<Record<string, string>>;
  /**
   * The beginning of all request ids. It can't be guessed, because the server answers everybody who repeats an id. Not a
   * UUID: browsers make those on secure pages only.
   */
  readonly #id: string = crypto.getRandomValues(new Uint32Array(4)).join("-");
  #requests = 0;
  #session: string | undefined;
  /** `true` if answers name their session; a proxy or a browser may hide the header. */
  #named = false;
  /** `true` if the first reset failed in the environment, which ends the session. */
  #resetFailed = false;

  /** Creates a session with a server's base URL, without a trailing slash; it is not open yet. */
  constructor(base: string, headers: Readonly<Record<string, string>> | undefined) {
    this.#base = base;
    this.#headers = Object.fromEntries(new Headers(headers));
  }

  /** `true` once the server has a session that has to be closed. */
  get isOpen(): boolean {
    return this.#session !== undefined;
  }

  /**
   * Checks that the server keeps sessions: a state request without one must say that it needs one, or be about the one
   * that callers share. Opens none of its own yet.
   */
  *probe(): HttpFlow<void> {
    try {
      this.#welcome(yield this.#question("GET", "/state", undefined));
    } catch (thrown) {
      if (thrown instanceof OpenEnvError) throw thrown;
      throw this.#failed(describeFailure(thrown), { cause: thrown });
    }
  }

  /** Sends a message, and returns the reply that a socket would have delivered; throws the error that came instead. */
  *carry(verb: HttpVerb, body: string | undefined): HttpFlow<ServerMessage> {
    if (this.#session === undefined && verb !== "reset") yield* this.#openWithoutReset(verb);
    const { method, path } = HTTP_ROUTES[verb];
    const answer = yield this.#question(method, path, body);
    if (verb === "reset") this.#adopt(answer);
    else if (this.#named && isSuccess(answer)) this.#assertSession(readSessionId(answer));
    return readHttpAnswer(verb, answer);
  }

  /** The request that asks the server to end the session. */
  leaving(): HttpQuestion {
    return this.#question("DELETE", "/session", undefined);
  }

  /** Forgets the session if an error has ended it; `true` if the connection is over, too. */
  isEndedBy(error: OpenEnvError): boolean {
    if (ERROR_TABLE[error.code]?.sessionSurvives !== false) return false;
    if (error.code !== "ONE_SHOT_SERVER") this.#session = undefined;
    return true;
  }

  #welcome(answer: HttpAnswer): void {
    if (isSuccess(answer) && answer.headers.has(SESSION_HEADER)) return;
    if (isSuccess(answer) && parseRecord(answer.text) === undefined) {
      throw this.#failed(
        `${NOT_OPENENV}: GET /state ${describeAnswer(answer)}. Check the address, its port and its path`,
      );
    }
    if (isSuccess(answer)) throw oneShot(this.#base, "it has a state without a session");
    const error = readHttpError("state", answer);
    if (SESSION_CODES.has(error?.code ?? "")) return;
    if (error !== undefined) throw error;
    if (answer.status === 500) throw oneShot(this.#base, "it looks for a state without a session, and fails");
    const hint = answer.status === 404 ? "; a server in production mode has no episodes over HTTP" : "";
    throw this.#failed(`GET /state ${describeAnswer(answer)}${hint}`);
  }

  #failed(why: string, options?: ErrorOptions): ConnectionFailedError {
    return new ConnectionFailedError(`Cannot connect to ${this.#base}: ${why}`, { url: this.#base }, options);
  }

  /** Takes the session id from the answer to the first reset, and checks that later resets return the same one. */
  #adopt(answer: HttpAnswer): void {
    if (!isSuccess(answer)) {
      if (this.#session === undefined) this.#resetFailed = answer.status >= 500;
      // The server has lost the answer to a reset that it carried out, but it still names the session.
      this.#session ??= answer.headers.get(SESSION_HEADER) ?? undefined;
      return;
    }
    const id = readSessionId(answer);
    if (id === undefined) throw oneShot(this.#base, "the answer to a reset names no session");
    if (this.#session !== undefined) return this.#assertSession(id);
    this.#session = id;
    this.#named = answer.headers.has(SESSION_HEADER);
  }

  #assertSession(id: string | undefined): void {
    if (id === this.#session) return;
    throw new InvalidReplyError("Cannot read reply: it is about another session than the one that was asked", {});
  }

  /**
   * Opens a session for a step or a state before the first reset, as on a socket; the server decides if it allows them.
   */
  *#openWithoutReset(verb: HttpVerb): HttpFlow<void> {
    const call = verb === "state" ? "read the state of" : verb;
    if (this.#resetFailed) {
      throw new NotResetError(`Cannot ${call} session: its first reset failed, and over HTTP that ends it`, {});
    }
    const id = readCreatedSession(verb, yield this.#question("POST", "/mcp", CREATE_SESSION_BODY));
    if (id === undefined) {
      throw new SessionRequiredError(`Cannot ${call} session: this server opens one at a reset only`, {});
    }
    this.#session = id;
  }

  #question(method: string, path: string, body: string | undefined): HttpQuestion {
    const headers: Record<string, string> = { ...this.#headers };
    if (body !== undefined) headers["content-type"] = "application/json";
    // The first question executes nothing. Without these headers browsers send it without asking before.
    if (this.#session !== undefined || method !== "GET") {
      headers[SESSION_HEADER.toLowerCase()] = this.#session ?? NEW_SESSION;
      headers[REQUEST_ID_HEADER.toLowerCase()] = `${this.#id}-${++this.#requests}`;
    }
    return { url: this.#base + path, method, headers, body };
  }
}
