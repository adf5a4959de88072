import assert from "node:assert/strict";
import { hideValues } from "./hide_values.ts";

Deno.test("hideValues() replaces values by their names, quoted ones too", () => {
  const variables = { OPENENV_TOKEN: "0123456789", KEY: 'two\n"lines"' };
  const text = `env 0123456789 and ${JSON.stringify(variables.KEY)}`;
  assert.equal(hideValues(text, variables), 'env [OPENENV_TOKEN] and "[KEY]"');
});

Deno.test("hideValues() hides all of a value that another one begins", () => {
  assert.equal(hideValues("password-long", { A: "password", B: "password-long" }), "[B]");
});

Deno.test("hideValues() keeps short values, which are no secrets", () => {
  assert.equal(
    hideValues("port 8000 of mode debug", { PORT: "8000", MODE: "debug", EMPTY: "" }),
    "port 8000 of mode debug",
  );
});
