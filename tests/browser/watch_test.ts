import gridWorld from "@openenv/grid-world-env/environment";
import assert from "node:assert/strict";
import { assertNoComplaints, atStep, button, start, visit, withBrowser } from "./browser.ts";
import hostile from "./hostile_environment.ts";
import { startPage } from "./page_server.ts";

Deno.test("a watch link shows a session live, with its drawings, and can't change it", async () => {
  await using server = await startPage(gridWorld);
  await withBrowser(async (browser) => {
    const player = await visit(browser, `${server.url}/web`);
    await start(player.page);
    await player.page.keyboard.press("ArrowDown");
    await atStep(player.page, 1);
    await button(player.page, "Copy watch link").click();
    const notice = await player.page.locator(".banner", { hasText: "this link" }).innerText();
    const link = /http:\S+/.exec(notice)![0];

    const watcher = await visit(browser, link);
    await watcher.page.getByText("watching, read-only").waitFor();
    await player.page.keyboard.press("ArrowRight");
    await atStep(player.page, 2);
    await watcher.page.locator(".observation", { hasText: "y: 1" }).waitFor();
    await watcher.page.locator(".drawing img").waitFor();
    assert.equal(await watcher.page.getByLabel("Play").count(), 0);
    assert.equal(await button(watcher.page, "Take over here").count(), 0);
    await watcher.page.locator("output.position", { hasText: "call 1 of 1" }).waitFor();
    assert.equal(await button(watcher.page, "Save page").count(), 0, "a recording begins with a reset");

    await button(player.page, "Reset").click();
    await atStep(player.page, 0);
    await watcher.page.locator(".observation", { hasText: "Welcome" }).waitFor();
    await atStep(watcher.page, 0);
    await button(watcher.page, "Save page").waitFor();
    [player, watcher].forEach(assertNoComplaints);

    await player.page.close({ runBeforeUnload: false });
    await watcher.page.getByText("The session that you followed is closed.").waitFor();
    await watcher.page.goto(`${server.url}/web?watch=wrong`);
    await watcher.page.getByText("This link leads nowhere").waitFor();
    assert.equal(await button(watcher.page, "Try again").count(), 0);
  });
});

Deno.test("a link that is opened late says how many steps are missing", async () => {
  await using server = await startPage(hostile);
  await withBrowser(async (browser) => {
    const { page } = await visit(browser, `${server.url}/web`);
    await start(page);
    await button(page, "Copy watch link").click();
    const link = /http:\S+/.exec(await page.locator(".banner", { hasText: "this link" }).innerText())![0];
    await button(page, "Reset").click();
    await atStep(page, 0);
    await button(page, "long").click();
    for (let step = 1; step <= 3; step++) {
      await button(page, "Step").click();
      await atStep(page, step);
    }
    const watcher = await visit(browser, link);
    await watcher.page.getByText("2 steps are missing after the first call").waitFor();
    await watcher.page.locator("output.position", { hasText: "call 2 of 2" }).waitFor();
    assert.equal(await button(watcher.page, "Save page").count(), 0);
    assertNoComplaints(watcher);
  });
});
