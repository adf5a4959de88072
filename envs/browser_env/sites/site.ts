import type { MaybePromise, Random } from "@openenv/core";

/** A web site with tasks. */
export interface Site {
  /** The name of the collection. */
  readonly benchmark: string;
  /** The names of its tasks. */
  readonly taskNames: readonly string[];
  /**
   * Begins a task.
   *
   * @param name One of the names.
   * @param random Decides whatever the task leaves open.
   * @returns The visit, which lasts until the next one begins.
   */
  begin(name: string, random: Random): MaybePromise<Visit>;
}

/** One task on a web site. */
export interface Visit {
  /** The goal of the task, in words. */
  readonly goal: string;
  /** The page that it begins on. No other origin can be reached from it. */
  readonly url: string;
  /**
   * Answers a request of the browser's.
   *
   * @param request The request, to the origin of `url`.
   * @returns The answer; `undefined` refuses it.
   */
  handle(request: Request): MaybePromise<Response | undefined>;
  /** Looks how far the task has come. */
  measure(): MaybePromise<Progress>;
}

/** How far a task has come. */
export interface Progress {
  /** The part of the goal that is reached, at most 1; less than 0 if the page is further from it than at the start. */
  readonly progress: number;
  /** `true` if the task is over. */
  readonly isOver: boolean;
}

/** Answers with a page. */
export function respondWithPage(html: string, status = 200): Response {
  return new Response(`<!DOCTYPE html>${html}`, { status, headers: { "content-type": "text/html; charset=utf-8" } });
}

/** Writes a text as HTML. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
