import assert from "node:assert/strict";
import { ChromiumError, findChromium } from "./chromium.ts";

const never = () => Promise.resolve(false);

Deno.test("Chromium is found at the first path that is there", async () => {
  const isThere = (path: string) => Promise.resolve(path.endsWith("/chromium-browser"));
  assert.equal(await findChromium(isThere, undefined), "/usr/bin/chromium-browser");
  assert.equal(await findChromium(() => Promise.resolve(true), "/opt/mine"), "/opt/mine");
});

Deno.test("without Chromium the error names the package to install", async () => {
  await assert.rejects(findChromium(never, undefined), (error) => {
    assert.ok(error instanceof ChromiumError);
    assert.deepEqual([error.code, error.data], ["CHROMIUM_FAILED", { reason: "missing" }]);
    assert.match(error.message, /^Cannot start Chromium: it is at none of \/usr\/bin\/chromium, /);
    assert.match(error.message, /Install the package chromium \(on Debian: apt-get install chromium\)/);
    return true;
  });
  await assert.rejects(findChromium(never, "/opt/mine"), /OPENENV_CHROMIUM names \/opt\/mine, which is not there/);
});
