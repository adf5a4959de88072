import { Hono } from "@hono/hono";
import { type AnyImplementation, defineEnvironment } from "@openenv/core";
import { type AnyTaskProvider, tasksFromArrays, tasksFromGenerator } from "@openenv/core/tasks";
import fc from "fast-check";
import assert from "node:assert/strict";
import { z } from "zod";
import { CASE_COUNT } from "../../tests/case_count.ts";
import { type App, createApp } from "../app.ts";
import type { EnvironmentSource } from "../hosts/source.ts";
import { HttpEnvServer } from "../http_env_server.ts";
import type { AppOptions } from "../options.ts";
import { createLogger } from "../log/create_logger.ts";

const SECRET = "the answer is 42";
const SUMS = tasksFromArrays({ train: makeRows("train", 3), hard: makeRows("hard", 1) }, { private: ["answer"] });

function makeRows(split: string, count: number): { id: string; sum: string; answer: string }[] {
  return Array.from(
    { length: count },
    (_, index) => ({ id: `${split}-${index}`, sum: `${index} + 1`, answer: SECRET }),
  );
}

function makeEnvironment(tasks?: AnyTaskProvider): AnyImplementation {
  return defineEnvironment({ name: "Sum_env", action: z.object({}), observation: z.object({}), tasks }).implement(
    () => {
      throw new Error("no instance is made to answer about tasks");
    },
  );
}

function makeApp(tasks: AnyTaskProvider | undefined = SUMS, options: AppOptions = {}): App {
  return createApp(makeEnvironment(tasks), {
    log: createLogger({ write: () => assert.fail("nothing is logged") }),
    ...options,
  });
}

/** The answer to a request: the status, and the body as it came. */
async function ask(
  app: Pick<App, "fetch">,
  line: string,
  body?: unknown,
  headers: HeadersInit = {},
): Promise<{ status: number; headers: Headers; text: string }> {
  const [method, path] = line.split(" ");
  const sent = body === undefined || typeof body === "string" ? body : JSON.stringify(body);
  const response = await app.fetch(new Request(`http://localhost${path}`, { method, body: sent, headers }));
  const text = await response.text();
  assert.doesNotMatch(text, new RegExp(SECRET), line);
  return { status: response.status, headers: response.headers, text };
}

const TRAIN = { split: "train" };

Deno.test("the routes about tasks answer in both modes, with the public part and nothing else", async () => {
  for (const mode of ["simulation", "production"] as const) {
    const app = makeApp(SUMS, { mode });
    const answers: readonly [line: string, body: unknown, text: string][] = [
      ["GET /list_environments", undefined, '["Sum_env"]'],
      [
        "GET /Sum_env/splits",
        undefined,
        '[{"name":"train","type":"train"},{"name":"hard","type":"validation"}]',
      ],
      ["POST /sum_ENV/num_tasks", TRAIN, '{"num_tasks":3}'],
      [
        "POST /sum_env/tasks",
        { split: "hard" },
        '{"tasks":[{"id":"hard-0","sum":"0 + 1"}],"env_name":"Sum_env"}',
      ],
      ["POST /sum_env/task", { ...TRAIN, index: -1 }, '{"task":{"id":"train-2","sum":"2 + 1"}}'],
      [
        "POST /sum_env/task_range",
        { ...TRAIN, start: 1, stop: null },
        '{"tasks":[{"id":"train-1","sum":"1 + 1"},{"id":"train-2","sum":"2 + 1"}]}',
      ],
    ];
    for (const [line, body, text] of answers) {
      const answer = await ask(app, line, body);
      assert.deepEqual([answer.status, answer.text], [200, text], line);
      assert.equal(answer.headers.get("content-type"), "application/json");
    }
    assert.equal(app.sessionCount, 0);
  }
});

Deno.test("an environment without tasks answers 501, also one that is loaded when it is first asked for", async () => {
  const module = { module: new URL("../testdata/environment.ts", import.meta.url) };
  const sources: Readonly<Record<string, EnvironmentSource>> = { Sum_env: makeEnvironment(), from_module: module };
  for (const [name, source] of Object.entries(sources)) {
    const app = createApp(source);
    assert.equal((await ask(app, "GET /list_environments")).text, JSON.stringify([name]));
    const answer = await ask(app, `GET /${name}/splits`);
    assert.equal(answer.status, 501);
    assert.deepEqual(JSON.parse(answer.text), {
      detail: "list_splits is not supported for this environment",
      code: "TASKS_UNSUPPORTED",
      message: "Cannot answer list_splits: the environment has no tasks",
      method: "list_splits",
    });
  }
});

Deno.test("errors about tasks have the reference's text as their detail, and our message beside it", async () => {
  const app = makeApp();
  const cases: readonly [line: string, body: unknown, status: number, answer: unknown][] = [
    ["GET /sums/splits", undefined, 404, {
      detail: "unknown environment 'sums'",
      code: "UNKNOWN_ENVIRONMENT",
      message: 'Cannot find environment "sums": this server hosts Sum_env',
      environment: "sums",
      known: ["Sum_env"],
    }],
    ["POST /sum_env/task", { ...TRAIN, index: 3 }, 400, {
      detail: "Invalid task index",
      code: "TASK_NOT_FOUND",
      message: 'Cannot get task 3 of split "train": there is no task at that index',
      missing: "index",
      ...{ split: "train", index: 3 },
    }],
    ["POST /sum_env/num_tasks", { split: "trai" }, 400, {
      detail: 'Cannot find split "trai": there are "train", "hard"; the nearest is "train"',
      code: "TASK_NOT_FOUND",
      missing: "split",
      ...{ split: "trai", nearest: "train", known: ["train", "hard"] },
    }],
  ];
  for (const [line, body, status, expected] of cases) {
    const answer = await ask(app, line, body);
    assert.deepEqual([answer.status, JSON.parse(answer.text)], [status, expected], line);
  }
});

Deno.test("bodies are checked before the name, with places that begin with body", async () => {
  const app = makeApp();
  const cases: readonly [verb: string, body: unknown, ...items: [type: string, ...loc: string[]][]][] = [
    ["tasks", "", ["missing", "body"]],
    ["tasks", "[]", ["model_attributes_type", "body"]],
    ["tasks", "{bad", ["json_invalid", "body"]],
    ["tasks", { split: 1 }, ["string_type", "body", "split"]],
    ["num_tasks", { split: null, a: 1 }, ["string_type", "body", "split"], ["extra_forbidden", "body", "a"]],
    ["task", '{"__proto__":{"split":"x"},"index":1}', ["missing", "body", "split"], [
      ...["extra_forbidden", "body", "__proto__"] as const,
    ]],
    ["task", '{"split":"train","index":1e999}', ["finite_number", "body", "index"]],
    ["task_range", { ...TRAIN, start: "x", stop: {} }, ["int_parsing", "body", "start"], ["int_type", "body", "stop"]],
  ];
  for (const name of ["sum_env", "another"]) {
    for (const [verb, body, ...items] of cases) {
      const answer = await ask(app, `POST /${name}/${verb}`, body);
      assert.equal(answer.status, 422, verb);
      const { detail, code } = JSON.parse(answer.text);
      const found = detail.map(({ type, loc }: { type: string; loc: unknown[] }) => [
        type,
        ...loc.filter((part) => typeof part === "string"),
      ]);
      assert.deepEqual([code, found], ["VALIDATION_ERROR", items], verb);
    }
  }
});

Deno.test("a thousand unknown keys are told as a hundred", async () => {
  const keys = Array.from({ length: 1000 }, (_, index) => [`k${index}`, 1]);
  const { text } = await ask(makeApp(), "POST /sum_env/tasks", { ...TRAIN, ...Object.fromEntries(keys) });
  assert.equal(JSON.parse(text).detail.length, 100);
});

Deno.test("whatever a body is, the answer is JSON with a status below 500", async () => {
  const app = makeApp();
  const key = fc.constantFrom("split", "index", "start", "stop", "__proto__", "constructor", "x");
  const value = fc.oneof(fc.constantFrom("train", "hard", 0, 1, -1, 1e308, "1", true, null), fc.jsonValue());
  const body = fc.oneof(fc.dictionary(key, value).map((made) => JSON.stringify(made)), fc.json(), fc.string());
  const verb = fc.constantFrom("tasks", "num_tasks", "task", "task_range");
  await fc.assert(
    fc.asyncProperty(verb, body, async (verb, body) => {
      const { status, text } = await ask(app, `POST /sum_env/${verb}`, body);
      assert([200, 400, 422].includes(status), `${verb} ${body}: ${status}`);
      assert.equal(typeof JSON.parse(text), "object");
    }),
    { numRuns: CASE_COUNT },
  );
});

Deno.test("the routes about tasks ask for the token, and let pages of allowed origins ask", async () => {
  const app = makeApp(SUMS, { token: "t", cors: ["https://page.example"] });
  for (const line of ["GET /list_environments", "GET /sum_env/splits", "GET /other/splits"]) {
    assert.equal((await ask(app, line)).status, 401, line);
  }
  const origin = { origin: "https://page.example" };
  const allowed = await ask(app, "GET /sum_env/splits", undefined, { ...origin, authorization: "Bearer t" });
  assert.deepEqual([allowed.status, allowed.headers.get("access-control-allow-origin")], [200, origin.origin]);
  const preflight = await ask(app, "OPTIONS /sum_env/task_range", undefined, origin);
  assert.deepEqual([preflight.status, preflight.headers.get("access-control-allow-origin")], [204, origin.origin]);
  const foreign = await ask(app, "OPTIONS /sum_env/task_range", undefined, { origin: "https://other.example" });
  assert.equal(foreign.status, 403);
  const refused = await ask(app, "GET /other/splits", undefined, { ...origin, authorization: "Bearer t" });
  assert.deepEqual([refused.status, refused.headers.get("access-control-allow-origin")], [404, origin.origin]);
});

Deno.test("paths that end like those about tasks are theirs, and no others are", async () => {
  const app = makeApp();
  const cases: readonly [line: string, status: number, header?: string][] = [
    ["GET /x/tasks", 405, "POST"],
    ["DELETE /sum_env/splits", 405, "GET"],
    ["POST /list_environments", 405, "GET"],
    ["GET /sum_env/splits/", 307, "/sum_env/splits"],
    ["POST /sum_env/tasks/?a=1", 307, "/sum_env/tasks?a=1"],
    ["GET /sum_env/tasks/", 307, "/sum_env/tasks"],
    ["GET //splits", 404],
    ["GET //other.example/splits/", 404],
    ["GET /a/b/splits", 404],
    ["GET /sum_env/split", 404],
    ["GET /docs/splits", 404],
    ["GET /__proto__/splits", 404],
    ["GET /%/splits", 404],
    ["GET /sum_env%2Fsplits", 404],
    ["GET /docs/page.js", 200],
    ["GET /s%75m_env/splits", 200],
  ];
  for (const [line, status, header] of cases) {
    const { status: found, headers } = await ask(app, line);
    assert.deepEqual([found, headers.get("allow") ?? headers.get("location") ?? undefined], [status, header], line);
  }
});

Deno.test("the routes about tasks are found under a path of somebody's app", async () => {
  const [app, sub] = [new Hono(), new Hono()];
  new HttpEnvServer(makeEnvironment(SUMS)).registerRoutes(sub);
  app.route("/envs/sums", sub);
  const fetcher = { fetch: (request: Request) => app.fetch(request) };
  assert.equal((await ask(fetcher, "POST /envs/sums/sum_env/num_tasks", TRAIN)).text, '{"num_tasks":3}');
  assert.equal((await ask(fetcher, "POST /envs/sums/other/num_tasks", TRAIN)).status, 404);
  const own = new Hono().post("/api/tasks", ({ text }) => text("mine"));
  new HttpEnvServer(makeEnvironment(SUMS)).registerRoutes(own);
  const first = { fetch: (request: Request) => own.fetch(request) };
  assert.equal((await ask(first, "POST /api/tasks", TRAIN)).text, "mine");
  assert.equal((await ask(first, "POST /sum_env/num_tasks", TRAIN)).text, '{"num_tasks":3}');
});

Deno.test("a provider that hangs, throws, or returns no tasks is answered with an error", async () => {
  const broken = (own: Partial<AnyTaskProvider>): AnyTaskProvider => ({
    splits: () => ["train"],
    numTasks: () => 3,
    getTask: (_, index) => ({ id: String(index), public: {} }),
    ...own,
  });
  const fail = () => Promise.reject(new RangeError("no such file"));
  const cases: readonly [what: string, own: Partial<AnyTaskProvider>, status: number, code: string][] = [
    ["hangs", { getTask: () => new Promise(() => {}) }, 504, "TIMEOUT"],
    ["rejects", { getTask: fail }, 500, "EXECUTION_ERROR"],
    [
      "throws",
      {
        splits: () => {
          throw "nothing";
        },
      },
      500,
      "EXECUTION_ERROR",
    ],
    ["no task", { getTask: () => 5 as never }, 500, "INVALID_TASKS"],
    ["no number", { numTasks: () => NaN }, 500, "INVALID_TASKS"],
    ["no JSON", { getTask: () => ({ id: "a", public: { n: NaN } }) }, 500, "INVALID_TASKS"],
    ["another id", { getTask: () => ({ id: "a", public: { id: "b" } }) }, 500, "INVALID_TASKS"],
  ];
  for (const [what, own, status, code] of cases) {
    const logged: string[] = [];
    const log = createLogger({ write: (entry) => logged.push(entry) });
    const app = makeApp(broken(own), { limits: { resetMs: 20 }, log, logLevel: "info" });
    const answer = await ask(app, "POST /sum_env/task", { ...TRAIN, index: 1 });
    const body = JSON.parse(answer.text);
    assert.deepEqual([answer.status, body.code], [status, code], what);
    assert.deepEqual([typeof body.detail, app.sessionCount], ["string", 0], what);
    assert.equal(logged.length, status === 500 ? 1 : 0, what);
    if (what === "rejects") {
      assert.match(logged[0]!, /^Sum_env failed in task: no such file .*\n +RangeError: no such file\n +at /);
    }
  }
});

Deno.test("a split of 100,000 tasks is answered whole, and one that is larger than a message with 413", async () => {
  const many = tasksFromGenerator({
    splits: { train: 100_000, test: Infinity },
    generate: ({ index }) => ({ n: index }),
  });
  const { status, text } = await ask(makeApp(many), "POST /sum_env/tasks", TRAIN);
  assert.deepEqual([status, JSON.parse(text).tasks.length], [200, 100_000]);
  const small = makeApp(many, { messages: { maxOutboundBytes: 100_000 } });
  for (const line of ["POST /sum_env/tasks", "POST /sum_env/task_range"]) {
    const refused = await ask(small, line, TRAIN);
    const { code, detail, limit } = JSON.parse(refused.text);
    assert.deepEqual([refused.status, code, limit], [413, "TOO_LARGE", 100_000]);
    assert.equal(detail, "Cannot list tasks: the answer has more than 100000 bytes; ask for a range of fewer");
  }
  const cases: readonly [verb: string, body: object, status: number][] = [
    ["tasks", {}, 501],
    ["num_tasks", {}, 501],
    ["task", { index: -1 }, 400],
    ["task", { index: 9_007_199_254_740_991 }, 200],
    ["task_range", { start: 1_000_000_000_000, stop: 1_000_000_000_002 }, 200],
    ["task_range", { start: -2 }, 501],
    ["task_range", { start: 0, stop: 1e15 }, 413],
  ];
  for (const [verb, body, expected] of cases) {
    const { status } = await ask(small, `POST /sum_env/${verb}`, { split: "test", ...body });
    assert.equal(status, expected, `${verb} ${JSON.stringify(body)}`);
  }
});

Deno.test("a body above the server's limit is answered with 413", async () => {
  const app = makeApp(SUMS, { messages: { maxInboundBytes: 1000 } });
  const { status, text } = await ask(app, "POST /sum_env/tasks", { split: "x".repeat(1000) });
  assert.deepEqual([status, JSON.parse(text).code], [413, "TOO_LARGE"]);
});

Deno.test("a server that closes waits for questions about tasks, and gives up those that hang", async () => {
  const held = Promise.withResolvers<number>();
  const asked = [Promise.withResolvers<void>(), Promise.withResolvers<void>()] as const;
  const count = (question: PromiseWithResolvers<void>, answer: Promise<number>) => ({
    ...SUMS,
    numTasks: () => (question.resolve(), answer),
  });
  const app = makeApp(count(asked[0], held.promise));
  const finished = ask(app, "POST /sum_env/num_tasks", TRAIN);
  await asked[0].promise;
  const closed = app.close(60_000);
  held.resolve(3);
  assert.equal((await finished).text, '{"num_tasks":3}');
  await closed;
  const hanging = makeApp(count(asked[1], new Promise(() => {})));
  const given = ask(hanging, "POST /sum_env/num_tasks", TRAIN);
  await asked[1].promise;
  await hanging.close(10);
  const { status, text } = await given;
  assert.deepEqual([status, JSON.parse(text)], [409, {
    detail: "Cannot finish call: the server is shutting down",
    code: "SESSION_ERROR",
  }]);
});
