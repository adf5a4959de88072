import assert from "node:assert/strict";
import { assertStartOptions } from "./start_options.ts";

Deno.test("assertStartOptions() accepts ports and variables", () => {
  assertStartOptions({});
  assertStartOptions({ port: 0, envVars: { A: "", _b1: "line\nbreak=and more" } });
});

for (const port of [-1, 65_536, 1.5, NaN, "80" as unknown as number]) {
  Deno.test(`assertStartOptions() refuses port ${port}`, () => {
    assert.throws(() => assertStartOptions({ port }), { code: "INVALID_OPTION", data: { option: "port" } });
  });
}

Deno.test("assertStartOptions() shows no value of a variable that it refuses", () => {
  const message = "Cannot use option envVars: variable number 2 has a name that no variable can have";
  assert.throws(() => assertStartOptions({ envVars: { A: "1", "B=hunter2": "x" } }), {
    code: "INVALID_OPTION",
    message,
  });
  for (const value of ["hunter2\0", 7 as unknown as string]) {
    const message = "Cannot use option envVars: the value of KEY is not a string that a variable can have";
    assert.throws(() => assertStartOptions({ envVars: { KEY: value } }), { code: "INVALID_OPTION", message });
  }
});
