import type { AnyContract, AnyTool, StepOptions, ToolObservation } from "@openenv/core";
import { SessionRequiredError } from "@openenv/core";
import { sizeOverLimit, tooLarge, writerOf } from "@openenv/core/protocol";
import type { CallToolResult, Server, ServerContext as CallContext } from "@modelcontextprotocol/server";
import type { CallLog } from "../log/call_log.ts";
import { toFailure, toMcpResult, toMcpTool, toReadableFailure } from "./mcp_results.ts";
import type { Sdk } from "./sdk.ts";

/** How many tools one answer lists. */
const PAGE_SIZE = 100;
/** How many reports of progress one call may send. */
const MAX_REPORTS = 1000;

/** The tools that a client uses, and where its calls go. */
export interface McpTarget {
  /** The contract of the environment. */
  readonly contract: AnyContract;
  /** The tools. */
  readonly tools: readonly AnyTool[];
  /** The largest result that is sent, in bytes of UTF-8. */
  readonly maxBytes: number;
  /** Logs what the agent must not read. */
  readonly calls: CallLog;
  /** Calls a tool. */
  readonly call: (name: string, args: unknown, options: StepOptions) => Promise<ToolObservation>;
}

/** Makes the SDK's server for the tools of a target. */
export function createMcpServer({ Server, ProtocolError, ProtocolErrorCode }: Sdk, target: McpTarget): Server {
  const { name, version, description } = target.contract;
  const server = new Server({ name, version }, { capabilities: { tools: {} }, instructions: description || undefined });
  const { InvalidParams, InvalidRequest } = ProtocolErrorCode;
  server.setRequestHandler("tools/list", ({ params }) => {
    const start = Number(params?.cursor ?? 0);
    const end = start + PAGE_SIZE;
    if (!Number.isSafeInteger(start) || start < 0) throw new ProtocolError(InvalidParams, "Unknown cursor");
    const tools = target.tools.slice(start, end).map(toMcpTool);
    return end < target.tools.length ? { tools, nextCursor: String(end) } : { tools };
  });
  server.setRequestHandler("tools/call", async ({ params }, { mcpReq }) => {
    const tool = target.tools.find(({ name }) => name === params.name);
    try {
      const result = await callTarget(target, params.name, params.arguments ?? {}, mcpReq);
      if (tool !== undefined) return server.projectCallToolResult(result, tool.outputSchema);
    } catch (thrown) {
      if (!(thrown instanceof SessionRequiredError)) throw thrown;
      throw new ProtocolError(InvalidRequest, thrown.message, { code: thrown.code });
    }
    throw new ProtocolError(InvalidParams, `Unknown tool: '${params.name}'`);
  });
  return server;
}

/** Calls a tool; whatever goes wrong in the call is a result. */
async function callTarget(
  { contract, call, calls, maxBytes }: McpTarget,
  name: string,
  args: unknown,
  request: CallContext["mcpReq"],
): Promise<CallToolResult> {
  try {
    const observation = await call(name, args, { signal: request.signal, onProgress: reporter(request, calls) });
    const result = toMcpResult(observation, (result) => writerOf(contract).toolResult(name, result));
    const size = sizeOverLimit(JSON.stringify(result), maxBytes);
    if (size !== undefined) throw tooLarge("send", size, maxBytes);
    return result;
  } catch (thrown) {
    if (thrown instanceof SessionRequiredError) throw thrown;
    const failure = toReadableFailure(thrown);
    if (failure !== undefined) return failure;
    if (!request.signal.aborted) calls.failedTool(name, thrown);
    return toFailure(`Error calling tool '${name}': the environment failed`);
  }
}

/** Sends reports of progress to a client that asked for them. */
function reporter({ _meta, notify }: CallContext["mcpReq"], calls: CallLog): StepOptions["onProgress"] {
  const progressToken = _meta?.progressToken;
  if (progressToken === undefined) return undefined;
  let reports = 0;
  return ({ progress, total, message }) => {
    if (++reports > MAX_REPORTS) return;
    const params = { progressToken, progress, total, message };
    notify({ method: "notifications/progress", params }).catch((thrown) => calls.failedOutside("progress", thrown));
  };
}
