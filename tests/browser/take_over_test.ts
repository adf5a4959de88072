import gridWorld from "@openenv/grid-world-env/environment";
import { defineEnvironment } from "@openenv/core";
import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { z } from "zod";
import { assertNoComplaints, atStep, button, fact, start, visit, withBrowser } from "./browser.ts";
import { startPage } from "./page_server.ts";
import { recordEpisode } from "./record_episode.ts";

/** The moves of an agent that goes wrong. */
const MOVES = ["DOWN", "DOWN", "UP", "UP", "UP", "LEFT", "LEFT"].map((action) => ({ action }));

Deno.test("a recorded failure is taken over where it went wrong, and won", async () => {
  const buffer = Buffer.from(await recordEpisode(gridWorld, { seed: 3, policy: MOVES }));
  await using server = await startPage(gridWorld);
  await withBrowser(async (browser) => {
    const visitor = await visit(browser, `${server.url}/web`);
    const { page } = visitor;
    await page.setInputFiles('input[type="file"] >> nth=0', {
      name: "failure.jsonl",
      mimeType: "application/jsonl",
      buffer,
    });
    await page.getByText("recording, read-only").waitFor();
    await atStep(page, 0, 7);
    assert.equal(await page.locator(".pad-button").count(), 0, "a recording can't be played");
    await page.getByLabel("Search the episode").fill("up");
    await page.getByLabel("Search the episode").press("Enter");
    await page.getByLabel("Search the episode").fill("");
    await atStep(page, 3, 7);
    await button(page, "Previous").click();
    await button(page, "Take over here").click();
    await page.getByText("live session").waitFor();
    await atStep(page, 2);
    assert.equal(await page.locator(".plot path.return").count(), 2, "both curves are in the plot");
    const rest = ["ArrowDown", "ArrowDown", "ArrowRight", "ArrowRight", "ArrowRight", "ArrowRight"];
    for (const [index, key] of rest.entries()) {
      await page.keyboard.press(key);
      await atStep(page, index + 3);
    }
    assert.match(await fact(page, "Episode"), /^done/);
    assert.equal(await fact(page, "Reward"), "1");
    await page.getByText("The first difference is at step 3.").waitFor();
    assertNoComplaints(visitor);
  });
});

Deno.test("undo replays the episode without its last step", async () => {
  await using server = await startPage(gridWorld);
  await withBrowser(async (browser) => {
    const { page } = await visit(browser, `${server.url}/web`);
    await page.getByLabel("random_start").check();
    await button(page, "Start").click();
    await atStep(page, 0);
    const before = await page.locator(".observation .tree").innerText();
    await button(page, "Random action").click();
    await atStep(page, 1);
    await button(page, "Undo").click();
    await atStep(page, 0);
    assert.equal(await page.locator(".observation .tree").innerText(), before);
  });
});

Deno.test("a recording that is opened in between costs no episode", async () => {
  const buffer = Buffer.from(await recordEpisode(gridWorld, { seed: 3, policy: MOVES }));
  await using server = await startPage(gridWorld);
  await withBrowser(async (browser) => {
    const { page } = await visit(browser, `${server.url}/web`);
    await start(page);
    await page.keyboard.press("ArrowDown");
    await atStep(page, 1);
    const recording = { name: "agent.jsonl", mimeType: "application/jsonl", buffer };
    await page.setInputFiles('input[type="file"] >> nth=0', recording);
    await atStep(page, 0, 7);
    await button(page, "Back to play").click();
    await page.getByText("live session").waitFor();
    await atStep(page, 1);
    await page.keyboard.press("ArrowDown");
    await atStep(page, 2);
  });
});

Deno.test("a replay that is refused shows how far the session came, beside the episode", async () => {
  let episodes = 0;
  const fickle = defineEnvironment({
    name: "fickle",
    action: z.object({ go: z.enum(["on"]) }),
    observation: z.object({ steps: z.int() }),
  }).implement(() => {
    let steps = 0;
    return {
      reset: () => ({ observation: { steps: steps = 0 }, info: { episode: ++episodes } }),
      step: () => ({ observation: { steps: ++steps }, terminated: episodes > 1 && steps === 2 }),
    };
  });
  await using server = await startPage(fickle);
  await withBrowser(async (browser) => {
    const { page } = await visit(browser, `${server.url}/web`);
    await start(page);
    for (let step = 1; step <= 4; step++) {
      await page.keyboard.press("1");
      await atStep(page, step);
    }
    await button(page, "Undo").click();
    await page.getByRole("alert").getByText("EPISODE_OVER").waitFor();
    await atStep(page, 2);
    await page.getByText("The first difference is at step 2.").waitFor();
  });
});

Deno.test("a link opens a recording of the same server", async () => {
  const body = await recordEpisode(gridWorld, { seed: 3, policy: MOVES });
  await using server = await startPage(gridWorld);
  await withBrowser(async (browser) => {
    const { page } = await visit(browser, `${server.url}/web`);
    await page.route(`${server.url}/runs/7.jsonl`, (route) => route.fulfill({ body }));
    await page.goto(`${server.url}/web?episode=/runs/7.jsonl`);
    await page.getByText("recording, read-only").waitFor();
    await atStep(page, 0, 7);
    await page.goto(`${server.url}/web?episode=/runs/8.jsonl`);
    await page.getByRole("alert").getByText("Cannot open /runs/8.jsonl: the server answered 404").waitFor();
  });
});
