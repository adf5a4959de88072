import type { AnyTool, StepOptions, StepResult, ToolObservation } from "@openenv/core";
import { WrittenResult } from "@openenv/core/protocol";
import { isRecord } from "@openenv/core/schema";
import type { Session } from "@openenv/core/session";
import { toolsIn } from "@openenv/core/tools";
import type { ServerContext } from "../server_context.ts";
import { callTool } from "../sessions/tool_sessions.ts";
import { RPC_CODES, RpcError } from "./messages.ts";
import { findSession, type RpcCaller, type RpcMethod, type RpcParams } from "./rpc_caller.ts";

/** The methods about tools. */
export const TOOL_METHODS: Readonly<Record<string, RpcMethod>> = {
  "tools/list": listTools,
  "tools/call": callNamedTool,
};

/** Returns the tools of a server's mode; throws `RpcError` if the environment has none. */
export function toolsOf({ contract, options }: ServerContext): AnyTool[] {
  if (contract.tools === undefined) {
    throw new RpcError(RPC_CODES.internalError, "Environment does not support MCP");
  }
  return toolsIn(contract.tools, options.mode);
}

/** Calls a tool on an environment that is made for this call alone. It takes a slot meanwhile. */
export async function callOnce(
  context: ServerContext,
  name: string,
  args: unknown,
  options?: StepOptions,
): Promise<StepResult<ToolObservation>> {
  const session: Session = context.sessions.create({
    idleTimeoutMs: Infinity,
    expire() {},
    drain: async () => {
      await session.idle();
      await session.close();
    },
  });
  try {
    await session.open();
    return await callTool(session, name, args, options);
  } finally {
    void session.close();
  }
}

function listTools(_params: RpcParams, { context }: RpcCaller): unknown {
  return { tools: toolsOf(context).map(describeTool) };
}

/** Describes a tool with all keys that the reference's library sends, and those of either style. */
function describeTool({ name, title, description, inputSchema, outputSchema, annotations }: AnyTool): unknown {
  return {
    name,
    title: title ?? null,
    description,
    inputSchema,
    outputSchema: outputSchema ?? null,
    icons: null,
    annotations: annotations ?? null,
    meta: null,
    execution: null,
    input_schema: inputSchema,
    output_schema: outputSchema ?? null,
  };
}

async function callNamedTool(params: RpcParams, caller: RpcCaller): Promise<unknown> {
  const { name, arguments: args } = params;
  if (typeof name !== "string" || name === "") {
    throw new RpcError(RPC_CODES.invalidParams, "Missing 'name' in params");
  }
  const { context } = caller;
  toolsOf(context);
  if (!isRecord(args ?? {})) {
    const problem = "Input should be a valid dictionary";
    throw new RpcError(RPC_CODES.internalError, `Invalid arguments for tool '${name}': ${problem}`);
  }
  const session = findSession(params, caller);
  const { result, error } = session === undefined
    ? (await callOnce(context, name, args ?? {})).observation
    : await context.toolSessions.of(session).call(name, args ?? {});
  if (error) throw new RpcError(RPC_CODES.internalError, error.message);
  const text = result ? context.writer.toolResult(name, { ...result }) : undefined;
  return text === undefined ? result : new WrittenResult(text);
}
