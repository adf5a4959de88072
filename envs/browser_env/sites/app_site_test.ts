import { Random } from "@openenv/core";
import { createTodoApp, type TodoState } from "../todo_app.ts";
import { createSite } from "./app_site.ts";
import type { WebApp } from "./web_app.ts";
import assert from "node:assert/strict";

function post(path: string, fields: Record<string, string>): Request {
  return new Request(`http://todo.test${path}`, { method: "POST", body: new URLSearchParams(fields) });
}

Deno.test("the reward is the part of the way to the goal, and what should not change counts against it", async () => {
  const visit = await createSite(createTodoApp()).begin("tick-off", new Random(1));
  assert.match(visit.goal, /^Tick off ".+" and ".+"\.$/);
  const page = await (await visit.handle(new Request(visit.url)))!.text();
  const idOf = (title: string) => new RegExp(`value="(\\d)" aria-label="Tick off ${title}"`).exec(page)![1]!;
  const wanted = [...visit.goal.matchAll(/"([^"]+)"/g)].map(([, title]) => idOf(title!));
  const other = ["0", "1", "2", "3"].find((id) => !wanted.includes(id))!;
  assert.deepEqual(await visit.measure(), { progress: 0, isOver: false });
  await visit.handle(post("/toggle", { id: wanted[0]! }));
  assert.deepEqual(await visit.measure(), { progress: 0.5, isOver: false });
  await visit.handle(post("/toggle", { id: other }));
  assert.deepEqual(await visit.measure(), { progress: 0, isOver: false });
  await visit.handle(post("/toggle", { id: wanted[1]! }));
  await visit.handle(post("/toggle", { id: other }));
  assert.deepEqual(await visit.measure(), { progress: 1, isOver: true });
});

Deno.test("something new is part of the way as well", async () => {
  const visit = await createSite(createTodoApp()).begin("add-todo", new Random(2));
  const [, title] = /"(.+)"/.exec(visit.goal)!;
  await visit.handle(post("/add", { title: "Something else" }));
  assert.equal((await visit.measure()).isOver, false);
  const again = await createSite(createTodoApp()).begin("add-todo", new Random(2));
  await again.handle(post("/add", { title: title! }));
  assert.deepEqual(await again.measure(), { progress: 1, isOver: true });
});

Deno.test("the hooks can't be reached from the browser, however their paths are written", async () => {
  const asked: string[] = [];
  const app = createTodoApp();
  const visit = await createSite({
    ...app,
    fetch: (request) => {
      asked.push(request.url);
      return app.fetch!(request);
    },
  }).begin("tick-off", new Random(1));
  asked.length = 0;
  const paths = [
    ...["/hooks/state", "/hooks/state/", "/hooks/state?x=1", "//hooks/state", "/hooks//state", "/HOOKS/State"],
    ...["/hooks/%73tate", "/hooks%2fstate", "/hooks/%2573tate", "/x/..%2fhooks/state", "/hooks/./state"],
    ...[
      "/hooks;a=1/state;b",
      "/hooks/state/more",
      "/hooks\\state",
      "/hooks%5Cstate",
      "/hooks/state%3Fx",
      "/hooks/reset",
    ],
    ...["/hooks/state%23x", "/hooks/x/%2e%2e/state"],
  ];
  for (const path of paths) {
    for (const method of ["GET", "POST"]) {
      assert.equal(await visit.handle(new Request(`http://todo.test${path}`, { method })), undefined, path);
    }
  }
  assert.deepEqual(asked, []);
  assert.equal((await visit.handle(new Request("http://todo.test/hooks")))!.status, 200, "another path");
});

Deno.test("hooks may be functions, and keys of the state may not count", async () => {
  let state = { count: 0, at: 0 };
  const visit = await createSite({
    name: "counter",
    baseUrl: "http://counter.test/app/",
    reset: (start) => state = { count: start as number, at: 1 },
    state: () => state,
    fetch: () => new Response("page"),
    ignore: ["at"],
    tasks: {
      count: () => ({
        goal: "Count",
        start: 3,
        path: "begin?x",
        change: (state: typeof start) => void (state.count += 1),
      }),
    },
  }).begin("count", new Random(1));
  const start = { count: 3, at: 1 };
  assert.equal(visit.url, "http://counter.test/app/begin?x");
  assert.deepEqual(state, start);
  state = { count: 4, at: 99 };
  assert.deepEqual(await visit.measure(), { progress: 1, isOver: true });
});

Deno.test("hooks get their headers, and a failure says which hook it was", async () => {
  const seen: (string | null)[] = [];
  const app: WebApp<TodoState> = {
    ...createTodoApp(),
    headers: { authorization: "Bearer x" },
    fetch: (request) => {
      seen.push(request.headers.get("authorization"));
      return new Response("no", { status: 500 });
    },
  };
  await assert.rejects(async () => await createSite(app).begin("tick-off", new Random(1)), {
    message: "Cannot call /hooks/reset of todo: it answered with status 500",
  });
  assert.deepEqual(seen, ["Bearer x"]);
});

Deno.test("an app that can't be used is refused", async () => {
  const app = createTodoApp();
  const refusal = (message: RegExp) => (error: Error & { code?: string }) => {
    assert.equal(error.code, "INVALID_OPTION");
    assert.match(error.message, message);
    return true;
  };
  assert.throws(() => createSite({ ...app, baseUrl: "todo" }), refusal(/its base URL is "todo", not an http/));
  assert.throws(() => createSite({ ...app, baseUrl: "file:///etc" }), refusal(/not an http or https URL/));
  assert.throws(() => createSite({ ...app, tasks: {} }), refusal(/it has no tasks/));
  const idle = createSite({ ...app, tasks: { idle: () => ({ goal: "Nothing", start: [], change() {} }) } });
  await assert.rejects(async () => await idle.begin("idle", new Random(1)), refusal(/task idle changes nothing/));
});
