import { ForbiddenError, InvalidOptionError, UnauthorizedError } from "@openenv/core";
import { REQUEST_ID_HEADER, SESSION_HEADER } from "@openenv/core/protocol";
import { createHash, timingSafeEqual } from "node:crypto";

/** The rules that say which requests are answered. */
export interface AccessRules {
  /** The orchestrator's bearer token; `undefined` if none is needed. */
  readonly token: string | undefined;
  /** The origins of web pages that may send requests, besides the server's own; `"*"` for all. */
  readonly cors: readonly string[] | "*";
}

const LOOPBACK_NAMES: ReadonlySet<string> = new Set(["localhost", "127.0.0.1", "[::1]", "::1"]);

/**
 * Refuses a request that the rules don't allow.
 *
 * A page of another origin is refused even if no token is needed, because browsers open WebSockets across origins and
 * send plain requests without asking. The token is compared in constant time and appears in no message.
 *
 * @throws `ForbiddenError` for a foreign origin, `UnauthorizedError` for a missing or wrong token.
 */
export function checkAccess(request: Request, { token, cors }: AccessRules): void {
  const origin = request.headers.get("origin");
  if (origin !== null && !isSameOrigin(origin, request) && !isAllowed(origin, cors)) {
    throw new ForbiddenError("Cannot answer request: its origin is foreign, and the option cors does not name it", {});
  }
  if (token === undefined) return;
  const [, given] = /^Bearer +(.+)$/i.exec(request.headers.get("authorization") ?? "") ?? [];
  if (given === undefined) {
    throw new UnauthorizedError("Cannot answer request: it has no bearer token in the header Authorization", {});
  }
  if (!isSameSecret(given, token)) throw new UnauthorizedError("Cannot answer request: its token is wrong", {});
}

/** Makes the headers that let a page of another origin read an answer; `undefined` if it may not, or isn't one. */
export function corsHeaders(request: Request, { cors }: AccessRules): Record<string, string> | undefined {
  const origin = request.headers.get("origin");
  if (origin === null || !isAllowed(origin, cors)) return undefined;
  return {
    "Access-Control-Allow-Origin": origin,
    "Access-Control-Allow-Methods": "GET, POST, DELETE",
    "Access-Control-Allow-Headers": `Authorization, Content-Type, ${SESSION_HEADER}, ${REQUEST_ID_HEADER}`,
    "Access-Control-Expose-Headers": `${SESSION_HEADER}, Retry-After`,
    "Access-Control-Max-Age": "600",
    "Vary": "Origin",
  };
}

/** `true` for an address that only this machine reaches. */
export function isLoopback(hostname: string): boolean {
  return LOOPBACK_NAMES.has(hostname) || /^127\.\d+\.\d+\.\d+$/.test(hostname);
}

/**
 * `true` if the `Host` header names this machine. A page whose name was made to resolve to 127.0.0.1 (DNS rebinding)
 * sends its own name, and no browser lets it change the header.
 */
export function hasLoopbackHost(request: Request): boolean {
  const host = request.headers.get("host");
  return host === null || isLoopback(host.replace(/:\d+$/, "").toLowerCase());
}

/** Checks that the option `token` is not empty and that a header can carry it; throws `InvalidOptionError`. */
export function assertToken(token: string | undefined): void {
  if (token === undefined || /^[\x21-\x7e]+$/.test(token)) return;
  throw new InvalidOptionError("Cannot use option token: it is empty or has characters that a header cannot carry", {
    option: "token",
  });
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
