import { messageOf } from "@openenv/core";
import { isRecord } from "@openenv/core/schema";
import type { Check, Finding } from "@openenv/testing";

/** A request, and what its answer has to be. */
interface Criterion {
  readonly id: string;
  readonly summary: string;
  readonly path: string;
  readonly method?: "GET" | "POST";
  /** Compares the body of the answer with what was expected. */
  readonly compare: (body: Readonly<Record<string, unknown>>) => Comparison;
}

interface Comparison {
  readonly expected: unknown;
  readonly seen: unknown;
  readonly passes: boolean;
}

/** How long an answer may take. */
const TIMEOUT_MS = 10_000;

/** The six criteria of `openenv validate --url`, under the names that they have there. */
const CRITERIA: readonly Criterion[] = [
  {
    id: "url.openapi_version_available",
    summary: "`GET /openapi.json` returns a document with `info.version`.",
    path: "/openapi.json",
    compare: ({ info }) => compareTypes({ "info.version": isRecord(info) ? info.version : undefined }, "string"),
  },
  {
    id: "url.health_endpoint",
    summary: '`GET /health` returns `status: "healthy"`.',
    path: "/health",
    compare: ({ status }) => ({ expected: { status: "healthy" }, seen: { status }, passes: status === "healthy" }),
  },
  {
    id: "url.metadata_endpoint",
    summary: "`GET /metadata` returns `name` and `description`.",
    path: "/metadata",
    compare: ({ name, description }) => compareTypes({ name, description }, "string"),
  },
  {
    id: "url.schema_endpoint",
    summary: "`GET /schema` returns the schemas of `action`, `observation` and `state`.",
    path: "/schema",
    compare: ({ action, observation, state }) => compareTypes({ action, observation, state }, "object"),
  },
  {
    id: "url.mcp_endpoint",
    summary: "`POST /mcp` answers with JSON-RPC 2.0, even if the answer is an error.",
    path: "/mcp",
    method: "POST",
    compare: ({ jsonrpc }) => ({ expected: { jsonrpc: "2.0" }, seen: { jsonrpc }, passes: jsonrpc === "2.0" }),
  },
  {
    id: "url.mode_endpoint_consistency",
    summary: "The server has all of `/reset`, `/step` and `/state`, or none of them.",
    path: "/openapi.json",
    compare: compareModes,
  },
];

/** Options for {@linkcode createUrlChecks}. */
export interface UrlCheckOptions {
  /** The token that the server asks for. Default: none. */
  readonly token?: string;
  /** Sends a request. Default: `fetch`. */
  readonly send?: (request: Request) => Response | Promise<Response>;
}

/**
 * Creates the checks of a running server's HTTP side.
 *
 * @param base The server's URL, without a slash on the end.
 * @param options How requests are sent.
 */
export function createUrlChecks(base: string, options: UrlCheckOptions = {}): readonly Check[] {
  return CRITERIA.map((criterion): Check => {
    const { id, summary } = criterion;
    return { id, level: "runtime", severity: "fail", summary, run: () => run(base, criterion, options) };
  });
}

async function run(base: string, criterion: Criterion, { token, send = fetch }: UrlCheckOptions): Promise<Finding> {
  const { path, method = "GET", compare, summary } = criterion;
  const remediation = "Host the environment with this package, or mend the route";
  const where = `${method} ${base}${path}`;
  let response: Response;
  let body: unknown;
  try {
    response = await send(createRequest(`${base}${path}`, method, token));
    body = parse(await response.text());
  } catch (thrown) {
    const { cause } = thrown as { readonly cause?: unknown };
    const evidence = [`${where}: ${messageOf(cause ?? thrown)}`];
    return { status: "fail", measured: { expected: summary, seen: "no answer" }, evidence, remediation };
  }
  const { expected, seen, passes } = compare(isRecord(body) ? body : {});
  if (response.status === 200 && isRecord(body) && passes) return { status: "pass" };
  const answer = isRecord(body) ? JSON.stringify(seen) : "a body that is no JSON object";
  return {
    status: "fail",
    measured: { expected: { status: 200, body: expected }, seen: { status: response.status, body: seen } },
    evidence: [`${where} answered ${response.status} with ${answer}`],
    remediation,
  };
}

function createRequest(url: string, method: "GET" | "POST", token: string | undefined): Request {
  const headers = new Headers(token === undefined ? {} : { authorization: `Bearer ${token}` });
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  if (method === "GET") return new Request(url, { headers, signal });
  headers.set("content-type", "application/json");
  return new Request(url, { method, headers, body: "{}", signal });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // a body that is no JSON fails the check
  }
}

function compareTypes(values: Readonly<Record<string, unknown>>, type: "string" | "object"): Comparison {
  const hasType = (value: unknown) => type === "object" ? isRecord(value) : typeof value === "string";
  return {
    expected: Object.fromEntries(Object.keys(values).map((key) => [key, type])),
    seen: Object.fromEntries(Object.entries(values).map(([key, value]) => [key, isRecord(value) ? "object" : value])),
    passes: Object.values(values).every(hasType),
  };
}

function compareModes({ paths }: Readonly<Record<string, unknown>>): Comparison {
  const known = isRecord(paths) ? paths : {};
  const seen = Object.fromEntries(["/reset", "/step", "/state"].map((path) => [path, Object.hasOwn(known, path)]));
  const [reset, ...others] = Object.values(seen);
  const expected = Object.fromEntries(Object.keys(seen).map((path) => [path, reset]));
  return { expected, seen, passes: Object.keys(known).length > 0 && others.every((has) => has === reset) };
}
