import {
  InvalidReplyError,
  messageOf,
  ToolCallError,
  ToolsUnsupportedError,
  ValidationError,
} from "@openenv/core/errors";
import type { ToolErrorType } from "@openenv/core";
import type { ClientMessage, ServerMessage } from "@openenv/core/protocol";
import { isRecord, type JsonSchema } from "@openenv/core/schema";
import type { Flow } from "./transport/flow.ts";

/** A tool as a server describes it. */
export interface ToolDescription {
  /** Its name. */
  readonly name: string;
  /** The description; empty if the server sends none. */
  readonly description: string;
  /** The JSON Schema of its arguments. */
  readonly inputSchema: JsonSchema;
}

/** Work that asks a session with its messages. */
export type MessageFlow<T> = Flow<ClientMessage, ServerMessage, T>;

/** How a session's tools are listed and called: through `step`, or through JSON-RPC if the server refuses that. */
export class ToolFlows {
  #usesRpc = false;
  #id = 0;

  /** Forgets how the last connection did it. */
  forget(): void {
    this.#usesRpc = false;
  }

  /** Lists the tools. */
  *list(): MessageFlow<readonly ToolDescription[]> {
    try {
      const reply = yield { type: "step", data: { type: "list_tools" } };
      return readTools((reply.data as { observation?: { tools?: unknown } }).observation?.tools);
    } catch (thrown) {
      if (!(thrown instanceof ValidationError)) throw thrown;
    }
    const result = yield* this.#rpc("tools/list", {});
    this.#usesRpc = true;
    return readTools(isRecord(result) ? result.tools : undefined);
  }

  /** Calls a tool and returns its value. */
  *call(name: string, args: unknown): MessageFlow<unknown> {
    if (this.#usesRpc) {
      return readValue(yield* this.#rpc("tools/call", { name, arguments: args }));
    }
    const data = { type: "call_tool", tool_name: name, arguments: args };
    const reply = yield { type: "step", data };
    const { observation } = reply.data as { observation?: unknown };
    if (!isRecord(observation) || observation.tool_name !== name) {
      throw new InvalidReplyError(`Cannot call tool ${name}: the reply is not that of a tool call`, {});
    }
    const { error, result } = observation;
    if (isRecord(error)) {
      const type = messageOf(error.error_type) as ToolErrorType;
      throw new ToolCallError(messageOf(error.message), { tool_name: name, error_type: type });
    }
    return readValue(result);
  }

  *#rpc(method: string, params: unknown): MessageFlow<unknown> {
    const data = { jsonrpc: "2.0", id: ++this.#id, method, params };
    const { data: response } = (yield { type: "mcp", data }) as { data: Record<string, unknown> };
    if (!isRecord(response.error)) return response.result;
    const text = messageOf(response.error.message);
    if (method === "tools/list") throw new ToolsUnsupportedError(`Cannot list tools: ${text}`, {});
    const name = String((params as { name: unknown }).name);
    throw new ToolCallError(text, { tool_name: name, error_type: "execution_error" });
  }
}

function readTools(tools: unknown): readonly ToolDescription[] {
  if (!Array.isArray(tools) || !tools.every(isRecord)) {
    throw new InvalidReplyError("Cannot list tools: the reply has no list of tools", {});
  }
  return tools.map(({ name, description, input_schema, inputSchema }) => ({
    name: messageOf(name ?? ""),
    description: messageOf(description ?? ""),
    inputSchema: (input_schema ?? inputSchema ?? {}) as JsonSchema,
  }));
}

/** The value of a call result; an answer of another form, such as a whole observation, is the value itself. */
function readValue(result: unknown): unknown {
  if (!isRecord(result) || !Array.isArray(result.content)) return result;
  const { data, structured_content: structured, content } = result;
  if (data !== undefined && data !== null) return data;
  if (isRecord(structured)) return structured;
  const texts = content.filter((block) => isRecord(block) && block.type === "text").map(({ text }) => messageOf(text));
  return texts.length > 0 && texts.length === content.length ? texts.join("\n") : null;
}
