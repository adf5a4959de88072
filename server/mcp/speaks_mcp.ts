import { ForbiddenError } from "@openenv/core";
import { isRecord } from "@openenv/core/schema";
import { isLoopback } from "../auth.ts";
import type { ServerContext } from "../server_context.ts";

/** The headers that only clients of the Model Context Protocol send. */
const MCP_HEADERS = ["mcp-session-id", "mcp-protocol-version"] as const;
/** The key by which a request names its revision, from the one of 2026 on. */
const VERSION_KEY = "io.modelcontextprotocol/protocolVersion";

/**
 * Returns `true` for a request of the Model Context Protocol, `false` for one of the reference's dialect: the protocol
 * demands that its clients accept event streams or name their revision, and programs of the reference do neither.
 */
export function speaksMcp({ headers }: Request, body?: unknown): boolean {
  if (MCP_HEADERS.some((name) => headers.has(name))) return true;
  if (/\btext\/event-stream\b/i.test(headers.get("accept") ?? "")) return true;
  const params = isRecord(body) ? body.params : undefined;
  return isRecord(params) && isRecord(params._meta) && VERSION_KEY in params._meta;
}

/**
 * Refuses a request whose `Host` header names another machine: a page can make its own name resolve to this one, but it
 * cannot change that header.
 *
 * @throws `ForbiddenError`.
 */
export function checkHost(request: Request, { options, isLoopback: isBoundHere }: ServerContext): void {
  const { allowedHosts } = options;
  if (allowedHosts.length === 0 && !isBoundHere) return;
  const name = (request.headers.get("host") ?? new URL(request.url).host).replace(/:\d+$/, "").toLowerCase();
  if (allowedHosts.includes(name) || (isBoundHere && isLoopback(name))) return;
  throw new ForbiddenError("Cannot answer request: its Host header names another machine than this one", {});
}
