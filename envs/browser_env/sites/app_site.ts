import { InvalidOptionError } from "@openenv/core";
import { countDifferences } from "./differences.ts";
import type { Progress, Site, Visit } from "./site.ts";
import type { WebApp } from "./web_app.ts";

/** How long a hook may take, in milliseconds. */
const HOOK_TIMEOUT_MS = 10_000;

/**
 * Makes a web app a site.
 *
 * @param app The app.
 * @returns The site.
 * @throws `InvalidOptionError` for an app without tasks, or with an address that can't be used.
 */
export function createSite(app: WebApp): Site {
  const fail = (option: string, state: string) =>
    new InvalidOptionError(`Cannot use the app ${app.name}: ${state}`, { option });
  const url = URL.parse(app.baseUrl);
  if (url === null || !/^https?:$/.test(url.protocol)) {
    throw fail("baseUrl", `its base URL is ${JSON.stringify(app.baseUrl)}, not an http or https URL`);
  }
  const taskNames = Object.keys(app.tasks);
  if (taskNames.length === 0) throw fail("tasks", "it has no tasks");
  return {
    benchmark: app.name,
    taskNames,
    async begin(name, random) {
      const task = app.tasks[name]!(random);
      await callReset(app, task.start);
      const first = await readState(app);
      const target = structuredClone(first);
      task.change(target);
      const ignored = new Set(app.ignore);
      const distance = countDifferences(first, target, ignored);
      if (distance === 0) throw fail("tasks", `task ${name} changes nothing`);
      const measure = async (): Promise<Progress> => {
        const left = countDifferences(await readState(app), target, ignored);
        return { progress: Math.max(-1, 1 - left / distance), isOver: left === 0 };
      };
      return { goal: task.goal, url: new URL(task.path ?? "", url).href, handle: handlerOf(app), measure };
    },
  };
}

/** Passes requests on to the app, except those for a hook. */
function handlerOf(app: WebApp): Visit["handle"] {
  const { reset, state, fetch = globalThis.fetch } = app;
  const hooks = [reset, state].filter((hook) => typeof hook === "string").map((hook) =>
    normalise(new URL(hook, app.baseUrl).pathname)
  );
  return (request) => {
    const path = normalise(new URL(request.url).pathname);
    if (hooks.some((hook) => path === hook || path.startsWith(`${hook}/`))) return undefined;
    return fetch(new Request(request, { redirect: "manual" }));
  };
}

/** Writes a path as an app may understand it: without escapes, doubled slashes, parameters, and case. */
function normalise(path: string): string {
  let text = path;
  for (let last = ""; last !== text;) {
    last = text;
    text = text.replace(/%[\da-f]{2}/gi, (code) => String.fromCharCode(parseInt(code.slice(1), 16)));
  }
  const { pathname } = new URL(text.replace(/[\\/]+/g, "/").replace(/;[^/]*/g, "").replace(/[?#].*/, ""), "http://app");
  return pathname.toLowerCase().replace(/\/+$/, "");
}

async function callReset(app: WebApp, start: unknown): Promise<void> {
  if (typeof app.reset === "function") return void await app.reset(start);
  const headers = { "content-type": "application/json" };
  const body = JSON.stringify(start ?? null);
  await (await callHook(app, app.reset, { method: "POST", headers, body })).body?.cancel();
}

async function readState(app: WebApp): Promise<unknown> {
  const state = typeof app.state === "function" ? await app.state() : await (await callHook(app, app.state)).json();
  return structuredClone(state);
}

async function callHook(app: WebApp, path: string, init: RequestInit = {}): Promise<Response> {
  const { fetch = globalThis.fetch } = app;
  const headers = { ...init.headers, ...app.headers };
  const signal = AbortSignal.timeout(HOOK_TIMEOUT_MS);
  const response = await fetch(new Request(new URL(path, app.baseUrl), { ...init, headers, signal }));
  if (response.ok) return response;
  await response.body?.cancel();
  throw new Error(`Cannot call ${path} of ${app.name}: it answered with status ${response.status}`);
}
