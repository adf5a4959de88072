/**
 * A small web app as an environment: a list of things to do.
 *
 * @module
 */
import { escapeHtml, respondWithPage } from "./sites/site.ts";
import type { WebApp } from "./sites/web_app.ts";

/** Something to do. */
export interface Todo {
  /** Its number. */
  id: number;
  /** The text. */
  title: string;
  /** `true` once it is done. */
  done: boolean;
}

/** The state of the app. */
export interface TodoState {
  /** The list. */
  todos: Todo[];
}

const TITLES = ["Water the plants", "Call the bank", "Buy stamps", "Fix the bike", "Book a table", "Read the report"];

/**
 * Creates the app and says what its tasks are: this is all that an environment of it takes.
 *
 * @returns The app, with a list of its own.
 */
export function createTodoApp(): WebApp<TodoState> {
  return {
    name: "todo",
    baseUrl: "http://todo.test",
    reset: "/hooks/reset",
    state: "/hooks/state",
    fetch: serveTodos(),
    tasks: {
      "add-todo": (random) => {
        const [title, ...rest] = random.shuffle(TITLES) as [string, ...string[]];
        const change = ({ todos }: TodoState) => void todos.push({ id: 3, title, done: false });
        return { goal: `Add "${title}" to the list.`, start: rest.slice(0, 3), change };
      },
      "tick-off": (random) => {
        const start = random.shuffle(TITLES).slice(0, 4);
        const [first, second] = random.shuffle([0, 1, 2, 3]) as [number, number];
        const change = ({ todos }: TodoState) => [first, second].forEach((id) => todos[id]!.done = true);
        return { goal: `Tick off "${start[first]}" and "${start[second]}".`, start, change };
      },
    },
  };
}

/** The app itself, which could as well run elsewhere. */
function serveTodos(): (request: Request) => Promise<Response> {
  let todos: Todo[] = [];
  return async (request) => {
    const { pathname } = new URL(request.url);
    if (pathname === "/hooks/state") return Response.json({ todos });
    if (pathname === "/hooks/reset") {
      todos = (await request.json() as string[]).map((title, id) => ({ id, title, done: false }));
      return new Response(null, { status: 204 });
    }
    if (request.method !== "POST") return respondWithPage(renderTodos(todos));
    const form = await request.formData();
    const todo = todos.find(({ id }) => String(id) === form.get("id"));
    if (pathname === "/add") todos.push({ id: todos.length, title: String(form.get("title")), done: false });
    if (pathname === "/toggle" && todo !== undefined) todo.done = !todo.done;
    return new Response(null, { status: 303, headers: { location: "/" } });
  };
}

function renderTodos(todos: readonly Todo[]): string {
  const items = todos.map(({ id, title, done }) => {
    const label = `${done ? "Reopen" : "Tick off"} ${escapeHtml(title)}`;
    const text = done ? `<s>${escapeHtml(title)}</s>` : escapeHtml(title);
    return `<li>${text} <button name="id" value="${id}" aria-label="${label}">${
      done ? "Reopen" : "Done"
    }</button></li>`;
  });
  return `<html lang="en"><title>To do</title><h1>To do</h1><form method="post" action="/toggle"><ul>${
    items.join("")
  }</ul></form>
<form method="post" action="/add"><label>Title <input name="title" autocomplete="off"></label><button>Add</button></form></html>`;
}
