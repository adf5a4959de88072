import boardGames from "@openenv/board-games-env/environment";
import gridWorld from "@openenv/grid-world-env/environment";
import maze from "@openenv/maze-env/environment";
import reasoningGym from "@openenv/reasoning-gym-env/environment";
import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { pathToFileURL } from "node:url";
import type { Page } from "playwright-core";
import { assertNoComplaints, atStep, button, start, visit, withBrowser } from "./browser.ts";
import hostile from "./hostile_environment.ts";
import { startPage } from "./page_server.ts";

const README = "# Readme\n\n<script>globalThis.ran = 1</script><img src=x onerror='globalThis.ran = 2'>\n\n" +
  "[link](javascript:globalThis.ran=3)\n\n| a |\n|---|\n| b |\n";

async function choose(page: Page, kind: string): Promise<void> {
  await button(page, kind).click();
  await button(page, "Step").click();
}

Deno.test("nothing that comes from an environment runs, and all of it can be read", async () => {
  await using server = await startPage(hostile);
  await withBrowser(async (browser) => {
    const visitor = await visit(browser, `${server.url}/web`);
    const { page } = visitor;
    const stage = page.locator(".observation");
    await start(page);
    await choose(page, "script");
    await atStep(page, 1);
    assert.match(await stage.innerText(), /<script>globalThis\.ran = "script"<\/script>/);
    await choose(page, "long");
    await atStep(page, 2);
    await page.getByText("Show all 5,000,000 characters").first().waitFor();
    await choose(page, "keys");
    await atStep(page, 3);
    await stage.locator("summary", { hasText: "10,000 fields" }).waitFor();
    await button(page, "Show 100 more").click();
    await stage.getByText("key_199").waitFor();
    await choose(page, "directions");
    await atStep(page, 4);
    assert.match(await stage.innerText(), /abc⟨U\+202E⟩txt\.exe[^]*red plain[^]*␇/);
    assert.equal(await stage.locator(".ansi-red").innerText(), "red");
    await choose(page, "deep");
    await atStep(page, 5);
    await choose(page, "records");
    await atStep(page, 6);
    assert.equal(await stage.locator("table.records tbody tr").count(), 2);
    assert.equal(await page.evaluate("globalThis.ran"), undefined);
    assertNoComplaints(visitor);
  });
});

Deno.test("a form has every kind of field, and errors stand at their fields", async () => {
  await using server = await startPage(hostile);
  await withBrowser(async (browser) => {
    const { page } = await visit(browser, `${server.url}/web`);
    await start(page);
    await button(page, "Step").click();
    await page.locator(".wrong", { hasText: "kind" }).getByText("This field is required.").waitFor();
    await page.locator("summary", { hasText: "optional fields" }).click();
    await button(page, "records").click();
    await button(page, "Add tree").click();
    await page.locator('[id="action.tree.name"]').fill("root");
    await button(page, "Step").click();
    await atStep(page, 1);
    assert.match(await page.locator(".observation").innerText(), /name: root/);
  });
});

Deno.test("what an environment refuses stands at the field, and the episode goes on", async () => {
  await using server = await startPage(boardGames);
  await withBrowser(async (browser) => {
    const { page } = await visit(browser, `${server.url}/web`);
    await button(page, "tic_tac_toe").click();
    await button(page, "Start").click();
    await page.locator('[id="action.action_id"]').fill("9");
    await button(page, "Step").click();
    await page.locator('[id="action.action_id-problem"]').getByText("the legal actions are 0, 1, 2").waitFor();
    assert.equal(await page.locator(".news .banner").count(), 0);
    await page.locator('[id="action.action_id"]').fill("4");
    await button(page, "Step").click();
    await atStep(page, 1);
    assert.equal(await page.locator(".wrong-note").count(), 0);
  });
});

Deno.test("an option that an environment refuses is named at its field", async () => {
  await using gym = await startPage(reasoningGym);
  await using labyrinth = await startPage(maze);
  await withBrowser(async (browser) => {
    const { page } = await visit(browser, `${gym.url}/web`);
    await page.locator('[id="reset.dataset_name"]').getByRole("button", { name: "a text" }).click();
    await page.locator('[id="reset.dataset_name.0"]').fill("gcd");
    await button(page, "Start").click();
    await page.locator("#seed-problem").getByText("a new data set needs a seed").waitFor();
    await page.goto(`${labyrinth.url}/web`);
    await button(page, "a list").click();
    assert.equal(await button(page, /^(Add|Remove)/).count(), 0, "the list has two items, always");
    await page.getByLabel("1", { exact: true }).fill("0");
    await page.getByLabel("2", { exact: true }).fill("1");
    await button(page, "Start").click();
    await page.locator(".group.wrong", { hasText: "start_cell" }).getByText("it is a wall").waitFor();
  });
});

Deno.test("keys that are pressed while a step runs are played after it, and none after the end", async () => {
  await using server = await startPage(gridWorld);
  await withBrowser(async (browser) => {
    const { page } = await visit(browser, `${server.url}/web`);
    await start(page);
    const { promise, resolve } = Promise.withResolvers<void>();
    let steps = 0;
    await page.route("**/step", async (route) => {
      steps++;
      await promise;
      await route.continue();
    });
    for (const key of ["Down", "Down", "Right", "Right", "Down", "Down", "Right", "Right", "Right"]) {
      await page.keyboard.press(`Arrow${key}`);
    }
    await page.locator(".busy", { hasText: "Stepping" }).waitFor();
    assert.equal(steps, 1);
    resolve();
    await page.getByText("The episode is over.").waitFor();
    await atStep(page, 8);
    assert.equal(await page.locator(".banner").count(), 0);
    assert.equal(steps, 8);
    await button(page, "Undo").dblclick();
    await atStep(page, 6);
  });
});

Deno.test("a seed that is none is refused by the page, also after the server refused one", async () => {
  await using server = await startPage(gridWorld);
  await withBrowser(async (browser) => {
    const { page } = await visit(browser, `${server.url}/web`);
    const problem = page.locator("#seed-problem");
    for (
      const [seed, why] of [
        ["abc", "Enter a number."],
        ["-3", "Enter 0 or more."],
        ["1.5", "Enter a whole number."],
        ["99999999999999999999", "too large"],
      ] as const
    ) {
      await page.locator("#seed").fill(seed);
      await button(page, "Start").click();
      await problem.getByText(why).waitFor();
    }
    assert.equal(await page.getByLabel("Timeline").count(), 0);
    await page.locator("#seed").fill("5");
    await page.route("**/reset", (route) => {
      const detail = [{ loc: ["body", "seed"], msg: "no", type: "x" }];
      return route.fulfill({ status: 422, json: { code: "VALIDATION_ERROR", detail } });
    }, { times: 1 });
    await button(page, "Start").click();
    await problem.getByText("no").waitFor();
    await page.locator("#seed").fill("abc");
    await button(page, "Start").click();
    await problem.getByText("Enter a number.").waitFor();
    assert.equal(await page.getByLabel("Timeline").count(), 0);
    await page.locator("#seed").fill("5");
    await button(page, "Start").click();
    await atStep(page, 0);
  });
});

Deno.test("a restarted server, and a session that is gone, cost no episode", async () => {
  const first = await startPage(gridWorld);
  const { url } = first;
  await withBrowser(async (browser) => {
    const { page } = await visit(browser, `${url}/web`);
    await start(page);
    await page.keyboard.press("ArrowDown");
    await atStep(page, 1);
    await first[Symbol.asyncDispose]();
    await page.keyboard.press("ArrowDown");
    await page.getByRole("alert").getByText("The server cannot be reached").waitFor();
    await using _second = await startPage(gridWorld, {}, Number(new URL(url).port));
    await page.keyboard.press("ArrowDown");
    await page.getByRole("alert").getByText("SESSION_LOST").waitFor();
    await button(page, "Play this episode again in a new session").click();
    await atStep(page, 1);
    await page.keyboard.press("ArrowDown");
    await atStep(page, 2);
  });
});

Deno.test("the page asks for the token, refuses a wrong one, and keeps the right one for the tab", async () => {
  await using server = await startPage(gridWorld, { token: "secret" });
  await withBrowser(async (browser) => {
    const { page } = await visit(browser, `${server.url}/web`);
    await page.getByLabel("Token").fill("wrong");
    await button(page, "Go on").click();
    await page.getByRole("alert").getByText("did not accept").waitFor();
    await page.getByLabel("Token").fill("secret");
    await button(page, "Go on").click();
    await start(page);
    await page.reload();
    await start(page);
    assert.doesNotMatch(page.url(), /secret/);
    const other = await page.context().newPage();
    await other.goto(`${server.url}/web`);
    await other.getByLabel("Token").waitFor();
  });
});

Deno.test("the page says what is wrong with a file that is no episode, and shows half of one", async () => {
  await using server = await startPage(gridWorld);
  await withBrowser(async (browser) => {
    const { page } = await visit(browser, `${server.url}/web`);
    const open = (name: string, text: string) =>
      page.setInputFiles('input[type="file"] >> nth=0', {
        name,
        mimeType: "application/jsonl",
        buffer: Buffer.from(text),
      });
    for (
      const [text, why] of [["", "is empty"], ["hello\nworld", "it is not JSON"], ["\u0000\u0001", "it is not JSON"], [
        '{"a":1}',
        "its type is not",
      ]] as const
    ) {
      await open("bad.jsonl", text);
      await page.getByRole("alert").getByText(why).waitFor();
    }
    const result = { observation: { x: 1 }, reward: 1 };
    const lines = [
      { type: "episode", format: "openenv.episode.v1", environment: { name: "grid_world_env" }, seed: 1 },
      { type: "reset", options: {}, result },
      { type: "step", action: { action: "UP" }, result },
      { type: "step", action: { action: "UP" }, result },
    ].map((line) => JSON.stringify(line)).join("\n");
    await open("half.jsonl", lines.slice(0, -20));
    await atStep(page, 0, 2);
    await page.locator(".news").getByText("The file may have been cut off.").waitFor();
    await button(page, "Last").click();
    await page.getByRole("alert").getByText("The file may have been cut off.").waitFor();
    await button(page, "Previous").click();
    await page.getByText("x: 1").first().waitFor();
  });
});

Deno.test("a recording that is nested without end, or drawn badly, costs its own call only", async () => {
  await using server = await startPage(gridWorld);
  await withBrowser(async (browser) => {
    const { page } = await visit(browser, `${server.url}/web`);
    const deep = `${"[".repeat(50_000)}${"]".repeat(50_000)}`;
    const lines = [
      '{"type":"episode","format":"openenv.episode.v1","environment":{"name":"elsewhere"}}',
      '{"type":"reset","options":{},"result":{"observation":{"x":1},"reward":null}}',
      `{"type":"step","action":1,"result":{"observation":${deep},"reward":1}}`,
      '{"type":"step","action":1,"result":{"observation":[],"reward":NaN},"rendering":{"table":7}}',
      '{"type":"step","action":null,"result":{"observation":"the end","reward":1}}',
    ];
    const buffer = Buffer.from(lines.join("\n"));
    await page.setInputFiles('input[type="file"] >> nth=0', {
      name: "odd.jsonl",
      mimeType: "application/jsonl",
      buffer,
    });
    await page.getByText("recorded in elsewhere; this server has grid_world_env").waitFor();
    for (let step = 1; step <= 3; step++) {
      await button(page, "Next").click();
      await atStep(page, step, 3);
    }
    await page.getByText("the end", { exact: true }).waitFor();
    await button(page, "Back to play").click();
    await start(page);
  });
});

Deno.test("a README is shown without what could run in it", async () => {
  const path = await Deno.makeTempFile();
  await Deno.writeTextFile(path, README);
  await using server = await startPage(gridWorld, { readme: pathToFileURL(path) });
  await withBrowser(async (browser) => {
    const { page } = await visit(browser, `${server.url}/web`);
    await button(page, "Readme").click();
    await page.locator("dialog table td").first().waitFor();
    assert.equal(await page.locator('dialog script, dialog [onerror], dialog [href^="javascript"]').count(), 0);
    assert.equal(await page.evaluate("globalThis.ran"), undefined);
  });
  await Deno.remove(path);
});
