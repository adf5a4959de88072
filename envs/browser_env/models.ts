import { exactly, type Schema } from "@openenv/core";
import { tensor, type TensorList } from "@openenv/core/tensor";
import { z } from "zod";
import type { Viewport } from "./browser/viewport.ts";

/** The pixels of a picture: rows of columns of red, green and blue, each 0 to 255. */
export type Pixels = TensorList<TensorList<TensorList>>;

/** The agent's action. */
export interface BrowserAction {
  /** A call such as `click('12')` or `fill('7', 'Ada')`. */
  action_str: string;
}

/** The agent's observation. */
export interface BrowserObservation {
  /** The same as `axtree_txt`. */
  text: string;
  /** The address of the page. */
  url: string;
  /** The pixels of the page, if the reset asked for them; `null` otherwise. */
  screenshot: Pixels | null;
  /** The goal of the task, in words. */
  goal: string;
  /** The accessibility tree, one line a node, with the ids that actions name. */
  axtree_txt: string;
  /** The HTML without what can't be seen, with the same ids. */
  pruned_html: string;
  /** Why the last action failed; empty if it did not. */
  error: string;
  /** `true` if the last action failed. */
  last_action_error: boolean;
}

/** The environment's own state. */
export interface BrowserState {
  /** The name of the collection that the task is in. */
  benchmark: string;
  /** The name of the task. */
  task_name: string;
  /** The goal of the task, in words. */
  goal: string;
  /** The address of the page. */
  current_url: string;
  /** The number of steps after which the episode is truncated; `null` before the first reset. */
  max_steps: number | null;
  /** The sum of the rewards so far. */
  cum_reward: number;
}

/** The environment's own reset options, as callers write them. */
export interface BrowserResetOptions {
  /** The name of the task. Default: the variable `BROWSERGYM_TASK_NAME`, or else the seed chooses one. */
  task_name?: string | null;
  /** `true` puts the pixels of the page into the observations. Default: `false`. */
  screenshot?: boolean;
}

/** The environment's own reset options, with defaults filled in. */
export interface ResolvedBrowserResetOptions {
  /** See {@linkcode BrowserResetOptions}. */
  task_name: string | null;
  /** See {@linkcode BrowserResetOptions}. */
  screenshot: boolean;
}

/** The schema of {@linkcode BrowserAction}. */
export const BrowserAction: Schema<BrowserAction> = exactly<BrowserAction>()(
  z.object({ action_str: z.string().meta({ description: "A call such as click('12') or fill('7', 'Ada')" }) }),
);

/** Creates the schema of {@linkcode BrowserObservation} with screenshots of a size. */
export function createObservationSchema({ width, height }: Viewport): Schema<BrowserObservation> {
  return exactly<BrowserObservation>()(z.object({
    text: z.string(),
    url: z.string(),
    screenshot: z.nullable(tensor({ shape: [height, width, 3], dtype: "uint8", layout: "nested" })),
    goal: z.string(),
    axtree_txt: z.string(),
    pruned_html: z.string(),
    error: z.string(),
    last_action_error: z.boolean(),
  }));
}

/** The schema of {@linkcode BrowserState}. */
export const BrowserState: Schema<BrowserState> = exactly<BrowserState>()(z.object({
  benchmark: z.string(),
  task_name: z.string(),
  goal: z.string(),
  current_url: z.string(),
  max_steps: z.int().nullable(),
  cum_reward: z.number(),
}));

/** The schema of {@linkcode BrowserResetOptions}. */
export const BrowserResetOptions: Schema<BrowserResetOptions, ResolvedBrowserResetOptions> = exactly<
  ResolvedBrowserResetOptions,
  BrowserResetOptions
>()(z.object({ task_name: z.string().nullable().default(null), screenshot: z.boolean().default(false) }));
