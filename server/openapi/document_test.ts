import { Hono } from "@hono/hono";
import { type AnyImplementation, defineEnvironment, ERROR_TABLE } from "@openenv/core";
import { tasksFromArrays } from "@openenv/core/tasks";
import assert from "node:assert/strict";
import { z } from "zod";
import { createApp } from "../app.ts";
import { HttpEnvServer } from "../http_env_server.ts";
import type { AppOptions } from "../options.ts";
import { ROUTES } from "../routes/route_table.ts";
import { silent } from "../testdata/silent.ts";

interface Tree {
  label: string;
  children: Tree[];
}

const Tree: z.ZodType<Tree> = z.object({
  label: z.string(),
  get children() {
    return z.array(Tree);
  },
});

const environment: AnyImplementation = defineEnvironment({
  name: "garden_env",
  version: "2.1.0",
  description: "Grows trees.",
  action: z.object({ tree: Tree, by: z.int().min(1), names: z.record(z.string(), z.string()).default({}) }),
  observation: z.object({ tree: Tree.nullable(), height: z.int() }),
  state: z.object({ trees: z.int() }),
  resetOptions: z.object({ soil: z.enum(["sand", "clay"]) }),
  maxSteps: 50,
}).implement(() => ({
  reset: () => ({ observation: { tree: null, height: 0 } }),
  step: ({ tree, by }) => ({ observation: { tree, height: by } }),
  state: () => ({ trees: 1 }),
}));

// deno-lint-ignore no-explicit-any -- a document is read as it comes
type Document = any;

async function readDocument(options: AppOptions = {}, source: AnyImplementation = environment): Promise<Document> {
  const headers: Record<string, string> = options.token === undefined
    ? {}
    : { authorization: `Bearer ${options.token}` };
  const response = await createApp(source, options).fetch(new Request("http://localhost/openapi.json", { headers }));
  assert.equal(response.status, 200);
  return await response.json();
}

function operationsOf(document: Document): [name: string, operation: Document][] {
  return Object.entries<Document>(document.paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]): [string, Document] => [
      `${method.toUpperCase()} ${path}`,
      operation,
    ])
  );
}

function nodesOf(value: unknown): Record<string, unknown>[] {
  if (typeof value !== "object" || value === null) return [];
  const inner = Object.values(value).flatMap(nodesOf);
  return Array.isArray(value) ? inner : [value as Record<string, unknown>, ...inner];
}

Deno.test("GET /openapi.json is OpenAPI 3.1.0 with the version that the validator reads", async () => {
  const document = await readDocument();
  assert.equal(document.openapi, "3.1.0");
  assert.equal(document.info.version, "1.0.0");
  assert.equal(document.info.license.identifier, "BSD-3-Clause");
  assert.equal(document.info.description, "**garden_env** 2.1.0. Grows trees.");
});

Deno.test("GET /openapi.json has the routes of the server's mode, without sockets, pages and MCP", async () => {
  for (const mode of ["simulation", "production"] as const) {
    const names = operationsOf(await readDocument({ mode })).map(([name]) => name);
    const expected = ROUTES
      .filter(({ control, web, socket, unnamed, path }) =>
        (mode === "simulation" || !(control || web)) && !socket && !unnamed &&
        !/^.(docs|open|mcp.|web(?!.render))/.test(path)
      )
      .map(({ method, path }) => `${method} ${path.replace(":env_name", "{env_name}")}`);
    assert.deepEqual(names.sort(), expected.sort());
  }
});

Deno.test("GET /openapi.json refers only to what it has, and names every operation and tag once", async () => {
  const document = await readDocument();
  const references = nodesOf(document).flatMap(({ $ref }) => typeof $ref === "string" ? [$ref] : []);
  assert(references.length > 20);
  for (const reference of references) {
    const found = reference.slice(2).split("/").reduce((node, key) => node?.[key], document);
    assert.equal(typeof found, "object", reference);
  }
  const operations = operationsOf(document).map(([, operation]) => operation);
  assert.equal(new Set(operations.map(({ operationId }) => operationId)).size, operations.length);
  assert.deepEqual(
    new Set(operations.flatMap(({ tags }) => tags)),
    new Set(document.tags.map(({ name }: { name: string }) => name)),
  );
  for (const { responses } of operations) {
    for (const [status, { description, content }] of Object.entries<Document>(responses)) {
      assert.match(status, /^\d{3}$/);
      assert(description.length > 0);
      assert.equal(typeof content["application/json"].schema, "object");
    }
  }
});

Deno.test("GET /openapi.json has the schemas of the reference, and those of the contract", async () => {
  const { schemas } = (await readDocument()).components;
  const names = [
    "ResetRequest",
    "ResetResponse",
    "StepRequest",
    "StepResponse",
    "EnvironmentMetadata",
    "HealthResponse",
  ];
  names.push("HealthStatus", "SchemaResponse", "HTTPValidationError", "ValidationError");
  names.push("ListTasksRequest", "NumTasksRequest", "GetTaskRequest", "GetTaskRangeRequest");
  names.push("GardenAction", "GardenObservation", "GardenState", "GardenAction.schema0");
  for (const name of names) assert(name in schemas, name);
  assert.deepEqual(schemas.GardenAction.properties.tree, { $ref: "#/components/schemas/GardenAction.schema0" });
  assert.equal(schemas["GardenAction.schema0"].additionalProperties, false);
  assert.deepEqual(schemas.GardenAction.properties.by, {
    title: "By",
    type: "integer",
    minimum: 1,
    maximum: Number.MAX_SAFE_INTEGER,
  });
  assert.deepEqual(schemas.GardenAction.properties.names.propertyNames, { not: { const: "__proto__" } });
  assert.deepEqual(schemas.ResetRequest.required, ["soil"]);
  assert.equal(schemas.ResetRequest.properties.max_steps.maximum, 50);
  assert.deepEqual(schemas.StepRequest.properties.action, { $ref: "#/components/schemas/GardenAction" });
});

Deno.test("GET /openapi.json has every error that leaves a server over HTTP", async () => {
  const text = JSON.stringify(await readDocument({ token: "t" }));
  const onSocketsOnly = ["INVALID_JSON", "UNKNOWN_TYPE", "INVALID_UPGRADE"];
  const ofTheEnvironment = 500;
  for (const [code, { httpStatus }] of Object.entries(ERROR_TABLE)) {
    if (httpStatus === undefined || httpStatus === ofTheEnvironment || onSocketsOnly.includes(code)) continue;
    assert(text.includes(`"${code}"`), code);
  }
  const { paths } = JSON.parse(text);
  assert.deepEqual(Object.keys(paths["/step"].post.responses), [
    ...["200", "401", "403", "404", "409", "410", "413", "422", "500", "504"],
  ]);
  const full = paths["/reset"].post.responses["503"];
  assert.equal(full.headers["Retry-After"].schema.type, "integer");
  assert.equal(full.content["application/json"].examples.CAPACITY_REACHED.value.code, "CAPACITY_REACHED");
});

Deno.test("GET /openapi.json asks for a token where the server does", async () => {
  const open = await readDocument();
  assert.deepEqual([open.security, open.components.securitySchemes], [undefined, undefined]);
  assert.doesNotMatch(JSON.stringify(open), /UNAUTHORIZED/);
  const guarded = await readDocument({ token: "t" });
  assert.deepEqual(guarded.security, [{ bearer: [] }]);
  assert.equal(guarded.components.securitySchemes.bearer.scheme, "bearer");
  assert.deepEqual(guarded.paths["/health"].get.security, []);
  assert.equal(guarded.paths["/health"].get.responses["401"], undefined);
});

Deno.test("the examples of GET /openapi.json play an episode, and its links lead from one to the next", async () => {
  const app = createApp(environment, { log: silent });
  const { paths } = await readDocument();
  const exampleOf = (path: string) =>
    paths[path].post.requestBody.content["application/json"].examples.example.value as unknown;
  const post = (path: string, headers: HeadersInit = {}) =>
    app.fetch(
      new Request(`http://localhost${path}`, { method: "POST", body: JSON.stringify(exampleOf(path)), headers }),
    );
  const begun = await (await post("/reset")).json();
  const { links, content } = paths["/reset"].post.responses["200"];
  assert.deepEqual(Object.keys(begun), Object.keys(content["application/json"].example));
  assert.deepEqual(links.step, {
    operationId: "step",
    parameters: { "header.OpenEnv-Session": "$response.body#/session_id" },
  });
  const stepped = await post("/step", { "OpenEnv-Session": begun.session_id });
  assert.equal(stepped.status, 200);
  assert.deepEqual(
    Object.keys(await stepped.json()),
    Object.keys(paths["/step"].post.responses["200"].content["application/json"].example),
  );
  await app.close();
});

Deno.test("the examples about tasks of GET /openapi.json are answered as it says", async () => {
  const tasks = tasksFromArrays({ train: [{ question: "1 + 1" }, { question: "2 + 2" }] });
  const source = defineEnvironment({ ...environment.contract, tasks }).implement(environment.factory);
  const app = createApp(source);
  const { paths } = await readDocument({}, source);
  const names: string[] = Object.keys(paths).filter((path) => path.startsWith("/{env_name}/"));
  assert.deepEqual(names.map((path) => path.split("/")[2]), ["splits", "tasks", "num_tasks", "task", "task_range"]);
  for (const path of names) {
    const [[method, { parameters, requestBody, responses }]] = Object.entries<Document>(paths[path]) as [
      [string, Document],
    ];
    const [{ name, in: place, schema }] = parameters;
    assert.deepEqual([name, place, schema], ["env_name", "path", { type: "string", enum: ["garden_env"] }]);
    const body = JSON.stringify(requestBody?.content["application/json"].examples.example.value);
    const url = `http://localhost${path.replace("{env_name}", schema.enum[0])}`;
    const response = await app.fetch(new Request(url, { method: method.toUpperCase(), body }));
    assert.equal(response.status, 200, path);
    const { example } = responses["200"].content["application/json"];
    assert.deepEqual(shapeOf(await response.json()), shapeOf(example), path);
    assert.equal("400" in responses, path !== "/{env_name}/splits");
    assert.equal(
      responses["501"].content["application/json"].examples.TASKS_UNSUPPORTED.value.code,
      "TASKS_UNSUPPORTED",
    );
  }
});

Deno.test("GET /openapi.json has the reset options of tasks when there are tasks", async () => {
  const tasks = tasksFromArrays({ train: [{ question: "1 + 1" }] });
  const source = defineEnvironment({ ...environment.contract, tasks }).implement(environment.factory);
  const common = ["seed", "episode_id", "max_steps"];
  for (const [one, names] of [[environment, common], [source, [...common, "split", "index", "task_id"]]] as const) {
    const { ResetRequest } = (await readDocument({}, one)).components.schemas;
    assert.deepEqual(Object.keys(ResetRequest.properties), [...names, "soil"]);
  }
});

/** The keys of a value, at every depth; of a list those of its first item. */
function shapeOf(value: unknown): unknown {
  if (Array.isArray(value)) return [shapeOf(value[0])];
  if (typeof value !== "object" || value === null) return typeof value;
  return Object.entries(value).map(([key, part]) => [key, shapeOf(part)]);
}

Deno.test("an example that the server would refuse is left out", async () => {
  const action = z.object({ code: z.string().regex(/^[0-9]+$/) });
  const source = defineEnvironment({ name: "codes", action, observation: z.object({}) })
    .implement(() => ({ reset: () => ({ observation: {} }), step: () => ({ observation: {} }) }));
  const { paths } = await readDocument({}, source);
  assert.deepEqual(paths["/step"].post.requestBody.content["application/json"].examples, {});
  assert.equal(paths["/reset"].post.requestBody.required, false);
});

Deno.test("GET /openapi.json in somebody's app says under which path the routes are", async () => {
  const [app, sub] = [new Hono(), new Hono()];
  new HttpEnvServer(environment).registerRoutes(sub);
  app.route("/gardens/north", sub);
  const { servers } = await (await app.request("/gardens/north/openapi.json")).json();
  assert.deepEqual(servers, [{ url: "/gardens/north" }]);
  assert.equal((await readDocument()).servers, undefined);
});
