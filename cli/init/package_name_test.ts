import { defineEnvironment } from "@openenv/core";
import assert from "node:assert/strict";
import fc from "fast-check";
import { z } from "zod";
import { CASE_COUNT } from "../../tests/case_count.ts";
import { checkPackageName } from "./package_name.ts";

function isTaken(attempt: () => void): boolean {
  try {
    attempt();
    return true;
  } catch {
    return false;
  }
}

function define(name: string): void {
  defineEnvironment({ name, action: z.object({}), observation: z.object({}) });
}

Deno.test("checkPackageName() takes what defineEnvironment takes", () => {
  const names = fc.oneof(fc.string(), fc.stringMatching(/^[A-Za-z][\w-]{0,20}[ .\n]?$/));
  fc.assert(
    fc.property(names, (name) => isTaken(() => checkPackageName(name)) === isTaken(() => define(name))),
    { numRuns: CASE_COUNT },
  );
});

Deno.test("checkPackageName() offers a name that it takes", () => {
  fc.assert(
    fc.property(fc.string(), (name) => {
      try {
        checkPackageName(name);
      } catch (thrown) {
        const offer = /use --name (.*), for instance$/.exec((thrown as Error).message)![1]!;
        checkPackageName(offer);
      }
    }),
    { numRuns: CASE_COUNT },
  );
});

for (
  const [name, offer] of [["2048", "my_env"], ["my env", "my_env"], ["über.env", "ber_env"], [".hidden-", "hidden"], [
    "1st",
    "st",
  ]] as const
) {
  Deno.test(`checkPackageName() refuses "${name}" and offers ${offer}`, () => {
    assert.throws(() => checkPackageName(name), {
      message: `Cannot name an environment "${name}": a name has letters, digits, _ and -, and begins with a letter; ` +
        `use --name ${offer}, for instance`,
    });
  });
}
