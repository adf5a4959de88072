import assert from "node:assert/strict";
import * as classes from "./error_classes.ts";
import { ERROR_TABLE } from "./error_table.ts";
import { HOSTILE_ERRORS } from "../testing_fixtures/hostile_errors.ts";
import { fromWireError, messageOf, toWireError, writeWireError } from "./errors.ts";
import { InvalidTasksError } from "./task_errors.ts";

const { CapacityError, EpisodeOverError, ExecutionError, FactoryError, OpenEnvError, ValidationError } = classes;

Deno.test("ERROR_TABLE has one row for each class, under its code", () => {
  const rows = Object.values(ERROR_TABLE).map((row) => row.class);
  assert.equal(new Set(rows).size, rows.length);
  const missing = Object.values(classes).filter((value) => value !== OpenEnvError && !rows.includes(value as never));
  assert.deepEqual(missing, []);
  for (const [code, row] of Object.entries(ERROR_TABLE)) {
    const error = new row.class("text", { errors: [] });
    assert.equal(error.code, code);
    assert.equal(error.name, row.class.name);
    assert.ok(error instanceof OpenEnvError && error instanceof Error);
    assert.equal(row.httpStatus === undefined, row.jsonRpcCode === undefined, code);
  }
});

Deno.test("ERROR_TABLE keeps the reference's seven codes", () => {
  const seven = [
    "INVALID_JSON",
    "UNKNOWN_TYPE",
    "VALIDATION_ERROR",
    "EXECUTION_ERROR",
    "CAPACITY_REACHED",
    "FACTORY_ERROR",
    "SESSION_ERROR",
  ];
  assert.deepEqual(seven.filter((code) => !(code in ERROR_TABLE)), []);
});

Deno.test("toWireError() puts code and data beside the message", () => {
  const error = new CapacityError("full", { active_sessions: 4, max_sessions: 4 });
  assert.equal(
    JSON.stringify(toWireError(error)),
    '{"message":"full","code":"CAPACITY_REACHED","active_sessions":4,"max_sessions":4}',
  );
});

Deno.test("toWireError() says Invalid message when validation failed", () => {
  const errors = [{ type: "missing", loc: ["data"], msg: "Field required", input: {} }];
  assert.deepEqual(toWireError(new ValidationError("Cannot parse action: action.x: Field required", { errors })), {
    message: "Invalid message",
    code: "VALIDATION_ERROR",
    errors,
  });
});

Deno.test("toWireError() makes EXECUTION_ERROR of whatever else was thrown", () => {
  const thrown: [unknown, string][] = [
    [new TypeError("kaboom"), "kaboom"],
    ["text", "text"],
    [42, "42"],
    [null, "null"],
    [undefined, "undefined"],
    [{ a: 1 }, '{"a":1}'],
    [Symbol("s"), "Symbol(s)"],
  ];
  for (const [value, message] of thrown) {
    assert.deepEqual(toWireError(value), { message, code: "EXECUTION_ERROR" });
  }
});

Deno.test("messageOf() has a text for what JSON cannot write", () => {
  const cycle: Record<string, unknown> = {};
  cycle.self = cycle;
  assert.equal(messageOf(cycle), "[object Object]");
  assert.equal(messageOf({ n: 1n }), "[object Object]");
});

Deno.test("messageOf() gives a string whatever was thrown", () => {
  const odd = [
    { toJSON: () => undefined },
    Object.assign(new Error("x"), { message: 5 }),
    Object.assign(new Error("x"), { message: undefined }),
    () => 1,
    1n,
  ];
  for (const value of odd) assert.equal(typeof messageOf(value), "string");
});

Deno.test("fromWireError() rebuilds class, code, message and data", () => {
  const error = fromWireError({ message: "full", code: "CAPACITY_REACHED", active_sessions: 4, max_sessions: 4 });
  assert.ok(error instanceof CapacityError);
  assert.deepEqual([error.message, error.code], ["full", "CAPACITY_REACHED"]);
  assert.deepEqual(error.data, { active_sessions: 4, max_sessions: 4 });
});

Deno.test("fromWireError() is the way back of toWireError for every code", () => {
  for (const [code, row] of Object.entries(ERROR_TABLE)) {
    if (code === "VALIDATION_ERROR") continue;
    const error = new row.class("text", { detail: [1] });
    const back = fromWireError(JSON.parse(JSON.stringify(toWireError(error))));
    assert.equal(back.constructor, row.class);
    assert.deepEqual([back.code, back.message, back.data], [code, "text", { detail: [1] }]);
  }
});

Deno.test("fromWireError() describes the first item of a failed validation", () => {
  const item = { type: "missing", loc: ["cells", 0], msg: "Field required", input: null };
  const error = fromWireError({ message: "Invalid message", code: "VALIDATION_ERROR", errors: [item, item] });
  assert.ok(error instanceof ValidationError);
  assert.equal(error.message, "Cannot send message: data.cells[0]: Field required (and 1 more)");
  assert.deepEqual(error.data.errors, [item, item]);
});

Deno.test("fromWireError() keeps a code that it does not know", () => {
  const error = fromWireError({ message: "?", code: "FROM_THE_FUTURE", more: 1 });
  assert.equal(error.constructor, OpenEnvError);
  assert.deepEqual([error.code, error.data], ["FROM_THE_FUTURE", { more: 1 }]);
  assert.equal(fromWireError({ message: "?", code: "toString" }).code, "toString");
});

Deno.test("fromWireError() takes what is missing or odd as Python's clients do", () => {
  assert.deepEqual([fromWireError({}).code, fromWireError({}).message], ["UNKNOWN", "Unknown error"]);
  assert.equal(fromWireError({ code: 5 }).code, "UNKNOWN");
  for (const errors of [undefined, null, "x", [], [null], ["x"], [{}], [{ loc: "x" }]]) {
    const error = fromWireError({ code: "VALIDATION_ERROR", errors });
    assert.ok(error instanceof ValidationError, JSON.stringify(errors));
    assert.ok(Array.isArray(error.data.errors));
  }
});

Deno.test("OpenEnvError has the cause that it was given", () => {
  const cause = new Error("inner");
  assert.equal(new ExecutionError("outer", {}, { cause }).cause, cause);
  assert.equal(new EpisodeOverError("x", {}).cause, undefined);
});

Deno.test("messageOf(), toWireError() and writeWireError() survive everything that can be thrown", () => {
  for (const [name, thrown] of Object.entries(HOSTILE_ERRORS)) {
    assert.equal(typeof messageOf(thrown()), "string", name);
    const { message, code } = toWireError(thrown());
    assert.deepEqual([typeof message, typeof code], ["string", "string"], name);
    const written = JSON.parse(writeWireError(thrown(), (error) => JSON.stringify(error)));
    assert.deepEqual([written.message, written.code], [message, code], name);
  }
  const late = HOSTILE_ERRORS["an error of ours whose data JSON can't carry"]!();
  assert.equal(writeWireError(late, JSON.stringify), '{"message":"late","code":"TIMEOUT"}');
  assert.equal(messageOf(HOSTILE_ERRORS["a message that throws"]!()), "[object Error]");
  assert.equal(messageOf(HOSTILE_ERRORS["a proxy that was revoked"]!()), "an unreadable object");
});

Deno.test("on the wire a failed factory has the reference's message; its reason is data, and in the rebuilt message", () => {
  const message = "Environment factory 'guess' failed to create instance: no display";
  const error = new FactoryError(message, { factory_name: "guess", reason: "no display" });
  const wire = toWireError(error);
  assert.deepEqual(wire, {
    message: "Environment factory 'guess' failed to create instance.",
    code: "FACTORY_ERROR",
    factory_name: "guess",
    reason: "no display",
  });
  assert.equal(fromWireError(wire).message, message);
  const theirs = { message: "Environment factory 'guess' failed to create instance.", code: "FACTORY_ERROR" };
  assert.equal(fromWireError(theirs).message, theirs.message, "Python's server gives no reason");
});

Deno.test("on the wire no error about tasks names a file", () => {
  const file = "/srv/secret/train.jsonl";
  const cause = new Error(`ENOENT: no such file or directory, open '${file}'`);
  const missing = new InvalidTasksError(`Cannot read ${file}: ${cause.message}`, { split: "train", file }, { cause });
  const whole = { message: 'Cannot read the file of split "train"', code: "INVALID_TASKS", split: "train" };
  assert.deepEqual(toWireError(missing), whole);
  const data = { split: "train", index: 1, line: 3, file };
  assert.deepEqual(toWireError(new InvalidTasksError(`Cannot read line 3 of ${file}: it is no JSON`, data)), {
    message: 'Cannot read line 3 of the file of split "train": it is no JSON',
    code: "INVALID_TASKS",
    ...{ split: "train", index: 1, line: 3 },
  });
});
