import type { RecordedRendering, RecordedResult } from "@openenv/core/episodes/lines";

/** What the server says of itself. */
export interface About {
  /** The environment's name. */
  readonly name: string;
  /** The environment's version. */
  readonly version?: string;
  /** A description. */
  readonly description?: string;
  /** Its README, in Markdown. */
  readonly readme?: string | null;
  /** JSON Schemas. */
  readonly schemas: { readonly action: unknown; readonly observation?: unknown; readonly resetOptions?: unknown };
  /** The tools; absent if actions are no tool calls. */
  readonly tools?: readonly Tool[] | null;
  /** Its tasks: `true`, or their splits; absent if there are none. */
  readonly tasks?: unknown;
  /** `true` if the server asks for a token. */
  readonly tokenRequired?: boolean;
  /** The path before the routes that drive episodes. */
  readonly control?: string;
}

/** A tool. */
export interface Tool {
  /** Its name. */
  readonly name: string;
  /** A description. */
  readonly description?: string | null;
  /** The JSON Schema of its arguments. */
  readonly inputSchema?: unknown;
}

/** An action that an environment offers as a button. */
export interface WebAction {
  /** The button's text. */
  readonly label: string;
  /** The action. */
  readonly action: unknown;
}

/** What an environment shows people after a call. */
export interface Shown {
  /** The drawing. */
  readonly rendering?: RecordedRendering;
  /** The actions that it offers. */
  readonly actions?: readonly WebAction[];
  /** The scores of the rubric's parts. */
  readonly parts?: Readonly<Record<string, unknown>>;
}

/** A field that the server refused. */
export interface RefusedField {
  /** Its path. */
  readonly path: readonly (string | number)[];
  /** The reason. */
  readonly message: string;
}

/** An error that the server answered with, or that kept it from answering. */
export class ServerError extends Error {
  override readonly name = "ServerError";
  /** The HTTP status; 0 if no answer came. */
  readonly status: number;
  /** The code of the error; see `docs/errors.md`. */
  readonly code: string;
  /** The fields that were refused. */
  readonly fields: readonly RefusedField[];

  constructor(status: number, code: string, message: string, fields: readonly RefusedField[] = []) {
    super(message);
    this.status = status;
    this.code = code;
    this.fields = fields;
  }
}

/** A call's answer. */
export interface Answer {
  /** The result. */
  readonly result: RecordedResult;
  /** The names of unknown options, which had no effect. */
  readonly ignored?: readonly string[];
}

const SESSION = "OpenEnv-Session";
const TOKEN_KEY = "openenv-token";

/** The server that the page comes from, and this tab's session on it. */
export class Server {
  /** The server's address, without a slash at the end. */
  readonly url: string;
  /** This tab's session; `undefined` before the first reset. */
  session: string | undefined;
  #control = "";
  #token: string | undefined = sessionStorage.getItem(TOKEN_KEY) ?? undefined;

  constructor(url: string) {
    this.url = url;
  }

  /** `true` if this tab has a token. */
  get hasToken(): boolean {
    return this.#token !== undefined;
  }

  /** Keeps a token for this tab; `undefined` forgets it. */
  setToken(token: string | undefined): void {
    this.#token = token;
    if (token === undefined) sessionStorage.removeItem(TOKEN_KEY);
    else sessionStorage.setItem(TOKEN_KEY, token);
  }

  /** Reads what the server says of itself. */
  async about(): Promise<About> {
    const about: About = await (await this.#send("GET", "/web/about")).json();
    this.#control = about.control ?? "";
    return about;
  }

  /** Begins an episode in this tab's session, which the first call opens. */
  async reset(options: unknown): Promise<Answer> {
    const response = await this.#send("POST", `${this.#control}/reset`, options, this.session ?? "new");
    this.session = response.headers.get(SESSION) ?? this.session;
    return toAnswer(await response.json());
  }

  /** Executes an action. */
  async step(action: unknown): Promise<Answer> {
    return toAnswer(await (await this.#send("POST", `${this.#control}/step`, { action }, this.session)).json());
  }

  /** Reads the state. */
  async state(): Promise<Record<string, unknown>> {
    return await (await this.#send("GET", `${this.#control}/state`, undefined, this.session)).json();
  }

  /** Reads what the environment shows people. An environment that draws nothing shows nothing. */
  async show(): Promise<Shown> {
    try {
      return await (await this.#send("GET", "/web/render", undefined, this.session)).json();
    } catch (error) {
      if (error instanceof ServerError && error.code === "NOT_RENDERABLE") return {};
      throw error;
    }
  }

  /** Makes a link by which others can follow this session. */
  async watch(): Promise<string> {
    const { url } = await (await this.#send("POST", "/web/watch", { rendering: true }, this.session)).json();
    return new URL(url, `${this.url}/`).href;
  }

  /** Asks for tasks: `splits`, `num_tasks`, `task_range`. */
  async tasks<T>(environment: string, verb: string, body?: unknown): Promise<T> {
    const path = `/${encodeURIComponent(environment)}/${verb}`;
    return await (await this.#send(body === undefined ? "GET" : "POST", path, body)).json();
  }

  /** Closes the session, also while the tab is being closed. */
  close(): void {
    if (this.session === undefined) return;
    fetch(`${this.url}${this.#control}/session`, {
      method: "DELETE",
      headers: this.#headers(this.session),
      keepalive: true,
    }).catch(
      () => {
        // The page is going away; an idle session ends by itself.
      },
    );
    this.session = undefined;
  }

  #headers(session?: string): Record<string, string> {
    return {
      "Content-Type": "application/json",
      ...(session === undefined ? {} : { [SESSION]: session }),
      ...(this.#token === undefined ? {} : { Authorization: `Bearer ${this.#token}` }),
    };
  }

  async #send(method: string, path: string, body?: unknown, session?: string): Promise<Response> {
    const init = {
      method,
      headers: this.#headers(session),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    };
    const response = await fetch(this.url + path, init).catch((error: Error) => {
      throw new ServerError(0, "UNREACHABLE", `The server cannot be reached (${error.message}). Is it still running?`);
    });
    if (response.ok) return response;
    throw await toError(response);
  }
}

async function toError(response: Response): Promise<ServerError> {
  const text = await response.text();
  const body = parseOr(text, {}) as { detail?: unknown; code?: string; option?: unknown };
  const code = body.code ?? `HTTP_${response.status}`;
  if (!Array.isArray(body.detail)) {
    const message = typeof body.detail === "string" ? body.detail : text || response.statusText;
    const path = typeof body.option === "string" ? body.option.split(/[.[\]]+/).filter(Boolean) : undefined;
    return new ServerError(response.status, code, message, path && [{ path, message }]);
  }
  const fields = (body.detail as { loc?: (string | number)[]; msg?: string }[]).map(({ loc = [], msg = "" }) => ({
    path: loc[0] === "body" ? loc.slice(1) : loc,
    message: msg,
  }));
  const message = fields.map(({ path, message }) => path.length === 0 ? message : `${path.join(".")}: ${message}`).join(
    "\n",
  );
  return new ServerError(response.status, code, message, fields);
}

/** Takes a result apart: what the trainer sees is inside of the observation on the wire. */
export function toAnswer(body: Record<string, unknown>): Answer {
  const { metadata: inner, ...observation } = (body.observation ?? {}) as Record<string, unknown>;
  const info = { ...(body.metadata as object | null), ...(inner as object | undefined) };
  const reward = typeof body.reward === "number"
    ? body.reward
    : typeof body.reward === "boolean"
    ? Number(body.reward)
    : null;
  const done = body.done === true;
  const truncated = body.truncated === true;
  const result = {
    observation,
    reward,
    terminated: body.terminated === true || (done && !truncated),
    truncated,
    done,
    info,
  };
  return { result, ...(Array.isArray(body.ignored) ? { ignored: body.ignored } : {}) };
}

function parseOr(text: string, otherwise: unknown): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return otherwise;
  }
}
