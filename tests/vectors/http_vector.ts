/**
 * The shape of one recorded exchange over HTTP.
 *
 * @module
 */

/** What a server answers to one request. */
export interface HttpAnswer {
  /** The HTTP status. */
  readonly status: number;
  /**
   * The body, literally; what varies between runs is named as in `WsVector`, and `<S>` is the id of the session. It
   * is JSON when it begins with a brace or a bracket, and plain text otherwise.
   */
  readonly body: string;
}

/** How our server answers where it differs on purpose. */
export interface OurHttpAnswer {
  /** Id of the difference in `differences.json` that gives the reason. */
  readonly difference: string;
  /** Our answer. */
  readonly answer: HttpAnswer;
}

/** Which server a request meets: the Note environment in one of these situations, also with tasks; the form, or the echo. */
export type HttpSituation = "note" | "declared-state" | "failing" | "production" | "tasks" | "form" | "echo";

/** One row: a request, and what must come back. */
export interface HttpVector extends HttpAnswer {
  /** Name of the row. */
  readonly id: string;
  /** Method and path, such as `POST /reset`. */
  readonly request: string;
  /** The body that is sent; none if left out. `<S>` is the id of the session. */
  readonly send?: string;
  /** The content type of what is sent. Default: `application/json`. */
  readonly contentType?: string;
  /** Which server is asked. Default: `note`. */
  readonly server?: HttpSituation;
  /**
   * A session that the request is about: made with `openenv/session/create` on both servers (`created`), or in an
   * episode (`reset`), which the reference's one-shot routes can't have: it is asked without one.
   */
  readonly session?: "created" | "reset";
  /** Whether our server may have the keys of objects in any order. Default: `false`. */
  readonly anyOrder?: boolean;
  /** Where our server differs on purpose. */
  readonly ours?: OurHttpAnswer;
}

/** What a server did answer. */
export interface HttpReceived extends HttpAnswer {
  /** The media type, with its parameters. */
  readonly contentType: string | null;
  /** The header `OpenEnv-Session` of the answer. */
  readonly sessionId: string | null;
}
