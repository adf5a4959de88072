import { nearestName } from "@openenv/core";
import { parseCall, type Value } from "./parse_call.ts";

/** An action whose parameters have been checked. */
export interface ParsedAction {
  /** Its name. */
  readonly name: ActionName;
  /** The values by the names of the parameters; those that were left out are absent. */
  readonly values: Readonly<Record<string, Value>>;
}

/** The kinds of parameters, and whether a value is of the kind. */
const KINDS = {
  text: (value: Value) => typeof value === "string",
  /** The id of an element; a number will do. */
  bid: (value: Value) => typeof value === "string" || Number.isSafeInteger(value),
  number: (value: Value) => typeof value === "number",
  texts: (value: Value) => typeof value === "string" || isTexts(value),
  /** `scroll('down')`, or so many pixels to the right and down. */
  direction: (value: Value) => typeof value === "number" || value === "up" || value === "down",
} as const;

/** The parameters of each action in their order, as `name: kind`; a `?` marks those that may be left out. */
const ACTIONS = {
  noop: ["wait_ms?: number"],
  click: ["bid: bid", "button?: text", "modifiers?: texts"],
  dblclick: ["bid: bid", "button?: text", "modifiers?: texts"],
  hover: ["bid: bid"],
  focus: ["bid: bid"],
  clear: ["bid: bid"],
  fill: ["bid: bid", "value: text"],
  press: ["bid: bid", "key_comb: text"],
  select_option: ["bid: bid", "options: texts"],
  drag_and_drop: ["from_bid: bid", "to_bid: bid"],
  send_keys: ["text: text"],
  keyboard_press: ["key: text"],
  keyboard_type: ["text: text"],
  mouse_move: ["x: number", "y: number"],
  mouse_click: ["x: number", "y: number", "button?: text"],
  mouse_dblclick: ["x: number", "y: number", "button?: text"],
  mouse_drag_and_drop: ["from_x: number", "from_y: number", "to_x: number", "to_y: number"],
  scroll: ["delta_x: direction", "delta_y?: number"],
  goto: ["url: text"],
  go_back: [],
  go_forward: [],
} as const satisfies Readonly<Record<string, readonly string[]>>;

/** The name of an action. */
export type ActionName = keyof typeof ACTIONS;

/**
 * Parses an action: a call in Python's form, with values by position or by name.
 *
 * @param text The text, such as `click('12')`.
 * @returns The action; a number in place of an id has become a text.
 * @throws `SyntaxError` for a text that is no call, an action that does not exist, and parameters that do not fit.
 */
export function parseAction(text: string): ParsedAction {
  const { name, positional, named } = parseCall(text);
  const fail = (state: string) => new SyntaxError(`Cannot do ${name}: ${state}`);
  if (!isActionName(name)) {
    const near = nearestName(name, Object.keys(ACTIONS));
    const hint = near === undefined ? `the actions are ${Object.keys(ACTIONS).join(", ")}` : `did you mean ${near}?`;
    throw fail(`there is no such action; ${hint}`);
  }
  const parameters = ACTIONS[name].map(toParameter);
  if (positional.length > parameters.length) throw fail(`it has ${parameters.length} parameters at most`);
  const given = new Map(positional.map((value, index) => [parameters[index]!.name, value]));
  for (const [key, value] of Object.entries(named)) {
    if (!parameters.some((parameter) => parameter.name === key)) throw fail(`it has no parameter ${key}`);
    if (given.has(key)) throw fail(`${key} is given twice`);
    given.set(key, value);
  }
  const values: Record<string, Value> = {};
  for (const { name: key, kind, isOptional } of parameters) {
    const value = given.get(key);
    if (value === undefined || (value === null && isOptional)) {
      if (!isOptional) throw fail(`${key} is missing`);
    } else {
      if (!KINDS[kind](value)) throw fail(`${key} is ${JSON.stringify(value)}, which is no ${kind}`);
      values[key] = kind === "bid" ? String(value) : value;
    }
  }
  return { name, values };
}

function toParameter(text: string) {
  const [, name, mark, kind] = /^(\w+)(\??): (\w+)$/.exec(text)!;
  return { name: name!, isOptional: mark === "?", kind: kind as keyof typeof KINDS };
}

function isActionName(name: string): name is ActionName {
  return Object.hasOwn(ACTIONS, name);
}

function isTexts(value: Value): boolean {
  return Array.isArray(value) && value.every((item) => typeof item === "string");
}
