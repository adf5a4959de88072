import type { Principal } from "../auth.ts";
import { RPC_CODES } from "./messages.ts";
import { createMcpServer, type McpTarget } from "./mcp_server.ts";
import type { Sdk } from "./sdk.ts";

/** Where the calls of one session go, and what the session holds. */
export interface McpDestination {
  /** The id of the session, for the header `Mcp-Session-Id`. */
  readonly id: string;
  /** The tools. */
  readonly target: McpTarget;
  /** Notes that the session is in use. */
  touch(): void;
  /** Releases what the session holds, at its end. */
  release(): void;
  /** Calls a function when the destination is no more. */
  whenClosed(run: () => void): void;
}

/** Options for {@linkcode McpSessions}. */
export interface McpSessionsOptions {
  /** Opens the destination of a new session. */
  readonly open: (principal: Principal) => Promise<McpDestination>;
  /** How many sessions there may be; one more ends the oldest. Default: as many as `open` allows. */
  readonly maxSessions?: number;
}

/** A session of the protocol: its connection, which outlives single requests. */
interface McpSession {
  readonly principal: Principal;
  readonly destination: McpDestination;
  readonly transport: InstanceType<Sdk["WebStandardStreamableHTTPServerTransport"]>;
  close(): Promise<void>;
}

/** The revisions before that of 2026, at one path: `initialize` opens a session, which a header names from then on. */
export class McpSessions {
  readonly #options: McpSessionsOptions;
  readonly #sessions: Map<string, McpSession> = new Map();
  readonly #closing: Set<Promise<void>> = new Set();

  /** Makes an empty collection. */
  constructor(options: McpSessionsOptions) {
    this.#options = options;
  }

  /** Answers one request. */
  async answer(sdk: Sdk, request: Request, parsedBody: unknown, principal: Principal): Promise<Response> {
    const id = request.headers.get("mcp-session-id");
    if (id === null) return await this.#initialize(sdk, request, parsedBody, principal);
    const found = this.#sessions.get(id);
    if (found?.principal !== principal) return refuse(404, "Session not found");
    found.destination.touch();
    return await found.transport.handleRequest(request, { parsedBody });
  }

  /** Closes all sessions, after what they are sending has been sent. */
  async close(): Promise<void> {
    for (const session of this.#sessions.values()) void session.close();
    await Promise.all(this.#closing);
  }

  async #initialize(sdk: Sdk, request: Request, parsedBody: unknown, principal: Principal): Promise<Response> {
    if (!sdk.isInitializeRequest(parsedBody)) {
      return refuse(400, "Bad Request: Mcp-Session-Id header is required, or a request that is initialize");
    }
    const destination = await this.#options.open(principal);
    const { id, target } = destination;
    const transport = new sdk.WebStandardStreamableHTTPServerTransport({ sessionIdGenerator: () => id });
    const server = createMcpServer(sdk, target);
    const close = () => {
      if (!this.#sessions.delete(id)) return Promise.resolve();
      destination.release();
      // Answers that are due are written before the next task begins.
      const closed = new Promise((resolve) => setTimeout(resolve)).then(() => server.close());
      this.#closing.add(closed);
      return closed.finally(() => this.#closing.delete(closed));
    };
    const session = { principal, destination, transport, close };
    this.#sessions.set(id, session);
    transport.onclose = () => void close();
    destination.whenClosed(() => void close());
    this.#evict();
    await server.connect(transport);
    const response = await transport.handleRequest(request, { parsedBody });
    if (!response.ok) await close();
    return response;
  }

  #evict(): void {
    const { maxSessions = Infinity } = this.#options;
    const [oldest] = this.#sessions.values();
    if (this.#sessions.size > maxSessions) void oldest!.close();
  }
}

function refuse(status: number, message: string): Response {
  const code = status === 404 ? -32001 : RPC_CODES.serverError;
  return Response.json({ jsonrpc: "2.0", id: null, error: { code, message } }, { status });
}
