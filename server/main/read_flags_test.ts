import assert from "node:assert/strict";
import { readFlags } from "./read_flags.ts";

Deno.test("readFlags() reads the address and the port, in both spellings", () => {
  assert.deepEqual(readFlags([]), { host: "127.0.0.1", port: 8000, requires: [], quiet: false, help: false });
  assert.deepEqual(readFlags(["--host", "0.0.0.0", "--port=0", "--requires", "killable,no-files", "--quiet", "-h"]), {
    host: "0.0.0.0",
    port: 0,
    requires: ["killable", "no-files"],
    quiet: true,
    help: true,
  });
  assert.equal(readFlags(["--drain", "0.5"]).drainMs, 500);
});

Deno.test("readFlags() refuses what openenv serve refuses, in the same words", () => {
  const cases: readonly [args: string[], message: string][] = [
    [["--prot", "1"], "unknown option '--prot' (Did you mean --port?)"],
    [["--watch"], "unknown option '--watch'"],
    [["--port"], "option '--port <number>' argument missing"],
    [["--port", "65536"], "option '--port <number>' argument '65536' is invalid. expected a number from 0 to 65535"],
    [["--port=8e3"], "option '--port <number>' argument '8e3' is invalid. expected a number from 0 to 65535"],
    [
      ["--drain", "-1"],
      "option '--drain <seconds>' argument '-1' is invalid. expected a number of seconds from 0 to 1000000",
    ],
    [["x"], "too many arguments. Expected 0 arguments but got 'x'."],
  ];
  for (const [args, message] of cases) assert.throws(() => readFlags(args), { message });
});
