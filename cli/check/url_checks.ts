import { messageOf } from "@openenv/core";
import { isRecord } from "@openenv/core/schema";
import type { Check, Finding } from "@openenv/testing";

/** What one of the criteria asks, and what it makes of the answer. */
interface Criterion {
  readonly id: string;
  readonly summary: string;
  readonly path: string;
  readonly method?: "GET" | "POST";
  /** What was expected of the answer, and what was seen of it. */
  readonly judge: (body: Readonly<Record<string, unknown>>) => Judgement;
}

interface Judgement {
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
    summary: "`GET /openapi.json` answers a document with `info.version`.",
    path: "/openapi.json",
    judge: ({ info }) => ofType({ "info.version": isRecord(info) ? info.version : undefined }, "string"),
  },
  {
    id: "url.health_endpoint",
    summary: '`GET /health` answers `status: "healthy"`.',
    path: "/health",
    judge: ({ status }) => ({ expected: { status: "healthy" }, seen: { status }, passes: status === "healthy" }),
  },
  {
    id: "url.metadata_endpoint",
    summary: "`GET /metadata` answers `name` and `description`.",
    path: "/metadata",
    judge: ({ name, description }) => ofType({ name, description }, "string"),
  },
  {
    id: "url.schema_endpoint",
    summary: "`GET /schema` answers the schemas of `action`, `observation` and `state`.",
    path: "/schema",
    judge: ({ action, observation, state }) => ofType({ action, observation, state }, "object"),
  },
  {
    id: "url.mcp_endpoint",
    summary: "`POST /mcp` answers in JSON-RPC 2.0, an error included.",
    path: "/mcp",
    method: "POST",
    judge: ({ jsonrpc }) => ({ expected: { jsonrpc: "2.0" }, seen: { jsonrpc }, passes: jsonrpc === "2.0" }),
  },
  {
    id: "url.mode_endpoint_consistency",
    summary: "The server has all of `/reset`, `/step` and `/state`, or none of them.",
    path: "/openapi.json",
    judge: judgeMode,
  },
];

/** How a server is asked. */
export interface UrlCheckOptions {
  /** The token that it asks for. Default: none. */
  readonly token?: string;
  /** Sends a request. Default: `fetch`. */
  readonly send?: (request: Request) => Response | Promise<Response>;
}

/**
 * The checks of a running server's HTTP side.
 *
 * @param base The server's URL, without a slash on the end.
 * @param options How it is asked.
 */
export function createUrlChecks(base: string, options: UrlCheckOptions = {}): readonly Check[] {
  return CRITERIA.map((criterion): Check => {
    const { id, summary } = criterion;
    return { id, level: "runtime", severity: "fail", summary, run: () => ask(base, criterion, options) };
  });
}

async function ask(base: string, criterion: Criterion, { token, send = fetch }: UrlCheckOptions): Promise<Finding> {
  const { path, method = "GET", judge, summary } = criterion;
  const remediation = "Host the environment with this package, or mend the route";
  const where = `${method} ${base}${path}`;
  let response: Response;
  let text: string;
  try {
    const request = new Request(`${base}${path}`, {
      method,
      headers: {
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
        ...(method === "POST" && { "content-type": "application/json" }),
      },
      ...(method === "POST" && { body: "{}" }),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    response = await send(request);
    text = await response.text();
  } catch (thrown) {
    const { cause } = thrown as { readonly cause?: unknown };
    const evidence = [`${where}: ${messageOf(cause ?? thrown)}`];
    return { status: "fail", measured: { expected: summary, seen: "no answer" }, evidence, remediation };
  }
  const body = parse(text);
  const { expected, seen, passes } = judge(body ?? {});
  if (response.status === 200 && body !== undefined && passes) return { status: "pass" };
  const answer = body === undefined ? "a body that is no JSON object" : JSON.stringify(seen);
  return {
    status: "fail",
    measured: { expected: { status: 200, body: expected }, seen: { status: response.status, body: seen } },
    evidence: [`${where} answered ${response.status} with ${answer}`],
    remediation,
  };
}

function parse(text: string): Record<string, unknown> | undefined {
  try {
    const value = JSON.parse(text);
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function ofType(values: Readonly<Record<string, unknown>>, type: "string" | "object"): Judgement {
  const has = (value: unknown) => type === "object" ? isRecord(value) : typeof value === "string";
  return {
    expected: Object.fromEntries(Object.keys(values).map((key) => [key, type])),
    seen: Object.fromEntries(Object.entries(values).map(([key, value]) => [key, isRecord(value) ? "object" : value])),
    passes: Object.values(values).every(has),
  };
}

function judgeMode({ paths }: Readonly<Record<string, unknown>>): Judgement {
  const known = isRecord(paths) ? paths : {};
  const seen = Object.fromEntries(["/reset", "/step", "/state"].map((path) => [path, Object.hasOwn(known, path)]));
  const [reset, ...others] = Object.values(seen);
  const expected = Object.fromEntries(Object.keys(seen).map((path) => [path, reset]));
  return { expected, seen, passes: Object.keys(known).length > 0 && others.every((has) => has === reset) };
}
