import { type Contract, defineEnvironment, type Schema } from "@openenv/core";
import type { AnyTaskProvider } from "@openenv/core/tasks";
import {
  BrowserAction,
  type BrowserObservation,
  BrowserResetOptions,
  BrowserState,
  createObservationSchema,
} from "./models.ts";
import type { Viewport } from "./browser/viewport.ts";
import { pageTasks } from "./tasks/page_tasks.ts";

/** The schemas of the contract. */
export type BrowserSchemas = {
  action: typeof BrowserAction;
  observation: Schema<BrowserObservation>;
  state: typeof BrowserState;
  resetOptions: typeof BrowserResetOptions;
};

/** Options for {@linkcode defineBrowser}. */
export interface BrowserContractOptions {
  /** The size of the screenshots. Default: 1280 by 720. */
  readonly viewport?: Viewport;
  /** The tasks that a reset can choose by split and index. Default: none. */
  readonly tasks?: AnyTaskProvider;
  /** The most sessions that a server opens. Default: the server's own limit. */
  readonly maxSessions?: number;
}

/** The most steps of an episode. */
export const MAX_STEPS = 50;

/** The usual size of a page. */
export const VIEWPORT: Viewport = { width: 1280, height: 720 };

/**
 * Writes the contract of a browser: its screenshots have the size of the viewport.
 *
 * @param options The size, the tasks, and the number of sessions.
 * @returns The contract.
 *
 * @example
 * ```ts
 * import { defineBrowser } from "@openenv/browser-env";
 * import assert from "node:assert/strict";
 *
 * const contract = defineBrowser({ viewport: { width: 640, height: 480 } });
 * assert.equal(contract.maxSteps, 50);
 * ```
 */
export function defineBrowser(
  { viewport = VIEWPORT, tasks, maxSessions }: BrowserContractOptions = {},
): Contract<BrowserSchemas> {
  return defineEnvironment({
    name: "browser_env",
    version: "0.1.0",
    description: "Reach a goal on a web page, in a real browser.",
    action: BrowserAction,
    observation: createObservationSchema(viewport),
    state: BrowserState,
    resetOptions: BrowserResetOptions,
    tasks,
    drawsTask: false,
    maxSteps: MAX_STEPS,
    maxSessions,
  });
}

/** The contract of browser: everything that a client needs to know. */
export const browser: Contract<BrowserSchemas> = defineBrowser({ tasks: pageTasks });
