/**
 * Every bundled environment that can end is finished by clicks and keys alone. The oracle of each package says which
 * actions solve the task.
 *
 * @module
 */
import boardGames from "@openenv/board-games-env/environment";
import playBoard from "@openenv/board-games-env/oracle";
import browserEnvironment from "@openenv/browser-env/environment";
import solvePage from "@openenv/browser-env/oracle";
import chess from "@openenv/chess-env/environment";
import mate from "@openenv/chess-env/oracle";
import connect4 from "@openenv/connect4-env/environment";
import dropDiscs from "@openenv/connect4-env/oracle";
import coding from "@openenv/coding-env/environment";
import writeSolution from "@openenv/coding-env/oracle";
import type { AnyImplementation, PolicyFactory } from "@openenv/core";
import gridWorld from "@openenv/grid-world-env/environment";
import walkToGoal from "@openenv/grid-world-env/oracle";
import { createLocalSubject, playInNewSession, scoreOf } from "@openenv/testing";
import maze from "@openenv/maze-env/environment";
import walkOut from "@openenv/maze-env/oracle";
import reasoningGym from "@openenv/reasoning-gym-env/environment";
import answerRight from "@openenv/reasoning-gym-env/oracle";
import snake from "@openenv/snake-env/environment";
import goToFruit from "@openenv/snake-env/oracle";
import sql from "@openenv/sql-env/environment";
import sendSolution from "@openenv/sql-env/oracle";
import terminal from "@openenv/terminal-env/environment";
import runSolution from "@openenv/terminal-env/oracle";
import toolShop from "@openenv/tool-shop-env/environment";
import carryOut from "@openenv/tool-shop-env/oracle";
import wordGames from "@openenv/word-games-env/environment";
import guess from "@openenv/word-games-env/oracle";
import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { assertNoComplaints, atStep, button, fact, visit, withBrowser } from "./browser.ts";
import { startPage } from "./page_server.ts";

const SEED = 7;

/** Plays the actions of an oracle in a browser; `act` enters one of them. Returns the last reward of both. */
async function finish(
  environment: AnyImplementation,
  oracle: unknown,
  options: Record<string, unknown>,
  begin: (page: Page) => Promise<void>,
  // deno-lint-ignore no-explicit-any -- each environment has actions of its own
  act: (page: Page, action: any) => Promise<void>,
): Promise<void> {
  const plan = { seed: SEED, options, maxSteps: 60, policy: oracle as PolicyFactory };
  const record = await playInNewSession(createLocalSubject(environment), plan);
  assert.equal(record.error, undefined);
  await using server = await startPage(environment);
  await withBrowser(async (browser) => {
    const visitor = await visit(browser, `${server.url}/web`);
    const { page } = visitor;
    await page.locator("#seed").fill(String(SEED));
    await begin(page);
    await button(page, "Start").click();
    await page.getByLabel("Timeline").waitFor();
    for (const [index, action] of record.actions.entries()) {
      await act(page, action);
      await atStep(page, index + 1);
    }
    assert.match(await fact(page, "Episode"), /^done/);
    assert.equal(Number(await fact(page, "Reward")), scoreOf(record, "last_reward"));
    assertNoComplaints(visitor);
  });
}

async function chooseTask(page: Page, split: string, words: string): Promise<void> {
  await button(page, split).click();
  await page.getByLabel("Search the tasks").fill(words);
  await page.locator(".task-list li button", { hasText: words }).click();
}

Deno.test("grid_world is finished with the arrow keys", async () => {
  const keys = { UP: "ArrowUp", DOWN: "ArrowDown", LEFT: "ArrowLeft", RIGHT: "ArrowRight" } as const;
  const press = (page: Page, { action }: { action: keyof typeof keys }) => page.keyboard.press(keys[action]);
  await finish(gridWorld, walkToGoal, {}, () => Promise.resolve(), press);
});

Deno.test("grid_world is finished by clicks, from a random start", async () => {
  const click = (page: Page, { action }: { action: string }) =>
    page.locator(".pad-button", { hasText: action }).click();
  await finish(gridWorld, walkToGoal, { random_start: true }, (page) => page.getByLabel("random_start").check(), click);
});

Deno.test("maze is finished with the arrow keys, which play the actions that it offers", async () => {
  const keys = ["ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight"];
  const press = (page: Page, { action }: { action: number }) => page.keyboard.press(keys[action]!);
  await finish(maze, walkOut, {}, () => Promise.resolve(), press);
});

Deno.test("board_games is finished with the arrow keys, and by clicks on the moves that it offers", async () => {
  const nothing = () => Promise.resolve();
  const keys = ["ArrowLeft", "", "ArrowRight"];
  await finish(boardGames, playBoard, {}, nothing, async (page, { action_id }: { action_id: number }) => {
    if (action_id === 1) await button(page, "stay").click();
    else await page.keyboard.press(keys[action_id]!);
  });
  const options = { game: "tic_tac_toe", opponent: "first" };
  const choose = async (page: Page) => {
    await button(page, "tic_tac_toe").click();
    await button(page, "first").click();
  };
  await finish(boardGames, playBoard, options, choose, async (page, { action_id }: { action_id: number }) => {
    await button(page, `row ${Math.floor(action_id / 3) + 1}, column ${action_id % 3 + 1}`).click();
  });
});

Deno.test("chess is finished by clicks on the legal moves, and by a move that is typed", async () => {
  const click = (page: Page, { move }: { move: string }) => button(page, move).click();
  const task = { split: "train", index: 0 };
  await finish(chess, mate, task, (page) => chooseTask(page, "train", "train-0 "), click);
  const bothSides = async (page: Page) => {
    await page.locator("summary", { hasText: "optional fields" }).click();
    await page.locator('[id="reset.opponent"]').getByRole("button", { name: "none" }).click();
  };
  const type = async (page: Page, { move }: { move: string }) => {
    await page.locator('[id="action.move"]').fill(move);
    await button(page, "Step").click();
  };
  const foolsMate = ["f2f3", "e7e5", "g2g4", "d8h4"].map((move) => ({ move }));
  await finish(chess, foolsMate, { opponent: "none" }, bothSides, type);
});

Deno.test("connect4 is finished by clicks on the columns", async () => {
  const click = (page: Page, { column }: { column: number }) => button(page, `Column ${column}`).click();
  await finish(connect4, dropDiscs, { opponent: "random" }, (page) => button(page, "random").click(), click);
});

Deno.test("snake is finished with the arrow keys", async () => {
  const keys = ["ArrowUp", "ArrowLeft", "ArrowRight"];
  const press = (page: Page, { action }: { action: number }) => page.keyboard.press(keys[action]!);
  const win = async (page: Page) => {
    await button(page, "a whole number").click();
    await page.getByLabel("fruits_to_win").last().fill("1");
  };
  await finish(snake, goToFruit, { fruits_to_win: 1 }, win, press);
});

Deno.test("word_games is finished by clicks: guesses are typed", async () => {
  const say = async (page: Page, { message }: { message: string }) => {
    await page.locator('[id="action.message"]').fill(message);
    await button(page, "Step").click();
  };
  await finish(wordGames, guess, {}, () => Promise.resolve(), say);
});

Deno.test("browser is finished by clicks on what can be clicked; other actions are typed", async () => {
  const type = async (page: Page, { action_str }: { action_str: string }) => {
    await page.locator('[id="action.action_str"]').fill(action_str);
    await button(page, "Step").click();
  };
  const choose = async (page: Page) => {
    await button(page, "a text").click();
    await page.locator('[id="reset.task_name.0"]').fill("login-user");
  };
  await finish(browserEnvironment, solvePage, { task_name: "login-user" }, choose, type);
  const click = async (page: Page, { action_str }: { action_str: string }) => {
    const [, bid] = /^click\('(\w+)'\)$/.exec(action_str)!;
    await button(page, new RegExp(`^\\[${bid}\\] `)).click();
  };
  const task = { split: "train", index: 0 };
  await finish(browserEnvironment, solvePage, task, (page) => chooseTask(page, "train", "train-0 "), click);
});

Deno.test("tool_shop is finished by clicks: the task is picked, tools are forms", async () => {
  const call = async (page: Page, action: { tool_name: string; arguments: Record<string, unknown> }) => {
    await page.locator(".choices.tools button", { hasText: new RegExp(`^${action.tool_name}$`) }).click();
    for (const [name, value] of Object.entries(action.arguments)) {
      await page.locator(`[id="action.${name}"]`).fill(String(value));
    }
    await button(page, `Call ${action.tool_name}`).click();
  };
  await finish(toolShop, carryOut, { split: "train", index: 3 }, (page) => chooseTask(page, "train", "train-3 "), call);
});

Deno.test("coding is finished by clicks: the code is typed into its field", async () => {
  const write = async (page: Page, { code }: { code: string }) => {
    await page.locator('[id="action.code"]').fill(code);
    await button(page, "Step").click();
  };
  await finish(
    coding,
    writeSolution,
    { split: "test", index: 0 },
    (page) => chooseTask(page, "test", "test-0 "),
    write,
  );
});

Deno.test("sql is finished by clicks: statements are typed, and the last one is submitted", async () => {
  const send = async (page: Page, { sql, submit }: { sql: string; submit: boolean }) => {
    await page.locator('[id="action.sql"]').fill(sql);
    await page.locator('[id="action.submit"]').setChecked(submit);
    await button(page, "Step").click();
  };
  await finish(sql, sendSolution, { split: "test", index: 2 }, (page) => chooseTask(page, "test", "test-2 "), send);
});

Deno.test("reasoning_gym is finished by clicks: the answer is typed", async () => {
  const answer = async (page: Page, { answer }: { answer: string }) => {
    await page.locator('[id="action.answer"]').fill(answer);
    await button(page, "Step").click();
  };
  await finish(
    reasoningGym,
    answerRight,
    { split: "test", index: 1 },
    (page) => chooseTask(page, "test", "test-1 "),
    answer,
  );
});

Deno.test("terminal is finished by clicks: commands are typed and submitted", async () => {
  const run = async (page: Page, { command, submit }: { command: string; submit: boolean }) => {
    await page.locator('[id="action.command"]').fill(command);
    await page.locator('[id="action.submit"]').setChecked(submit);
    await button(page, "Step").click();
  };
  const pick = async (page: Page) => {
    await button(page, "train").click();
    await page.locator(".task-list li button").nth(2).click();
  };
  await finish(terminal, runSolution, { split: "train", index: 1 }, pick, run);
});
