import type { Locator, Page } from "playwright-core";
import type { ActionName, ParsedAction } from "./actions.ts";
import type { Value } from "./parse_call.ts";

/** A page, and what is needed to act on it. */
export interface ActionTarget {
  /** The page. */
  readonly page: Page;
  /** How long an element may take until it can be used, in milliseconds. */
  readonly elementTimeoutMs: number;
  /** How long a page may take to load, in milliseconds. */
  readonly loadTimeoutMs: number;
  /** The only origin that can be reached. */
  readonly origin: string;
}

type Values = ParsedAction["values"];
type Perform = (target: ActionTarget, values: Values) => Promise<unknown>;

/** The longest wait of `noop`. */
const MAX_WAIT_MS = 5_000;
/** A key, or keys that are pressed together. Any other text is typed. */
const KEYS =
  /^((Control|Shift|Alt|Meta|ControlOrMeta)\+)*(Enter|Tab|Escape|Backspace|Delete|Insert|Home|End|PageUp|PageDown|Arrow(Up|Down|Left|Right)|F\d{1,2}|Space)$|^((Control|Shift|Alt|Meta|ControlOrMeta)\+)+\S$/;

const PERFORM: Readonly<Record<ActionName, Perform>> = {
  noop: async ({ page }, { wait_ms }) => {
    if (wait_ms !== undefined) await page.waitForTimeout(Math.min(Math.max(Number(wait_ms), 0), MAX_WAIT_MS));
  },
  click: async (target, values) => (await find(target, values.bid)).click(clickOptions(target, values)),
  dblclick: async (target, values) => (await find(target, values.bid)).dblclick(clickOptions(target, values)),
  hover: async (target, { bid }) => (await find(target, bid)).hover(timeout(target)),
  focus: async (target, { bid }) => (await find(target, bid)).focus(timeout(target)),
  clear: async (target, { bid }) => (await find(target, bid)).clear(timeout(target)),
  fill: async (target, { bid, value }) => (await find(target, bid)).fill(String(value), timeout(target)),
  press: async (target, { bid, key_comb }) => (await find(target, bid)).press(String(key_comb), timeout(target)),
  select_option: async (target, { bid, options }) => {
    await (await find(target, bid)).selectOption(options as string | string[], timeout(target));
  },
  drag_and_drop: async (target, { from_bid, to_bid }) => {
    await (await find(target, from_bid)).dragTo(await find(target, to_bid), timeout(target));
  },
  send_keys: ({ page: { keyboard } }, { text }) => {
    return KEYS.test(String(text)) ? keyboard.press(String(text)) : keyboard.type(String(text));
  },
  keyboard_press: ({ page }, { key }) => page.keyboard.press(String(key)),
  keyboard_type: ({ page }, { text }) => page.keyboard.type(String(text)),
  mouse_move: ({ page }, { x, y }) => page.mouse.move(Number(x), Number(y)),
  mouse_click: ({ page }, { x, y, button }) => page.mouse.click(Number(x), Number(y), { button: toButton(button) }),
  mouse_dblclick: ({ page }, { x, y, button }) => {
    return page.mouse.dblclick(Number(x), Number(y), { button: toButton(button) });
  },
  mouse_drag_and_drop: async ({ page: { mouse } }, { from_x, from_y, to_x, to_y }) => {
    await mouse.move(Number(from_x), Number(from_y));
    await mouse.down();
    await mouse.move(Number(to_x), Number(to_y), { steps: 5 });
    await mouse.up();
  },
  scroll: ({ page }, { delta_x, delta_y }) => {
    const height = page.viewportSize()?.height ?? 0;
    const far = Math.round(height * 0.8);
    const [x, y] = typeof delta_x === "number" ? [delta_x, delta_y ?? 0] : [0, delta_x === "up" ? -far : far];
    return page.evaluate(`scrollBy(${x}, ${y})`);
  },
  goto: ({ page, origin, loadTimeoutMs }, { url }) => {
    const address = URL.parse(String(url), page.url().startsWith(`${origin}/`) ? page.url() : origin);
    if (address?.origin !== origin) throw new Error(`${url} can't be reached, only ${origin}`);
    return page.goto(address.href, { timeout: loadTimeoutMs });
  },
  go_back: ({ page, loadTimeoutMs }) => page.goBack({ timeout: loadTimeoutMs }),
  go_forward: ({ page, loadTimeoutMs }) => page.goForward({ timeout: loadTimeoutMs }),
};

/** Does what an action says. Throws an `Error` if it can't be done; what Playwright throws is long. */
export async function perform(target: ActionTarget, { name, values }: ParsedAction): Promise<void> {
  await PERFORM[name](target, values);
}

/** Finds an element that can be seen; waiting for one that can't would only take time. */
async function find({ page }: ActionTarget, bid: Value | undefined): Promise<Locator> {
  const locator = page.locator(`[bid=${JSON.stringify(bid)}]`);
  if (await locator.count() === 0) throw new Error(`there is no element [${bid}]`);
  if (!await locator.isVisible()) throw new Error(`the element [${bid}] is not visible`);
  if (await locator.isDisabled()) throw new Error(`the element [${bid}] is disabled`);
  return locator;
}

function timeout({ elementTimeoutMs }: ActionTarget): { timeout: number } {
  return { timeout: elementTimeoutMs };
}

function clickOptions(target: ActionTarget, { button, modifiers = [] }: Values) {
  const keys = [modifiers].flat() as ("Alt" | "Control" | "ControlOrMeta" | "Meta" | "Shift")[];
  return { ...timeout(target), button: toButton(button), modifiers: keys };
}

function toButton(button: Value | undefined): "left" | "middle" | "right" {
  const found = (["left", "middle", "right"] as const).find((known) => known === (button ?? "left"));
  if (found === undefined) throw new Error(`the button is ${JSON.stringify(button)}, not left, middle or right`);
  return found;
}
