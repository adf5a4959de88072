import type { EnvServer } from "../env_server.ts";
import { SESSION_HEADER } from "@openenv/core/protocol";
import type { Route } from "../register_routes.ts";
import { describeEnvelopes } from "./envelopes.ts";
import { makeExamples } from "./make_examples.ts";
import { describeOperations, type Operation, TAGS } from "./operations.ts";
import { describeErrors, type Header, type ResponseObject } from "./responses.ts";

/** An OpenAPI 3.1 document. */
export interface OpenApiDocument {
  /** The version of the specification. */
  readonly openapi: "3.1.0";
  /** What is described. */
  readonly info: Readonly<Record<string, unknown>>;
  /** The groups of operations. */
  readonly tags: readonly unknown[];
  /** The operations, by path and method. */
  readonly paths: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  /** Schemas, and how to say who one is. */
  readonly components: Readonly<Record<string, unknown>>;
  /** What every operation asks for, unless it says otherwise. */
  readonly security?: readonly unknown[];
}

/** The version of the HTTP interface: what `openenv validate` reads, and no environment's own. */
const INTERFACE_VERSION = "1.0.0";
const LICENSE = { name: "BSD 3-Clause License", identifier: "BSD-3-Clause" } as const;
const JSON_TYPE = "application/json";

/** Describes a server: the given routes of it, what they take and give, and every error they answer with. */
export function buildDocument(server: EnvServer, routes: readonly Route[]): OpenApiDocument {
  const { contract } = server;
  const { components, state } = describeEnvelopes(contract, server.schemas);
  const operations = describeOperations({ state, ...makeExamples(server) });
  const takesToken = server.options.access.token !== undefined;
  const paths: Record<string, Record<string, unknown>> = {};
  const tags = new Set<string>();
  for (const route of routes) {
    const operation = operations[`${route.method} ${route.path}`];
    if (operation === undefined) continue;
    tags.add(operation.tag);
    const described = describeOperation(operation, { isGuarded: takesToken && route.open !== true, takesToken });
    const path = route.path.replace(/:(\w+)/g, "{$1}");
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
    components: { schemas: components.schemas, ...(takesToken ? { securitySchemes: { bearer: BEARER } } : {}) },
    ...(takesToken ? { security: [{ bearer: [] }] } : {}),
  };
}

const BEARER = { type: "http", scheme: "bearer", description: "The server's token." } as const;

/** Who may use an operation. */
interface Access {
  /** `true` if it asks for the token. */
  readonly isGuarded: boolean;
  /** `true` if the server has one. */
  readonly takesToken: boolean;
}

function describeOperation(operation: Operation, { isGuarded, takesToken }: Access): Record<string, unknown> {
  const { operationId, tag, summary, description, request } = operation;
  const parameters = describeParameters(operation);
  const errors = [...new Set([...operation.errors, ...(isGuarded ? ["UNAUTHORIZED"] : []), "FORBIDDEN"])];
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
    ...(takesToken && !isGuarded ? { security: [] } : {}),
  };
}

function describeParameters({ path = {}, session }: Operation): Record<string, unknown>[] {
  const inPath = Object.entries(path).map(([name, { schema, description }]) => ({
    name,
    in: "path",
    required: true,
    description,
    schema,
  }));
  return session === undefined ? inPath : [...inPath, describeSessionParameter(session === "required")];
}

function describeSessionParameter(required: boolean): Record<string, unknown> {
  return {
    name: SESSION_HEADER,
    in: "header",
    required,
    description: "The session, as `/reset` named it.",
    schema: { type: "string" },
  };
}

function describeAnswer({ answer, namesSession, leadsOn }: Operation): ResponseObject {
  const { schema, description, example } = answer;
  return {
    description,
    ...(namesSession ? { headers: { [SESSION_HEADER]: SESSION_ANSWER } } : {}),
    content: { [JSON_TYPE]: { schema, example } },
    ...(leadsOn ? { links: LINKS } : {}),
  };
}

const SESSION_ANSWER: Header = { description: "The session's id.", required: true, schema: { type: "string" } };

/** What can be done with the session of an answer. */
const LINKS: Readonly<Record<string, unknown>> = Object.fromEntries(
  ["reset", "step", "state", "closeSession"].map((operationId) => [operationId, {
    operationId,
    parameters: { [`header.${SESSION_HEADER}`]: "$response.body#/session_id" },
  }]),
);
