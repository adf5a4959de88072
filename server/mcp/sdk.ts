/** The SDK of the Model Context Protocol. */
export type Sdk = typeof import("@modelcontextprotocol/server");

/** Loads the SDK: at the first request that needs it, because servers without tools never do. */
export async function loadSdk(): Promise<Sdk> {
  return await import("@modelcontextprotocol/server");
}
