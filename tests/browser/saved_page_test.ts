import gridWorld from "@openenv/grid-world-env/environment";
import assert from "node:assert/strict";
import { pathToFileURL } from "node:url";
import { assertNoComplaints, atStep, button, start, visit, withBrowser } from "./browser.ts";
import { startPage } from "./page_server.ts";

Deno.test("a saved page opens from disk without a server, and shows the episode with its drawings", async () => {
  const folder = await Deno.makeTempDir({ prefix: "openenv_saved_" });
  const path = `${folder}/episode.html`;
  const server = await startPage(gridWorld);
  try {
    await withBrowser(async (browser) => {
      const { page } = await visit(browser, `${server.url}/web`, { acceptDownloads: true });
      await start(page);
      for (const [index, key] of ["ArrowDown", "ArrowRight"].entries()) {
        await page.keyboard.press(key);
        await atStep(page, index + 1);
      }
      const [saved] = await Promise.all([page.waitForEvent("download"), button(page, "Save page").click()]);
      await saved.saveAs(path);
      await server[Symbol.asyncDispose]();

      const reader = await visit(browser, pathToFileURL(path).href, { offline: true });
      await atStep(reader.page, 0, 2);
      await button(reader.page, "Last").click();
      await atStep(reader.page, 2);
      assert.match(await reader.page.locator(".observation").innerText(), /x: 1[^]*y: 1/);
      assert.equal(await reader.page.locator(".pad-button").count(), 0);
      assert.equal(await button(reader.page, "Take over here").count(), 0);
      assertNoComplaints(reader);

      const [again] = await Promise.all([
        reader.page.waitForEvent("download"),
        button(reader.page, "Save page").click(),
      ]);
      assert.equal(await Deno.readTextFile(await again.path()), await Deno.readTextFile(path), "it saves itself again");
    });
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
