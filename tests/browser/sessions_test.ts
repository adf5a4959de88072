import gridWorld from "@openenv/grid-world-env/environment";
import assert from "node:assert/strict";
import { assertNoComplaints, atStep, fact, start, visit, withBrowser } from "./browser.ts";
import { startPage } from "./page_server.ts";

Deno.test("two browsers play two episodes, and never see each other's", async () => {
  await using server = await startPage(gridWorld);
  await withBrowser(async (browser) => {
    const [one, other] = [await visit(browser, `${server.url}/web`), await visit(browser, `${server.url}/web`)];
    await Promise.all([start(one.page), start(other.page)]);
    await one.page.keyboard.press("ArrowDown");
    await atStep(one.page, 1);
    await one.page.keyboard.press("ArrowDown");
    await atStep(one.page, 2);
    await other.page.keyboard.press("ArrowRight");
    await atStep(other.page, 1);
    assert.match(await one.page.locator(".observation").innerText(), /x: 2[^]*y:\s*0/);
    assert.match(await other.page.locator(".observation").innerText(), /x: 0[^]*y:\s*1/);
    assert.notEqual(await fact(one.page, "Seed"), await fact(other.page, "Seed"));
    [one, other].forEach(assertNoComplaints);
  });
});

Deno.test("two tabs of one browser play two episodes", async () => {
  await using server = await startPage(gridWorld);
  await withBrowser(async (browser) => {
    const { page } = await visit(browser, `${server.url}/web`);
    const second = await page.context().newPage();
    await second.goto(`${server.url}/web`);
    await start(page);
    await start(second);
    await page.keyboard.press("ArrowDown");
    await atStep(page, 1);
    await atStep(second, 0);
    await second.close();
    await page.keyboard.press("ArrowDown");
    await atStep(page, 2);
  });
});

Deno.test("the page fits a phone, and is played with taps", async () => {
  await using server = await startPage(gridWorld);
  await withBrowser(async (browser) => {
    const phone = { viewport: { width: 360, height: 780 }, hasTouch: true, isMobile: true };
    const { page } = await visit(browser, `${server.url}/web`, phone);
    await start(page);
    for (const [index, name] of ["DOWN", "RIGHT"].entries()) {
      await page.locator(".pad-button", { hasText: name }).tap();
      await atStep(page, index + 1);
    }
    assert.equal(await page.evaluate("document.documentElement.scrollWidth"), 360);
  });
});
