import type { Random } from "@openenv/core";
import type { DrawnPage } from "../tasks/page_task.ts";
import { PAGE_TASKS } from "../tasks/page_tasks.ts";
import { type Progress, respondWithPage, type Site, type Visit } from "./site.ts";

const ORIGIN = "http://task.test";

const STYLE =
  `body { font: 16px sans-serif; margin: 24px } form { max-width: 640px } label, fieldset, p { display: block; margin: 8px 0 }
table { border-collapse: collapse } td, th { border: 1px solid #888; padding: 4px 10px; text-align: left }
li, button, a { margin: 4px } [draggable], .box { border: 1px solid #888; padding: 8px; width: 200px; margin: 6px 0 }`;

/** A click on \`data-choice\` submits its value, and \`data-show\` shows an element instead of its neighbours. */
const SCRIPT = `addEventListener("click", ({ target }) => {
  const { choice, show } = target.dataset;
  if (choice !== undefined) {
    document.forms[0].elements.choice.value = choice;
    document.forms[0].submit();
  }
  if (show !== undefined) {
    for (const panel of document.getElementById(show).parentElement.children) panel.hidden = panel.id !== show;
    for (const tab of target.parentElement.children) tab.setAttribute("aria-selected", String(tab === target));
  }
});`;

/** The pages that come with this package. What is submitted decides the task, and ends it. */
export const taskPages: Site = {
  benchmark: "miniwob",
  taskNames: Object.keys(PAGE_TASKS),
  begin: (name, random) => new PageVisit(name, random),
};

class PageVisit implements Visit {
  readonly #name: string;
  readonly #page: DrawnPage;
  readonly url = `${ORIGIN}/`;
  #progress: Progress = { progress: 0, isOver: false };

  constructor(name: string, random: Random) {
    this.#name = name;
    this.#page = PAGE_TASKS[name]!(random);
  }

  get goal(): string {
    return this.#page.goal;
  }

  async handle(request: Request): Promise<Response | undefined> {
    const { pathname, searchParams } = new URL(request.url);
    if (request.method === "POST" && pathname === "/submit") {
      const answer = await request.formData();
      if (!this.#progress.isOver) this.#progress = { progress: this.#isRight(answer) ? 1 : 0, isOver: true };
      return respondWithPage("<title>Submitted</title><p>Submitted.</p>");
    }
    if (request.method !== "GET" || pathname !== "/") return new Response("Not found", { status: 404 });
    const { body } = this.#page;
    const content = typeof body === "string" ? body : body(searchParams);
    return respondWithPage(
      `<html lang="en"><title>${this.#name}</title><style>${STYLE}</style><script>${SCRIPT}</script>` +
        `<form method="post" action="/submit">${content}</form></html>`,
    );
  }

  measure(): Progress {
    return this.#progress;
  }

  /** Compares all that was submitted with the right answer; the order of several values of a name is free. */
  #isRight(answer: FormData): boolean {
    const { expected } = this.#page;
    const names = new Set([...answer.keys(), ...Object.keys(expected)]);
    return [...names].every((name) => {
      const wanted = expected[name] ?? [];
      const given = answer.getAll(name).map((value) => String(value).trim()).sort();
      return isSame(given, (typeof wanted === "string" ? [wanted] : [...wanted]).sort());
    });
  }
}

function isSame(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((item, index) => item === other[index]);
}
