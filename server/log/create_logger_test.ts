import assert from "node:assert/strict";
import { HOSTILE_ERRORS } from "../../core/testing_fixtures/hostile_errors.ts";
import { createLogger, type LogFormat } from "./create_logger.ts";
import { limitLog, type LogLevel } from "./logger.ts";

function write(format: LogFormat, ...entry: Parameters<ReturnType<typeof createLogger>["error"]>): string {
  const lines: string[] = [];
  createLogger({ format, write: (line) => lines.push(line) }).error(...entry);
  assert.equal(lines.length, 1);
  return lines[0]!;
}

Deno.test("createLogger() writes text: the message, the fields that are known, and the stacks of an error and its causes", () => {
  const error = new TypeError("no display", { cause: new RangeError("port 0") });
  const [first, second, ...rest] = write("text", "failed", { session: "s1", episode: undefined, steps: 2, error })
    .split("\n");
  assert.deepEqual([first, second], ["failed (session s1, steps 2)", "  TypeError: no display"]);
  assert.match(rest.join("\n"), /^ +at .*create_logger_test\.ts.*\n {2}Caused by: RangeError: port 0\n +at /s);
  assert.equal(write("text", "Listening"), "Listening");
});

Deno.test("createLogger() writes JSON: one line with the time, the level, the fields, and the error as an object", () => {
  const error = new TypeError("no display", { cause: "port 0" });
  const line = write("json", "failed\nbadly", { session: "s1", error });
  assert.ok(!line.includes("\n"));
  const { time, level, message, session, error: told } = JSON.parse(line);
  assert.ok(Math.abs(Date.parse(time) - Date.now()) < 60_000);
  assert.deepEqual([level, message, session], ["error", "failed\nbadly", "s1"]);
  assert.deepEqual([told.name, told.message, told.cause.message], ["TypeError", "no display", "port 0"]);
  assert.match(told.stack, /create_logger_test\.ts/);
});

Deno.test("createLogger() lets no id write a line of its own or a command to a terminal", () => {
  const text = write("text", "a\n\x1b[2Jb", { episode: "1\nfailed (session s2)\x1b[31m\r" });
  assert.equal(text, "a\n  \\u001b[2Jb (episode 1\\nfailed (session s2)\\u001b[31m\\r)");
});

Deno.test("createLogger() writes whatever is thrown, and fields that JSON can't carry", () => {
  for (const [name, make] of Object.entries(HOSTILE_ERRORS)) {
    const error = make();
    assert.match(write("text", "failed", { error }), /^failed(\n|$)/, name);
    assert.equal(JSON.parse(write("json", "failed", { error })).message, "failed", name);
  }
  assert.equal(JSON.parse(write("json", "failed", { reward: 1n })).reward, "1");
  const loop = new Error("loop");
  loop.cause = loop;
  assert.equal(write("text", "failed", { error: loop }).match(/Error: loop/g)?.length, 1);
});

Deno.test("limitLog() drops what is below its level", () => {
  const seen: string[] = [];
  const log = createLogger({ write: (line) => seen.push(line) });
  const limited = limitLog(log, "info");
  for (const level of ["debug", "info", "warn", "error"] satisfies LogLevel[]) limited[level](level);
  assert.deepEqual(seen, ["info", "warn", "error"]);
});
