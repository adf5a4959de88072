import {
  type Environment,
  type EpisodeContext,
  type Implementation,
  InvalidOptionError,
  messageOf,
  Random,
  type Rendering,
  type Rubric,
  type StepReturn,
  type WebAction,
} from "@openenv/core";
import { FunctionRubric } from "@openenv/core/rubrics";
import { taskOf } from "@openenv/core/tasks";
import { toNested } from "@openenv/core/tensor";
import { parseAction, type ParsedAction } from "./browser/actions.ts";
import { decodePng } from "./browser/pixels.ts";
import { listElements } from "./browser/read_tree.ts";
import { Tab } from "./browser/tab.ts";
import { type browser, type BrowserSchemas, defineBrowser, MAX_STEPS } from "./contract.ts";
import type { BrowserAction, BrowserObservation, BrowserState, Pixels, ResolvedBrowserResetOptions } from "./models.ts";
import { readSettings, type Settings } from "./settings.ts";
import type { Site, Visit } from "./sites/site.ts";
import { taskPages } from "./sites/task_pages.ts";
import { createSite } from "./sites/app_site.ts";
import type { WebApp } from "./sites/web_app.ts";
import { pageTasks } from "./tasks/page_tasks.ts";

export { ChromiumError, type ChromiumErrorData } from "./browser/chromium.ts";
export type { Settings } from "./settings.ts";
export type { WebApp } from "./sites/web_app.ts";

/** Options for {@linkcode createBrowser}. */
export interface BrowserOptions extends Partial<Settings> {
  /** The app; as a function, it is called for each session, which then has an app of its own. */
  readonly app: WebApp | (() => WebApp);
}

/** The roles of what people click on. */
const CLICKABLE = ["button", "checkbox", "DisclosureTriangle", "link", "menuitem", "option", "radio", "switch", "tab"];

/** An episode's task, and the part of the browser that it runs in. */
interface Episode {
  readonly taskName: string;
  readonly visit: Visit;
  readonly tab: Tab;
  readonly hasScreenshots: boolean;
  readonly maxSteps: number;
  progress: number;
  cumReward: number;
  /** The accessibility tree after the last step. */
  tree: string;
}

class BrowserEnvironment implements Environment<BrowserSchemas> {
  readonly #site: Site;
  readonly #settings: Settings;
  #episode: Episode | undefined;
  #gained = 0;
  /** The part of the goal that the step has come closer. */
  readonly rubric: Rubric<BrowserAction, BrowserObservation> = new FunctionRubric(() => this.#gained);

  constructor(site: Site, settings: Settings) {
    this.#site = site;
    this.#settings = settings;
  }

  async reset(
    { task_name, screenshot, max_steps }: ResolvedBrowserResetOptions & { readonly max_steps?: number },
    context: EpisodeContext,
  ): Promise<StepReturn<BrowserObservation>> {
    await this.close();
    const { taskName, random } = this.#choose(task_name, context);
    const visit = await this.#site.begin(taskName, random);
    const tab = await Tab.open(visit, this.#settings);
    this.#episode = {
      taskName,
      visit,
      tab,
      hasScreenshots: screenshot,
      maxSteps: max_steps ?? MAX_STEPS,
      progress: 0,
      cumReward: 0,
      tree: "",
    };
    return { observation: await this.#observe(this.#episode, ""), reward: 0 };
  }

  async step({ action_str }: BrowserAction, { signal }: EpisodeContext): Promise<StepReturn<BrowserObservation>> {
    const episode = this.#episode!;
    const stop = () => void episode.tab.close();
    signal.addEventListener("abort", stop);
    try {
      const error = await this.#act(episode, action_str);
      const { progress, isOver } = await episode.visit.measure();
      this.#gained = progress - episode.progress;
      episode.progress = progress;
      episode.cumReward += this.#gained;
      return { observation: await this.#observe(episode, error), terminated: isOver };
    } finally {
      signal.removeEventListener("abort", stop);
    }
  }

  state(): BrowserState {
    const { taskName = "", visit, tab, maxSteps = null, cumReward = 0 } = this.#episode ?? {};
    return {
      benchmark: this.#site.benchmark,
      task_name: taskName,
      goal: visit?.goal ?? "",
      current_url: tab?.url ?? "",
      max_steps: maxSteps,
      cum_reward: cumReward,
    };
  }

  async render(): Promise<Rendering> {
    const { tab, visit } = this.#episode!;
    return { png: await tab.takePicture(), table: { rows: [["Goal", visit.goal]] } };
  }

  webActions(): WebAction<BrowserAction>[] {
    return listElements(this.#episode!.tree).filter(({ role }) => CLICKABLE.includes(role)).map((
      { bid, role, name },
    ) => ({
      label: `[${bid}] ${role} ${name}`.trimEnd(),
      action: { action_str: `click('${bid}')` },
    }));
  }

  async close(): Promise<void> {
    const episode = this.#episode;
    this.#episode = undefined;
    await episode?.tab.close();
  }

  /** Chooses the task and what decides its details: a task of a split has a seed of its own. */
  #choose(name: string | null, context: EpisodeContext): { readonly taskName: string; readonly random: Random } {
    if (context.task !== undefined) {
      const { public: { task_name: taskName }, private: { pageSeed } } = taskOf(pageTasks, context);
      if (name === null || name === taskName) return { taskName, random: new Random(pageSeed) };
      throw unknownTask(name, `the task that was chosen by its index or id is ${taskName}`);
    }
    const { taskNames } = this.#site;
    const taskName = name ?? this.#settings.taskName ?? context.random.choice(taskNames);
    if (taskNames.includes(taskName)) return { taskName, random: context.random };
    throw unknownTask(taskName, `the tasks are ${taskNames.join(", ")}`);
  }

  /** Returns why the action failed; empty if it did not. */
  async #act({ tab }: Episode, text: string): Promise<string> {
    let action: ParsedAction;
    try {
      action = parseAction(text);
    } catch (thrown) {
      if (thrown instanceof SyntaxError) return messageOf(thrown);
      throw thrown;
    }
    return await tab.perform(action);
  }

  async #observe(episode: Episode, error: string): Promise<BrowserObservation> {
    const { visit, tab, hasScreenshots } = episode;
    const { url, tree, html } = await tab.observe();
    episode.tree = tree;
    return {
      text: tree,
      url,
      screenshot: hasScreenshots ? toPixels(await tab.takePicture()) : null,
      goal: visit.goal,
      axtree_txt: tree,
      pruned_html: html,
      error,
      last_action_error: error !== "",
    };
  }
}

function unknownTask(name: string, state: string): InvalidOptionError {
  return new InvalidOptionError(`Cannot use task_name ${JSON.stringify(name)}: ${state}`, { option: "task_name" });
}

function toPixels(png: Uint8Array): Pixels {
  const { width, height, pixels } = decodePng(png);
  return toNested(pixels, [height, width, 3]);
}

/**
 * Creates an environment of a web app.
 *
 * @param options The app, and settings in place of the server's variables.
 * @returns The environment, ready to be hosted. It has one session at a time, unless each gets an app of its own.
 * @throws `InvalidOptionError` for an app without tasks, or with an address that can't be used.
 *
 * @example
 * ```ts no-eval
 * import { createBrowser } from "@openenv/browser-env/environment";
 * import { createTodoApp } from "@openenv/browser-env/todo-app";
 * import { createApp } from "@openenv/server";
 *
 * export default createApp(createBrowser({ app: createTodoApp }));
 * ```
 */
export function createBrowser({ app, ...given }: BrowserOptions): Implementation<typeof browser> {
  const settings = { ...readSettings(), ...given };
  const isShared = typeof app !== "function";
  const site = isShared ? createSite(app) : undefined;
  const contract = defineBrowser({ viewport: settings.viewport, ...(isShared && { maxSessions: 1 }) });
  return contract.implement(() => new BrowserEnvironment(site ?? createSite((app as () => WebApp)()), settings));
}

const settings = readSettings();

/** The environment, ready to be hosted: the pages that come with this package. */
const environment: Implementation<typeof browser> = defineBrowser({ viewport: settings.viewport, tasks: pageTasks })
  .implement(() => new BrowserEnvironment(taskPages, settings));

export default environment;
