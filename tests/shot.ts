import { chromium } from "playwright-core";
const [url, out, script = ""] = Deno.args;
const b = await chromium.launch({
  executablePath: "/usr/bin/chromium",
  headless: true,
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"],
});
const page = await b.newPage({
  viewport: { width: Number(Deno.env.get("W") ?? 1360), height: Number(Deno.env.get("H") ?? 860) },
  colorScheme: (Deno.env.get("SCHEME") ?? "light") as "light",
});
page.on("pageerror", (e) => console.log("ERR", e.stack));
page.on("console", (m) => console.log("LOG", m.text()));
await page.goto(url!);
page.setDefaultTimeout(8000);
try {
  await new Function("page", "return (async () => {" + script + "})()")(page);
} catch (e) {
  console.log(String(e));
}
await page.waitForTimeout(300);
await page.screenshot({ path: out });
await b.close();
