import { SESSION_HEADER } from "@openenv/core/protocol";
import type { ServerContext } from "../server_context.ts";
import { describeEnvelopes } from "./envelopes.ts";
import { describeOperations, type Operation, TAGS } from "./operations.ts";
import { describeErrors } from "./responses.ts";
import { describeTaskOperations } from "./task_operations.ts";

/** The part of a route that the document describes. */
export interface DescribedRoute {
  /** The HTTP method. */
  readonly method: string;
  /** The path; a segment such as `:env_name` stands for any text. */
  readonly path: string;
  /** `true` for a route that needs neither a token nor the environment. */
  readonly public?: boolean;
}

type OpenApiObject = Readonly<Record<string, unknown>>;

/** The version of the HTTP interface, which `openenv validate` reads; not that of an environment. */
const INTERFACE_VERSION = "1.0.0";
const LICENSE = { name: "BSD 3-Clause License", identifier: "BSD-3-Clause" } as const;
const JSON_TYPE = "application/json";
const BEARER = { type: "http", scheme: "bearer", description: "The server's token." } as const;

/** Makes an OpenAPI 3.1 document of some routes of a server: their parameters, bodies, answers and errors. */
export function buildDocument(context: ServerContext, routes: readonly DescribedRoute[]): OpenApiObject {
  const { contract, requiresToken } = context;
  const { components, state } = describeEnvelopes(contract, context.schemas);
  const operations = { ...describeOperations(context, state), ...describeTaskOperations(contract.name) };
  const paths: Record<string, OpenApiObject> = {};
  const tags = new Set<string>();
  for (const route of routes) {
    const found = operations[`${route.method} ${route.path}`];
    if (found === undefined) continue;
    const operation = context.sharesHttpSession && found.session === "required" ? withSharedSession(found) : found;
    tags.add(operation.tag);
    const path = route.path.replace(/:(\w+)/g, "{$1}");
    const described = describeOperation(operation, requiresToken, route.public === true);
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: described };
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "OpenEnv Environment HTTP API",
      version: INTERFACE_VERSION,
      description: `**${contract.name}** ${contract.version}. ${contract.description}`.trim(),
      license: LICENSE,
    },
    tags: Object.entries(TAGS).filter(([name]) => tags.has(name)).map(([name, description]) => ({ name, description })),
    paths,
    components: { schemas: components.schemas, ...(requiresToken ? { securitySchemes: { bearer: BEARER } } : {}) },
    ...(requiresToken ? { security: [{ bearer: [] }] } : {}),
  };
}

/** Where callers share a session, requests need not name one, and each may be the one that opens it. */
function withSharedSession(operation: Operation): Operation {
  return { ...operation, session: "optional", errors: [...operation.errors, "CAPACITY_REACHED", "FACTORY_ERROR"] };
}

function describeOperation(operation: Operation, requiresToken: boolean, isPublic: boolean): OpenApiObject {
  const { operationId, tag, summary, description, request } = operation;
  const parameters = describeParameters(operation);
  const errors = [...operation.errors, ...(requiresToken && !isPublic ? ["UNAUTHORIZED"] : []), "FORBIDDEN"];
  return {
    operationId,
    tags: [tag],
    summary,
    description,
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(request === undefined ? {} : {
      requestBody: {
        required: request.required,
        content: { [JSON_TYPE]: { schema: request.schema, examples: request.examples } },
      },
    }),
    responses: { "200": describeAnswer(operation), ...describeErrors(errors) },
    ...(requiresToken && isPublic ? { security: [] } : {}),
  };
}

function describeParameters({ path = {}, session }: Operation): OpenApiObject[] {
  const inPath = Object.entries(path).map(([name, parameter]) => ({ name, in: "path", required: true, ...parameter }));
  return session === undefined ? inPath : [...inPath, {
    name: SESSION_HEADER,
    in: "header",
    required: session === "required",
    description: "The session, as `/reset` named it; `new` asks `/reset` for a new one.",
    schema: { type: "string" },
  }];
}

function describeAnswer({ answer, returnsSession, hasLinks }: Operation): OpenApiObject {
  const { schema, description, example } = answer;
  return {
    description,
    ...(returnsSession ? { headers: { [SESSION_HEADER]: SESSION_ANSWER } } : {}),
    content: { [JSON_TYPE]: { schema, example } },
    ...(hasLinks ? { links: LINKS } : {}),
  };
}

const SESSION_ANSWER = { description: "The session's id.", required: true, schema: { type: "string" } } as const;

/** The operations that take the session id of an answer. */
const LINKS: OpenApiObject = Object.fromEntries(
  ["reset", "step", "state", "closeSession"].map((operationId) => [operationId, {
    operationId,
    parameters: { [`header.${SESSION_HEADER}`]: "$response.body#/session_id" },
  }]),
);
