/**
 * Writes a picture of the page at `/web` into the folder of each environment, and one for the project:
 * `deno task screenshots`. Chromium is needed; on Debian it is installed.
 *
 * @module
 */
import type { AnyImplementation, PolicyFactory } from "@openenv/core";
import { Buffer } from "node:buffer";
import type { Browser, Page } from "playwright-core";
import UPNG from "upng-js";
import { atStep, button, visit, withBrowser } from "../tests/browser/browser.ts";
import { startPage } from "../tests/browser/page_server.ts";
import { recordEpisode } from "../tests/browser/record_episode.ts";

/** A picture to take. */
interface Picture {
  /** The package of the environment. */
  readonly name: string;
  /** The options of the episode. */
  readonly options?: Readonly<Record<string, unknown>>;
  /** The actions. Default: those of the package's oracle. */
  readonly actions?: readonly unknown[];
  /** The call that is shown. Default: the last. */
  readonly at?: number;
  /** Actions that are played after it, instead of the recorded ones, beside the recording. */
  readonly instead?: readonly string[];
  /** The file, from the root of the checkout. */
  readonly file: string;
}

const SIZE = { width: 1280, height: 800 };
/** With so many colours, the pictures look as before and have a third of the size. */
const COLORS = 128;
const OPENING = ["e2e4", "e7e5", "g1f3", "b8c6", "f1c4", "g8f6", "f3g5", "d7d5"].map((move) => ({ move }));
const WRONG_TURN = ["DOWN", "DOWN", "RIGHT", "UP", "LEFT", "UP", "LEFT", "LEFT", "DOWN", "UP"].map((action) => ({
  action,
}));

const PICTURES: readonly Picture[] = [
  { name: "grid-world", at: 5, file: "envs/grid_world_env/screenshot.png" },
  { name: "maze", at: 6, file: "envs/maze_env/screenshot.png" },
  { name: "snake", options: { fruits_to_win: 3 }, at: 24, file: "envs/snake_env/screenshot.png" },
  { name: "connect4", options: { opponent: "engine" }, at: 7, file: "envs/connect4_env/screenshot.png" },
  { name: "chess", options: { opponent: "none" }, actions: OPENING, file: "envs/chess_env/screenshot.png" },
  {
    name: "board-games",
    options: { game: "tic_tac_toe", opponent: "first" },
    at: 2,
    file: "envs/board_games_env/screenshot.png",
  },
  { name: "word-games", at: 2, file: "envs/word_games_env/screenshot.png" },
  { name: "browser", options: { task_name: "login-user" }, at: 2, file: "envs/browser_env/screenshot.png" },
  { name: "coding", options: { split: "test", index: 0 }, file: "envs/coding_env/screenshot.png" },
  { name: "sql", options: { split: "test", index: 2 }, file: "envs/sql_env/screenshot.png" },
  { name: "reasoning-gym", options: { split: "test", index: 1 }, file: "envs/reasoning_gym_env/screenshot.png" },
  { name: "terminal", options: { split: "train", index: 1 }, file: "envs/terminal_env/screenshot.png" },
  { name: "tool-shop", options: { split: "train", index: 3 }, at: 1, file: "envs/tool_shop_env/screenshot.png" },
  {
    name: "echo",
    actions: [{ type: "call_tool", tool_name: "echo_with_length", arguments: { message: "Hello, world!" } }],
    file: "envs/echo_env/screenshot.png",
  },
  {
    name: "grid-world",
    actions: WRONG_TURN,
    at: 3,
    instead: ["ArrowDown", "ArrowDown", "ArrowRight", "ArrowRight", "ArrowRight"],
    file: "docs/page.png",
  },
];

await withBrowser(async (browser) => {
  for (const picture of PICTURES) {
    await take(browser, picture);
    console.log(picture.file);
  }
});

/** Plays the episode in the page by taking its recording over, and takes the picture. */
async function take(browser: Browser, { name, options = {}, actions, at, instead, file }: Picture): Promise<void> {
  const environment: AnyImplementation = (await import(`@openenv/${name}-env/environment`)).default;
  const policy = actions ?? (await import(`@openenv/${name}-env/oracle`)).default as PolicyFactory;
  const text = await recordEpisode(environment, { seed: 7, options, policy });
  const last = text.trimEnd().split("\n").length - 2;
  await using server = await startPage(environment);
  const { page } = await visit(browser, `${server.url}/web`, { viewport: SIZE, colorScheme: "light" });
  await button(page, "Start an episode").waitFor();
  await takeOver(page, Buffer.from(text), instead === undefined ? at ?? last : last, last);
  if (instead === undefined) {
    await button(page, "End the comparison").click();
  } else {
    // The page's own recording has the drawings.
    const [saved] = await Promise.all([page.waitForEvent("download"), button(page, "Save JSONL").click()]);
    await takeOver(page, Buffer.from(await Deno.readFile(await saved.path())), at!, last);
    await playOn(page, at!, instead);
  }
  await page.mouse.move(0, 0);
  await page.evaluate("document.activeElement.blur()");
  const png = UPNG.decode(new Uint8Array(await page.screenshot()).buffer);
  const smaller: ArrayBuffer = UPNG.encode(UPNG.toRGBA8(png), png.width, png.height, COLORS);
  await Deno.writeFile(new URL(`../${file}`, import.meta.url), new Uint8Array(smaller));
  await page.context().close();
}

/** Opens a recording, and goes on by hand from one of its calls. */
async function takeOver(page: Page, buffer: Buffer, at: number, last: number): Promise<void> {
  const recording = { name: "agent.jsonl", mimeType: "application/jsonl", buffer };
  await page.setInputFiles('input[type="file"] >> nth=0', recording);
  await page.getByText("recording, read-only").waitFor();
  await atStep(page, 0, last);
  for (let step = 1; step <= at; step++) await button(page, "Next").click();
  await button(page, "Take over here").click();
  await page.getByText("live session").waitFor();
  await atStep(page, at);
}

async function playOn(page: Page, from: number, keys: readonly string[]): Promise<void> {
  for (const [index, key] of keys.entries()) {
    await page.keyboard.press(key);
    await atStep(page, from + index + 1);
  }
}
