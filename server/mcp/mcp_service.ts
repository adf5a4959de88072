import { SessionRequiredError } from "@openenv/core";
import type { McpHttpHandler } from "@modelcontextprotocol/server";
import type { Principal } from "../auth.ts";
import type { ServerContext } from "../server_context.ts";
import type { ToolSession } from "../sessions/tool_sessions.ts";
import { createMcpServer, type McpTarget } from "./mcp_server.ts";
import { type McpDestination, McpSessions } from "./mcp_sessions.ts";
import { loadSdk, type Sdk } from "./sdk.ts";
import { callOnce, toolsOf } from "./tool_methods.ts";

/** How many clients of the older revisions may use one agent link at once. */
const MAX_CLIENTS_OF_LINK = 8;

const services: WeakMap<ServerContext, McpService> = new WeakMap();

/** Returns the service of a server, made at its first request. */
export function mcpOf(context: ServerContext): McpService {
  let found = services.get(context);
  if (found === undefined) services.set(context, found = new McpService(context));
  return found;
}

/** The Model Context Protocol: the tools of one server, at `/mcp` and behind agent links. */
class McpService {
  readonly #context: ServerContext;
  readonly #sessions: McpSessions = new McpSessions({ open: (principal) => this.#openSession(principal) });
  readonly #linked: Map<ToolSession, McpSessions> = new Map();
  /** The target of requests in the newest revision, which has no sessions. */
  readonly #targets: WeakMap<Request, McpTarget> = new WeakMap();
  #sdk: Promise<Sdk> | undefined;
  #handler: McpHttpHandler | undefined;

  constructor(context: ServerContext) {
    this.#context = context;
    context.onClose(() => this.#close());
  }

  /**
   * Answers one request; the SDK decides which revision it speaks.
   *
   * @param body The body as JSON; `undefined` for a request without one.
   * @param link The session of the agent link that the request came by.
   * @throws `RpcError` if the environment has no tools, `CapacityError`, `FactoryError`.
   */
  async answer(request: Request, body: unknown, principal: Principal, link?: ToolSession): Promise<Response> {
    toolsOf(this.#context);
    const sdk = await (this.#sdk ??= loadSdk());
    if (body === undefined || await sdk.isLegacyRequest(request, body)) {
      const sessions = link === undefined ? this.#sessions : this.#sessionsOf(link);
      return await sessions.answer(sdk, request, body, principal);
    }
    this.#targets.set(request, link === undefined ? this.#withoutSession() : this.#through(link));
    this.#handler ??= sdk.createMcpHandler(
      ({ requestInfo }) => createMcpServer(sdk, this.#targets.get(requestInfo!)!),
      { legacy: "reject" },
    );
    return await this.#handler.fetch(request, { parsedBody: body });
  }

  /** Opens a session of its own, which counts as one that was opened over HTTP. */
  async #openSession(principal: Principal): Promise<McpDestination> {
    const { contract, httpSessions, toolSessions } = this.#context;
    const opened = await httpSessions.create(principal);
    try {
      // No orchestrator drives this session.
      if (contract.requiresReset) await opened.session.reset({});
    } catch (thrown) {
      opened.end();
      throw thrown;
    }
    const tools = toolSessions.of(opened.session);
    return {
      id: opened.id,
      target: this.#createTarget((name, args, options) => tools.call(name, args, options)),
      touch: () => opened.session.activity++,
      release: () => opened.requestClose(),
      whenClosed: (run) => toolSessions.whenClosed(opened.session, run),
    };
  }

  /** Returns the clients of an agent link, which share its session. */
  #sessionsOf(link: ToolSession): McpSessions {
    const known = this.#linked.get(link);
    if (known !== undefined) return known;
    const { toolSessions } = this.#context;
    const open = () =>
      Promise.resolve({
        id: crypto.randomUUID(),
        target: this.#through(link),
        touch: () => link.session.activity++,
        release: () => {},
        whenClosed: (run: () => void) => toolSessions.whenClosed(link.session, run),
      });
    const sessions = new McpSessions({ open, maxSessions: MAX_CLIENTS_OF_LINK });
    this.#linked.set(link, sessions);
    toolSessions.whenClosed(link.session, () => void sessions.close().finally(() => this.#linked.delete(link)));
    return sessions;
  }

  /** Calls through a link never begin an episode: the orchestrator does. */
  #through(link: ToolSession): McpTarget {
    return this.#createTarget((name, args, options) => link.call(name, args, { ...options, withinEpisode: true }));
  }

  #withoutSession(): McpTarget {
    const context = this.#context;
    return this.#createTarget(async (name, args, options) => {
      if (context.contract.stateless) return (await callOnce(context, name, args, options)).observation;
      throw new SessionRequiredError(
        `Cannot call tool '${name}': ${context.contract.name} has state, and this revision of the protocol has no ` +
          "sessions; use the agent link of a session (openenv/session/agent), or an older revision, with initialize",
        {},
      );
    });
  }

  #createTarget(call: McpTarget["call"]): McpTarget {
    const { contract, options } = this.#context;
    const { calls } = this.#context;
    return { contract, tools: toolsOf(this.#context), maxBytes: options.messages.maxOutboundBytes, calls, call };
  }

  async #close(): Promise<void> {
    await Promise.all([this.#sessions, ...this.#linked.values()].map((sessions) => sessions.close()));
    await this.#handler?.close();
  }
}
