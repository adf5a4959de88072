/**
 * Hosts the tools of an environment over standard input and output, as desktop agents start them.
 *
 * @module
 */
import type { AppOptions } from "../options.ts";
import type { EnvironmentSource } from "../hosts/source.ts";
import { ServerContext } from "../server_context.ts";
import { createMcpServer, type McpTarget } from "./mcp_server.ts";
import { loadSdk } from "./sdk.ts";
import { toolsOf } from "./tool_methods.ts";

/** A server of the Model Context Protocol on standard input and output. */
export interface StdioServer {
  /** Resolves when standard input has ended. */
  readonly finished: Promise<void>;
  /** Ends the connection and closes the session. */
  close(): Promise<void>;
}

/**
 * Serves the tools of an environment over standard input and output, by the Model Context Protocol: one connection, one
 * session. An environment that requires a reset is reset first. Nothing else may write to standard output.
 *
 * @param source The result of `contract.implement`, or `{ module: URL }`.
 * @param options Limits, mode, the log.
 * @returns The server, once it reads.
 * @throws `Error` if the environment has no tools; `InvalidOptionError`, `FactoryError`.
 */
export async function serveStdio(source: EnvironmentSource, options: AppOptions = {}): Promise<StdioServer> {
  const context = new ServerContext(source, options);
  await context.ready();
  const { contract, sessions, toolSessions } = context;
  const { log, messages } = context.options;
  const tools = toolsOf(context);
  const session = sessions.create({ idleTimeoutMs: Infinity, expire() {}, drain: () => session.close() });
  await session.open();
  if (contract.requiresReset) await session.reset({});
  const target: McpTarget = {
    contract,
    tools,
    maxBytes: messages.maxOutboundBytes,
    calls: context.calls,
    call: (name, args, call) => toolSessions.of(session).call(name, args, call),
  };
  const [sdk, stdio] = await Promise.all([loadSdk(), import("@modelcontextprotocol/server/stdio")]);
  const transport = new stdio.StdioServerTransport(undefined, undefined, { maxBufferSize: messages.maxInboundBytes });
  const onerror = (error: Error) => log.error(`Cannot answer message: ${error.message}`);
  const connection = stdio.serveStdio(() => createMcpServer(sdk, target), { transport, onerror });
  const { promise: finished, resolve } = Promise.withResolvers<void>();
  const { onclose } = transport;
  transport.onclose = () => {
    onclose?.();
    resolve();
  };
  return {
    finished,
    async close() {
      await connection.close();
      await context.close();
    },
  };
}
