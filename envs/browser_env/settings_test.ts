import assert from "node:assert/strict";
import { readSettings } from "./settings.ts";

Deno.test("the settings have the reference's names and defaults", () => {
  const viewport = { width: 1280, height: 720 };
  assert.deepEqual(readSettings(() => undefined), {
    taskName: undefined,
    headless: true,
    viewport,
    timeoutMs: 10_000,
  });
  const variables: Record<string, string> = {
    BROWSERGYM_BENCHMARK: "miniwob",
    BROWSERGYM_TASK_NAME: "click-tab",
    BROWSERGYM_HEADLESS: "False",
    BROWSERGYM_VIEWPORT_WIDTH: "800",
    BROWSERGYM_TIMEOUT: "500",
  };
  assert.deepEqual(readSettings((name) => variables[name]), {
    taskName: "click-tab",
    headless: false,
    viewport: { width: 800, height: 720 },
    timeoutMs: 500,
  });
});

Deno.test("settings that can't be used are refused", () => {
  const read = (name: string, value: string) => () => readSettings((asked) => asked === name ? value : undefined);
  assert.throws(read("BROWSERGYM_TIMEOUT", "-1"), {
    name: "RangeError",
    message: 'Cannot use BROWSERGYM_TIMEOUT "-1": it is not a positive integer',
  });
  assert.throws(read("BROWSERGYM_VIEWPORT_HEIGHT", "tall"), RangeError);
  assert.throws(read("BROWSERGYM_BENCHMARK", "webarena"), /BROWSERGYM_BENCHMARK "webarena": only miniwob is there/);
});
