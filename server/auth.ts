import { ForbiddenError, InvalidOptionError, UnauthorizedError } from "@openenv/core";
import { REQUEST_ID_HEADER, SESSION_HEADER } from "@openenv/core/protocol";
import { createHash, timingSafeEqual } from "node:crypto";

/** The sender of a request: the orchestrator drives episodes, the agent uses tools. */
export type Principal = "orchestrator" | "agent";

/** The rules that say which requests are answered. */
export interface AccessRules {
  /** The orchestrator's bearer token; `undefined` if none is needed. */
  readonly token: string | undefined;
  /** The agent's bearer token; `undefined` if there is none. */
  readonly agentToken: string | undefined;
  /** The origins of web pages that may send requests, besides the server's own; `"*"` for all. */
  readonly cors: readonly string[] | "*";
}

const MCP_HEADERS = "Mcp-Session-Id, MCP-Protocol-Version, Mcp-Method, Mcp-Name, Last-Event-ID";
const LOOPBACK_NAMES: ReadonlySet<string> = new Set(["localhost", "127.0.0.1", "[::1]", "::1"]);

/**
 * Refuses a page of another origin, even if no token is needed, because browsers open WebSockets across origins and
 * send plain requests without asking.
 *
 * @throws `ForbiddenError`.
 */
export function checkOrigin(request: Request, { cors }: AccessRules): void {
  const origin = request.headers.get("origin");
  if (origin !== null && !isSameOrigin(origin, request) && !isAllowed(origin, cors)) {
    throw new ForbiddenError("Cannot answer request: its origin is foreign, and the option cors does not name it", {});
  }
}

/**
 * Refuses a request without a token that opens its route; returns the owner of the token. Tokens are compared in
 * constant time and appear in no message.
 *
 * @param isForAgents `true` if the agent's token opens the route too.
 * @throws `UnauthorizedError` for a missing or wrong token, `ForbiddenError` for the agent's where it opens nothing.
 */
export function checkToken(request: Request, { token, agentToken }: AccessRules, isForAgents: boolean): Principal {
  if (token === undefined) return "orchestrator";
  const [, given] = /^Bearer +(.+)$/i.exec(request.headers.get("authorization") ?? "") ?? [];
  if (given === undefined) {
    throw new UnauthorizedError("Cannot answer request: it has no bearer token in the header Authorization", {});
  }
  if (isSameSecret(given, token)) return "orchestrator";
  if (agentToken === undefined || !isSameSecret(given, agentToken)) {
    throw new UnauthorizedError("Cannot answer request: its token is wrong", {});
  }
  if (!isForAgents) throw new ForbiddenError("Cannot answer request: the agent's token opens /mcp only", {});
  return "agent";
}

/** Makes the headers that let a page of another origin read an answer; `undefined` if it may not, or isn't one. */
export function corsHeaders(request: Request, { cors }: AccessRules): Record<string, string> | undefined {
  const origin = request.headers.get("origin");
  if (origin === null || !isAllowed(origin, cors)) return undefined;
  return {
    "Access-Control-Allow-Origin": origin,
    "Access-Control-Allow-Methods": "GET, POST, DELETE",
    "Access-Control-Allow-Headers":
      `Authorization, Content-Type, ${SESSION_HEADER}, ${REQUEST_ID_HEADER}, ${MCP_HEADERS}`,
    "Access-Control-Expose-Headers": `${SESSION_HEADER}, Retry-After, Mcp-Session-Id`,
    "Access-Control-Max-Age": "600",
    "Vary": "Origin",
  };
}

/** `true` for an address that only this machine reaches. */
export function isLoopback(hostname: string): boolean {
  return LOOPBACK_NAMES.has(hostname) || /^127\.\d+\.\d+\.\d+$/.test(hostname);
}

/**
 * `true` if the `Host` header names this machine, or is one of the allowed names. A page whose name was made to resolve
 * to 127.0.0.1 (DNS rebinding) sends its own name, and no browser lets it change the header.
 */
export function hasLoopbackHost(request: Request, allowedHosts: readonly string[] = []): boolean {
  const host = request.headers.get("host")?.replace(/:\d+$/, "").toLowerCase();
  return host === undefined || isLoopback(host) || allowedHosts.includes(host);
}

/** Checks that tokens are not empty, that headers can carry them, and that they differ; throws `InvalidOptionError`. */
export function assertTokens({ token, agentToken }: Pick<AccessRules, "token" | "agentToken">): void {
  for (const [option, value] of Object.entries({ token, agentToken })) {
    if (value === undefined || /^[\x21-\x7e]+$/.test(value)) continue;
    throw invalidToken(option, "it is empty or has characters that a header cannot carry");
  }
  if (agentToken === undefined) return;
  if (token === undefined) throw invalidToken("agentToken", "without the option token, no request needs one");
  if (token === agentToken) throw invalidToken("agentToken", "it is the orchestrator's token");
}

function invalidToken(option: string, state: string): InvalidOptionError {
  return new InvalidOptionError(`Cannot use option ${option}: ${state}`, { option });
}

function isSameOrigin(origin: string, request: Request): boolean {
  return URL.canParse(origin) && new URL(origin).host === request.headers.get("host")?.toLowerCase();
}

function isAllowed(origin: string, cors: AccessRules["cors"]): boolean {
  return cors === "*" || cors.includes(origin);
}

/** Compares digests: they have equal lengths, so the time taken does not depend on how much of a guess was right. */
function isSameSecret(given: string, secret: string): boolean {
  const digest = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(given), digest(secret));
}
