/**
 * The oracle of browser: a policy that proves that the maximum reward can be reached. It sees no more than an agent.
 *
 * @module
 */
import type { Policy, PolicyEpisode } from "@openenv/core";
import { listElements, listTexts, type TreeElement } from "./browser/read_tree.ts";
import type { BrowserAction, BrowserObservation } from "./models.ts";

/** The page as a solver sees it. */
interface Sight {
  readonly goal: string;
  /** The texts in quotes in the goal. */
  readonly quoted: readonly string[];
  readonly texts: readonly string[];
  readonly elements: readonly TreeElement[];
}

/** Chooses the next action from what is on the page. */
type Solver = (sight: Sight) => string;

const submit: Solver = (sight) => click(sight, "button", "Submit");

/** Fills a field, and submits once it has its value. */
function fillAndSubmit(role: string, label: string, valueOf: (sight: Sight) => string): Solver {
  return (sight) => {
    const [field, value] = [find(sight, role, label), valueOf(sight)];
    return hasValue(field, value) ? submit(sight) : `fill('${field.bid}', ${JSON.stringify(value)})`;
  };
}

/** Clicks on the second thing if it is there, or else on the first. */
function openAndClick([role, opens]: [string, number], [inner, clicks]: [string, number]): Solver {
  return (sight) => {
    const found = sight.elements.find((element) => element.role === inner && element.name === sight.quoted[clicks]);
    return found ? `click('${found.bid}')` : click(sight, role, sight.quoted[opens]!);
  };
}

const SOLVERS: Readonly<Record<string, Solver>> = {
  "click-button": (sight) => click(sight, "button", sight.quoted[0]!),
  "click-link": (sight) => click(sight, "link", sight.quoted[0]!),
  "click-tab": openAndClick(["tab", 0], ["link", 1]),
  "click-dialog": openAndClick(["button", 0], ["button", 1]),
  "click-collapsible": openAndClick(["DisclosureTriangle", 0], ["link", 1]),
  "search-engine"(sight) {
    const links = sight.elements.filter(({ role }) => role === "link");
    const rank = Number(/(\d)\w\w result/.exec(sight.goal)![1]);
    if (links.length > 0) return `click('${links[rank - 1]!.bid}')`;
    const field = find(sight, "searchbox", "Search");
    if (hasValue(field, sight.quoted[0]!)) return click(sight, "button", "Search");
    return `fill('${field.bid}', '${sight.quoted[0]}')`;
  },
  "email-inbox"({ goal, quoted, texts, elements }) {
    const at = texts.findIndex((text) => text.includes(quoted[0]!));
    const name = `${/^\w+/.exec(goal)} the message of ${texts[at - 1]}`;
    return `click('${elements.find((element) => element.name === name)!.bid}')`;
  },
  "enter-text": fillAndSubmit("textbox", "Text", ({ quoted }) => quoted[0]!),
  "enter-date": fillAndSubmit("Date", "Date", ({ goal }) => {
    const [, day, month, year] = /(\d+)\/(\d+)\/(\d+)/.exec(goal)!;
    return `${year}-${month!.padStart(2, "0")}-${day!.padStart(2, "0")}`;
  }),
  "choose-list"(sight) {
    const list = find(sight, "combobox", "Item");
    return hasValue(list, sight.quoted[0]!) ? submit(sight) : `select_option('${list.bid}', '${sight.quoted[0]}')`;
  },
  "click-checkboxes": (sight) => tick(sight, "checkbox"),
  "click-option": (sight) => tick(sight, "radio"),
  "login-user"(sight) {
    const fields = ["User", "Password"].map((label) => find(sight, "textbox", label));
    const at = fields.findIndex(({ rest }) => !rest.includes("value="));
    return at < 0 ? click(sight, "button", "Log in") : `fill('${fields[at]!.bid}', '${sight.quoted[at]}')`;
  },
  "read-table": fillAndSubmit("textbox", "Answer", ({ goal, elements }) => {
    const [, column, name] = /the (age|favourite fruit) of (\w+)/.exec(goal)!;
    const row = elements.findIndex((element) => element.role === "rowheader" && element.name === name);
    return elements[row + (column === "age" ? 1 : 2)]!.name;
  }),
  "copy-text": fillAndSubmit("textbox", "Copy", (sight) => {
    return /value='(.*?)'/.exec(find(sight, "textbox", "Original").rest)![1]!;
  }),
  "find-word": fillAndSubmit("textbox", "Word", ({ goal, texts }) => {
    return texts[0]!.split(" ")[Number(/\d/.exec(goal)) - 1]!;
  }),
  "simple-arithmetic": fillAndSubmit("textbox", "Result", ({ texts }) => {
    const [, a, sign, b] = /(\d+) (\S) (\d+)/.exec(texts[0]!)!;
    return String(sign === "+" ? Number(a) + Number(b) : sign === "-" ? Number(a) - Number(b) : Number(a) * Number(b));
  }),
  "drag-item"(sight) {
    const [item, box] = [find(sight, "listitem", sight.quoted[0]!), find(sight, "region", sight.quoted[1]!)];
    const isInside = sight.elements.indexOf(item) > sight.elements.indexOf(box);
    return isInside ? submit(sight) : `drag_and_drop('${item.bid}', '${box.bid}')`;
  },
};

/**
 * Solves each page from its accessibility tree and the goal.
 *
 * @param episode The episode that the policy is created for.
 * @returns The policy.
 *
 * @example
 * ```ts no-eval
 * import environment from "@openenv/browser-env/environment";
 * import oracle from "@openenv/browser-env/oracle";
 * import { createLocalSubject, playInNewSession, scoreOf } from "@openenv/testing";
 *
 * const plan = { seed: 7, options: { task_name: "click-tab" }, maxSteps: 5, policy: oracle };
 * const record = await playInNewSession(createLocalSubject(environment), plan);
 * console.log(scoreOf(record, "last_reward"));
 * ```
 */
export default async function solvePage(
  { state }: PolicyEpisode,
): Promise<Policy<BrowserAction, BrowserObservation>> {
  const { task_name } = await state() as { task_name: string };
  const solve = SOLVERS[task_name];
  return ({ observation: { goal, axtree_txt } }) => {
    if (solve === undefined) return undefined;
    const quoted = [...goal.matchAll(/"([^"]*)"/g)].map(([, text]) => text!);
    return { action_str: solve({ goal, quoted, texts: listTexts(axtree_txt), elements: listElements(axtree_txt) }) };
  };
}

function find({ elements }: Sight, role: string, name: string): TreeElement {
  const found = elements.find((element) => element.role === role && element.name === name);
  if (found === undefined) throw new Error(`Cannot solve the page: there is no ${role} ${JSON.stringify(name)} on it`);
  return found;
}

function click(sight: Sight, role: string, name: string): string {
  return `click('${find(sight, role, name).bid}')`;
}

function hasValue({ rest }: TreeElement, value: string): boolean {
  return rest.includes(`value='${value}'`);
}

/** Ticks what the goal names, one after the other, and submits. */
function tick(sight: Sight, role: string): string {
  const open = sight.quoted.map((name) => find(sight, role, name)).find(({ rest }) => rest.includes("checked='false'"));
  return open === undefined ? submit(sight) : `click('${open.bid}')`;
}
