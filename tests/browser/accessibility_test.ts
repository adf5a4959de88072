import gridWorld from "@openenv/grid-world-env/environment";
import toolShop from "@openenv/tool-shop-env/environment";
import axe from "axe-core/axe.min.js" with { type: "text" };
import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { atStep, button, start, visit, withBrowser } from "./browser.ts";
import hostile from "./hostile_environment.ts";
import { startPage } from "./page_server.ts";

const README = new URL("../../envs/coding_env/README.md", import.meta.url);

interface Violation {
  readonly id: string;
  readonly help: string;
  readonly nodes: readonly { readonly html: string; readonly failureSummary: string }[];
}

async function check(page: Page, place: string): Promise<void> {
  await page.evaluate(axe);
  const { violations } = await page.evaluate<{ violations: Violation[] }>("axe.run()");
  const found = violations.map(({ id, nodes }) =>
    `${id}: ${nodes.map(({ html, failureSummary }) => `${html}\n${failureSummary}`).join("\n")}`
  );
  assert.deepEqual(found, [], place);
}

for (const colorScheme of ["light", "dark"] as const) {
  Deno.test(`axe finds no violation in the ${colorScheme} theme`, async () => {
    await using grid = await startPage(gridWorld, { readme: README });
    await using shop = await startPage(toolShop);
    await using bad = await startPage(hostile);
    await using closed = await startPage(gridWorld, { token: "secret" });
    await withBrowser(async (browser) => {
      const open = async ({ url }: { url: string }) => (await visit(browser, `${url}/web`, { colorScheme })).page;
      await check(
        await (async () => {
          const page = await open(closed);
          await page.getByLabel("Token").waitFor();
          return page;
        })(),
        "token",
      );

      const page = await open(grid);
      await button(page, "Start an episode").waitFor();
      await check(page, "welcome");
      await button(page, "Readme").click();
      await page.locator("dialog h1").waitFor();
      await check(page, "readme");
      await page.keyboard.press("Escape");
      await start(page);
      await page.keyboard.press("ArrowDown");
      await atStep(page, 1);
      await page.locator(".code-card summary").click();
      await check(page, "playing");
      await button(page, "Previous").click();
      const [saved] = await Promise.all([page.waitForEvent("download"), button(page, "Save JSONL").click()]);
      await page.setInputFiles('input[type="file"] >> nth=1', await saved.path());
      await page.getByText("The episodes are the same.").waitFor();
      await check(page, "comparing");

      const tools = await open(shop);
      await button(tools, "train").click();
      await tools.getByText("train-0").first().waitFor();
      await start(tools);
      await button(tools, "Call search_products").click();
      await atStep(tools, 1);
      await check(tools, "tools");

      const odd = await open(bad);
      await start(odd);
      await button(odd, "Step").click();
      await odd.getByText("This field is required.").waitFor();
      await odd.locator("summary", { hasText: "optional fields" }).click();
      await button(odd, "Add tree").click();
      await check(odd, "form");
    });
  });
}
