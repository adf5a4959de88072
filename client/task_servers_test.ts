import type { OpenEnvError } from "@openenv/core";
import assert from "node:assert/strict";
import { holdTimeouts } from "../tests/held_timers.ts";
import { EnvClient } from "./env_client.ts";
import { notFound, type StandIn, standIn, until } from "./testing_fixtures/servers.ts";

type Routes = Readonly<Record<string, (request: Request) => Response | Promise<Response>>>;

const NAMES = { "GET /list_environments": () => Response.json(["Odd Tasks/2"]) };
const PATH = "/Odd%20Tasks%2F2";

/** A foreign server with these task routes. */
function taskServer(routes: Routes): StandIn {
  const all: Routes = { ...NAMES, ...routes };
  return standIn((route, request) => all[route]?.(request) ?? notFound());
}

function refuse(status: number, detail: string): () => Response {
  return () => Response.json({ detail }, { status });
}

async function rejection(promise: Promise<unknown>): Promise<OpenEnvError> {
  const [outcome] = await Promise.allSettled([promise]);
  assert.equal(outcome.status, "rejected");
  return outcome.reason;
}

Deno.test("EnvClient asks for the environment's name once, and takes tasks that are any JSON", async () => {
  const tasks = [5, null, "text", [1, { a: null }], { id: 7 }];
  const bodies: unknown[] = [];
  await using server = taskServer({
    [`GET ${PATH}/splits`]: () => Response.json([{ name: "test", note: 1 }, { name: "7", type: "dev" }]),
    [`POST ${PATH}/num_tasks`]: () => Response.json({ num_tasks: 5, more: true }),
    [`POST ${PATH}/task`]: () => new Response('{"task":NaN}'),
    [`POST ${PATH}/task_range`]: async (request) => {
      const { start, stop } = await request.json();
      bodies.push([start, stop]);
      return Response.json({ tasks: tasks.slice(start ?? 0, stop ?? undefined) });
    },
  });
  await using env = new EnvClient(server.url);
  assert.deepEqual(await env.splits(), [{ name: "test", note: 1, type: "test" }, { name: "7", type: "validation" }]);
  assert.equal(await env.numTasks("test"), 5);
  assert.equal(await env.task<number>("test", 0), NaN);
  assert.deepEqual(await env.taskRange<unknown>("test", 1), tasks.slice(1));
  assert.deepEqual(await Array.fromAsync(env.tasks<unknown>("test", { pageSize: 2 })), tasks);
  assert.deepEqual(bodies, [[1, undefined], [0, 2], [2, 4], [4, 6]]);
  assert.equal(server.asked.filter((route) => route === "GET /list_environments").length, 1);
});

Deno.test("EnvClient tells what a server without codes means by its status", async () => {
  const cases: readonly [answer: () => Response, code: string, message: string | RegExp][] = [
    [refuse(501, "get_task is not supported"), "TASKS_UNSUPPORTED", "Cannot get task: get_task is not supported"],
    [refuse(400, "Invalid task index"), "TASK_NOT_FOUND", "Cannot get task: Invalid task index"],
    [refuse(404, "unknown environment 'x'"), "UNKNOWN_ENVIRONMENT", "Cannot get task: unknown environment 'x'"],
    [refuse(404, "Not Found"), "TASKS_UNSUPPORTED", /task is not there, as on Python's servers before 0\.4\.2$/],
    [
      () => new Response("Internal Server Error", { status: 500 }),
      "EXECUTION_ERROR",
      "Cannot get task: the server failed without saying why, as for an unknown split",
    ],
    [() => new Response("<h1>no</h1>", { status: 400 }), "INVALID_REPLY", /was answered with 400: <h1>no<\/h1>$/],
    [refuse(502, "no upstream"), "INVALID_REPLY", /was answered with 502: no upstream$/],
    [() => new Response(null, { status: 307, headers: { location: "/x" } }), "INVALID_REPLY", /was redirected to \/x/],
    [() => new Response("{"), "INVALID_REPLY", /was answered with 200/],
    [() => Response.json({ tasks: [] }), "INVALID_REPLY", "Cannot get task: the reply has no key task"],
    [() => Response.json([]), "INVALID_REPLY", "Cannot get task: the reply has no key task"],
    [
      () => Response.json({ detail: [{ type: "a", loc: ["body", "split"], msg: "bad", input: 1 }] }, { status: 422 }),
      "VALIDATION_ERROR",
      "Cannot send message: data.split: bad",
    ],
  ];
  for (const [answer, code, message] of cases) {
    await using server = taskServer({ [`POST ${PATH}/task`]: answer });
    await using env = new EnvClient(server.url);
    const error = await rejection(env.task("train", 7));
    assert.equal(error.code, code, String(message));
    if (typeof message === "string") assert.equal(error.message, message);
    else assert.match(error.message, message);
    if (code === "TASK_NOT_FOUND") assert.deepEqual(error.data, { missing: "index", split: "train", index: 7 });
    if (code === "UNKNOWN_ENVIRONMENT") assert.deepEqual(error.data, { environment: "Odd Tasks/2" });
  }
});

Deno.test("EnvClient refuses answers about tasks that are none", async () => {
  const cases: readonly [verb: string, body: unknown, ask: (env: EnvClient) => Promise<unknown>][] = [
    ["GET splits", { splits: [] }, (env) => env.splits()],
    ["GET splits", ["train"], (env) => env.splits()],
    ["POST num_tasks", { num_tasks: -1 }, (env) => env.numTasks("a")],
    ["POST num_tasks", { num_tasks: "3" }, (env) => env.numTasks("a")],
    ["POST task_range", { tasks: {} }, (env) => env.taskRange("a")],
    ["POST task_range", { tasks: [1, 2, 3] }, (env) => env.tasks("a", { pageSize: 2 }).next()],
  ];
  for (const [route, body, ask] of cases) {
    const [method, verb] = route.split(" ");
    await using server = taskServer({ [`${method} ${PATH}/${verb}`]: () => Response.json(body) });
    await using env = new EnvClient(server.url);
    assert.equal((await rejection(ask(env))).code, "INVALID_REPLY", `${route} ${JSON.stringify(body)}`);
  }
});

Deno.test("EnvClient tells a server that is too old, one that names nothing, and one that is not there", async () => {
  {
    await using old = standIn(notFound);
    await using env = new EnvClient(old.url);
    const error = await rejection(env.splits());
    assert.deepEqual([error.code, error.data], ["TASKS_UNSUPPORTED", { method: "list_splits" }]);
    assert.match(error.message, /GET \/list_environments is not there/);
  }
  for (const names of [[], {}, [5], [""]]) {
    await using server = taskServer({ "GET /list_environments": () => Response.json(names) });
    await using env = new EnvClient(server.url);
    assert.equal((await rejection(env.splits())).code, "INVALID_REPLY");
  }
  const gone = standIn(notFound);
  await gone[Symbol.asyncDispose]();
  await using env = new EnvClient(gone.url);
  const error = await rejection(env.splits());
  assert.deepEqual([error.code, error.data], ["CONNECTION_FAILED", { url: gone.url }]);
});

Deno.test("EnvClient asks for the name anew after a failure, and when the server has another environment", async () => {
  let name: string | undefined;
  await using server = standIn((route) => {
    if (route === "GET /list_environments") return name === undefined ? notFound() : Response.json([name]);
    if (route === `GET /${name}/splits`) return Response.json([{ name: "train", type: "train" }]);
    return refuse(404, `unknown environment '${route.split("/")[1]}'`)();
  });
  await using env = new EnvClient(server.url);
  assert.equal((await rejection(env.splits())).code, "TASKS_UNSUPPORTED");
  name = "first";
  assert.equal((await env.splits()).length, 1);
  name = "second";
  assert.equal((await rejection(env.splits())).code, "UNKNOWN_ENVIRONMENT");
  assert.equal((await env.splits()).length, 1);
});

Deno.test("EnvClient gives up a server that answers no question about tasks", async () => {
  let [hanging, given] = [0, 0];
  const hang = (request: Request) =>
    new Promise<Response>((resolve) => {
      hanging++;
      request.signal.addEventListener("abort", () => {
        given++;
        resolve(new Response());
      });
    });
  await using server = taskServer({ [`GET ${PATH}/splits`]: hang });
  using limits = holdTimeouts(30);
  await using env = new EnvClient(server.url, undefined, { replyTimeoutMs: 30 });
  const [error] = await Promise.all([rejection(env.splits()), until(() => hanging === 1).then(() => limits.fire())]);
  assert.deepEqual([error.code, error.data], ["TIMEOUT", { timeout_ms: 30 }]);
  const controller = new AbortController();
  const aborted = rejection(env.splits({ timeoutMs: 60_000, signal: controller.signal }));
  await until(() => hanging === 2);
  controller.abort("enough");
  assert.equal(await aborted, "enough");
  await until(() => given === 2);
});

Deno.test("EnvClient sends its headers with every question about tasks, below the base URL's own path", async () => {
  const seen: (string | null)[] = [];
  await using server = standIn((route, request) => {
    seen.push(request.headers.get("authorization"), request.headers.get("x-team"), request.headers.get("content-type"));
    if (route === "GET /a/b/list_environments") return Response.json(["e"]);
    return route === "POST /a/b/e/num_tasks" ? Response.json({ num_tasks: 1 }) : notFound();
  });
  const options = { token: "t", headers: { "X-Team": "blue", "Content-Type": "text/plain" } };
  await using env = new EnvClient(`${server.url.replace("http", "ws")}/a/b/`, undefined, options);
  assert.equal(await env.numTasks("train"), 1);
  assert.deepEqual(seen, ["Bearer t", "blue", "text/plain", "Bearer t", "blue", "application/json"]);
});
