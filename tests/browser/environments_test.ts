/**
 * Every bundled environment that can end is finished by clicks and keys alone. The oracle of each package says which
 * actions solve the task.
 *
 * @module
 */
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
import sql from "@openenv/sql-env/environment";
import sendSolution from "@openenv/sql-env/oracle";
import terminal from "@openenv/terminal-env/environment";
import runSolution from "@openenv/terminal-env/oracle";
import toolShop from "@openenv/tool-shop-env/environment";
import carryOut from "@openenv/tool-shop-env/oracle";
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
