import type { AnyTool, EnvironmentSchemas, Tool } from "@openenv/core";
import type { ClientMessage, ServerMessage } from "@openenv/core/protocol";
import type { CallOptions } from "./options.ts";
import { type ToolDescription, ToolFlows } from "./tool_flows.ts";
import { runFlow } from "./transport/flow.ts";

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

/** Lists and calls the tools of a session. */
export class ToolClient {
  readonly #request: Request;
  readonly #flows: ToolFlows = new ToolFlows();
  #listing: Promise<readonly ToolDescription[]> | undefined;

  /** Creates the tool calls of one client. */
  constructor(request: Request) {
    this.#request = request;
  }

  /** Forgets the tools: the next connection may have others. */
  forget(): void {
    this.#listing = undefined;
    this.#flows.forget();
  }

  /** Lists the tools; the answer is kept for the life of the connection. */
  list(call?: CallOptions): Promise<readonly ToolDescription[]> {
    const listing = this.#listing ??= runFlow(this.#flows.list(), (message) => this.#request(message, call));
    listing.catch(() => this.#listing = this.#listing === listing ? undefined : this.#listing);
    return listing;
  }

  /** Calls a tool and returns its value. */
  call(name: string, args: unknown, call?: CallOptions): Promise<unknown> {
    return runFlow(this.#flows.call(name, args), (message) => this.#request(message, call));
  }
}
