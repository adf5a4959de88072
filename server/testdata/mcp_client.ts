import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import type { App } from "../app.ts";

/** The revisions that a client of the SDK may speak: the ones with `initialize`, or the newest. */
export type Revision = "older" | "newest";

/** A stock client of the Model Context Protocol, connected to an app in this process; dispose it. */
export interface ConnectedClient extends AsyncDisposable {
  /** The client. */
  readonly client: Client;
  /** Its connection. */
  readonly transport: StreamableHTTPClientTransport;
}

/** Options of {@linkcode connectClient}. */
export interface ConnectOptions {
  /** The path. Default: `/mcp`. */
  readonly path?: string;
  /** The revision. Default: `older`. */
  readonly revision?: Revision;
  /** The bearer token. Default: none. */
  readonly token?: string;
}

/** Connects a stock client to an app. */
export async function connectClient(app: Pick<App, "fetch">, options: ConnectOptions = {}): Promise<ConnectedClient> {
  const { path = "/mcp", revision = "older", token } = options;
  const transport = new StreamableHTTPClientTransport(new URL(`http://localhost${path}`), {
    fetch: (url, init) => Promise.resolve(app.fetch(new Request(url, init))),
    ...(token !== undefined && { requestInit: { headers: { authorization: `Bearer ${token}` } } }),
  });
  const client = new Client({ name: "test", version: "1.0.0" }, {
    versionNegotiation: { mode: revision === "older" ? "legacy" : "auto" },
  });
  await client.connect(transport);
  return { client, transport, [Symbol.asyncDispose]: () => client.close() };
}
