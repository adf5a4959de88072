import type { WebApp } from "@openenv/browser-env/web-app";

/** An app whose page tells what happens to it. */
export interface ActionApp extends WebApp<readonly string[]> {
  /** Returns what has happened since the last call. */
  takeEvents(): string[];
}

const PAGE = `<!DOCTYPE html><title>Actions</title>
<style>body { height: 3000px; margin: 20px } #corner { position: fixed; left: 0; top: 0; width: 15px; height: 15px }</style>
<div id="corner"></div><label>Field <input id="field"></label> <button id="button">Button</button>
<label>List <select id="list"><option value="1">one</option><option value="2">two</option></select></label>
<input type="checkbox" id="box" aria-label="Box">
<script>
  const tell = (...parts) => void fetch("/event", { method: "POST", body: parts.filter((part) => part !== "").join(" ") });
  for (const element of document.querySelectorAll("[id]")) {
    const on = (type, listener) => element.addEventListener(type, listener);
    const { id } = element;
    on("click", ({ button, shiftKey }) => id !== "field" && id !== "list" && tell("click", id, button, shiftKey ? "shift" : ""));
    on("dblclick", () => tell("dblclick", id));
    on("contextmenu", (event) => { event.preventDefault(); tell("contextmenu", id); });
    if (id === "box" || id === "corner") on("mouseenter", () => watched && tell("hover", id));
    on("input", () => fetch("/event", { method: "POST", body: "input " + id + " " + element.value }));
  }
  let watched = true;
  field.addEventListener("keydown", ({ key }) => key === "Enter" && tell("key", key));
  addEventListener("scrollend", () => tell("scroll", scrollY));
</script>`;

/** Creates the app. Its goal can't be reached. */
export function createActionApp(): ActionApp {
  let events: string[] = [];
  return {
    name: "actions",
    baseUrl: "http://actions.test",
    reset: () => void (events = []),
    state: () => [],
    tasks: { act: () => ({ goal: "Act", change: (state) => void (state as string[]).push("x") }) },
    async fetch(request) {
      if (request.method === "POST") events.push(await request.text());
      return new Response(PAGE, { headers: { "content-type": "text/html" } });
    },
    takeEvents() {
      const taken = events;
      events = [];
      return taken;
    },
  };
}
