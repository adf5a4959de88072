import type { AnyTool, EnvironmentSchemas, Tool, ToolErrorType } from "@openenv/core";
import {
  InvalidReplyError,
  messageOf,
  ToolCallError,
  ToolsUnsupportedError,
  ValidationError,
} from "@openenv/core/errors";
import type { ClientMessage, ServerMessage } from "@openenv/core/protocol";
import { isRecord, type JsonSchema } from "@openenv/core/schema";
import type { CallOptions } from "./options.ts";

/** A tool as a server describes it. */
export interface ToolDescription {
  /** Its name. */
  readonly name: string;
  /** The description; empty if the server sends none. */
  readonly description: string;
  /** The JSON Schema of its arguments. */
  readonly inputSchema: JsonSchema;
}

/** The tool of a name. */
// deno-lint-ignore no-explicit-any -- a tool of any world
export type ToolOf<S extends EnvironmentSchemas, N> = Extract<ToolsOf<S>[number], Tool<any, N & string, any, any>>;
/** The tools of an environment. */
export type ToolsOf<S extends EnvironmentSchemas> = NonNullable<S["tools"]> extends infer T extends readonly AnyTool[]
  ? T
  : readonly never[];

/** The names of an environment's tools; any text if the client does not know them. */
export type ToolName<S extends EnvironmentSchemas> = [ToolsOf<S>[number]] extends [never] ? string
  : ToolsOf<S>[number]["name"];

/** The arguments of a tool, as a caller writes them. */
export type ToolArguments<S extends EnvironmentSchemas, N> = [ToolOf<S, N>] extends [never] ? Record<string, unknown>
  // deno-lint-ignore no-explicit-any -- as above
  : ToolOf<S, N> extends Tool<any, any, infer In, any> ? In
  : never;

/** The value that a tool returns. */
export type ToolValue<S extends EnvironmentSchemas, N> = [ToolOf<S, N>] extends [never] ? unknown
  // deno-lint-ignore no-explicit-any -- as above
  : ToolOf<S, N> extends Tool<any, any, any, infer Out> ? Out
  : never;

type Request = (message: ClientMessage, call?: CallOptions) => Promise<ServerMessage>;

/** Lists and calls the tools of a session: through `step`, or through JSON-RPC if the server refuses that. */
export class ToolClient {
  readonly #request: Request;
  #listing: Promise<readonly ToolDescription[]> | undefined;
  #usesRpc = false;
  #id = 0;

  /** Creates the tool calls of one client. */
  constructor(request: Request) {
    this.#request = request;
  }

  /** Forgets the tools: the next connection may have others. */
  forget(): void {
    this.#listing = undefined;
    this.#usesRpc = false;
  }

  /** Lists the tools; the answer is kept for the life of the connection. */
  list(call?: CallOptions): Promise<readonly ToolDescription[]> {
    const listing = this.#listing ??= this.#list(call);
    listing.catch(() => this.#listing = this.#listing === listing ? undefined : this.#listing);
    return listing;
  }

  /** Calls a tool and returns its value. */
  async call(name: string, args: unknown, call?: CallOptions): Promise<unknown> {
    if (this.#usesRpc) {
      return readValue(await this.#rpc("tools/call", { name, arguments: args }, call));
    }
    const data = { type: "call_tool", tool_name: name, arguments: args };
    const reply = await this.#request({ type: "step", data }, call);
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

  async #list(call: CallOptions | undefined): Promise<readonly ToolDescription[]> {
    try {
      const reply = await this.#request({ type: "step", data: { type: "list_tools" } }, call);
      return readTools((reply.data as { observation?: { tools?: unknown } }).observation?.tools);
    } catch (thrown) {
      if (!(thrown instanceof ValidationError)) throw thrown;
    }
    const result = await this.#rpc("tools/list", {}, call);
    this.#usesRpc = true;
    return readTools(isRecord(result) ? result.tools : undefined);
  }

  async #rpc(method: string, params: unknown, call: CallOptions | undefined): Promise<unknown> {
    const data = { jsonrpc: "2.0", id: ++this.#id, method, params };
    const { data: response } = await this.#request({ type: "mcp", data }, call) as { data: Record<string, unknown> };
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
