import { ValidationError } from "@openenv/core";
import fc from "fast-check";
import assert from "node:assert/strict";
import { CASE_COUNT } from "../../tests/case_count.ts";
import { parseTaskRequest, TASK_CALLS, type TaskVerb } from "./task_requests.ts";

function refusal(verb: TaskVerb, body: unknown): ValidationError {
  try {
    parseTaskRequest(verb, body);
  } catch (thrown) {
    assert(thrown instanceof ValidationError);
    return thrown;
  }
  assert.fail(`accepted ${JSON.stringify(body)}`);
}

Deno.test("parseTaskRequest() coerces integers as Pydantic does, and leaves out what is null", () => {
  const cases: readonly [verb: TaskVerb, body: unknown, request: unknown][] = [
    ["splits", undefined, {}],
    ["splits", [], {}],
    ["tasks", { split: "" }, { split: "" }],
    ["task", { split: "train", index: " 5.0 " }, { split: "train", index: 5 }],
    ["task", { split: "train", index: true }, { split: "train", index: 1 }],
    ["task_range", { split: "train" }, { split: "train" }],
    ["task_range", { split: "train", start: null, stop: "-1" }, { split: "train", stop: -1 }],
    ["task_range", { split: "train", start: undefined }, { split: "train", start: undefined }],
  ];
  for (const [verb, body, request] of cases) assert.deepEqual(parseTaskRequest(verb, body), request);
});

Deno.test("parseTaskRequest() refuses declared keys in their order, and unknown keys last", () => {
  const error = refusal("task", { y: 1, index: "x", split: 5, x: 2 });
  assert.equal(error.message, "Cannot get task: request.split: Input should be a valid string");
  assert.deepEqual(error.data.errors.map(({ type, loc }) => [type, ...loc]), [
    ["string_type", "split"],
    ["int_parsing", "index"],
    ["extra_forbidden", "y"],
    ["extra_forbidden", "x"],
  ]);
});

Deno.test("parseTaskRequest() refuses what is no object at the place of the body itself", () => {
  assert.deepEqual(refusal("tasks", undefined).data.errors, [
    { type: "missing", loc: [], msg: "Field required", input: null },
  ]);
  for (const body of [null, [], 5, "train"]) {
    const { errors } = refusal("tasks", body).data;
    assert.deepEqual(errors.map(({ type, loc }) => [type, loc]), [["model_attributes_type", []]]);
  }
});

Deno.test("parseTaskRequest() takes a key that is no property for one that nobody knows", () => {
  const body = JSON.parse('{"split":"train","__proto__":{"index":1}}');
  assert.deepEqual(refusal("task", body).data.errors.map(({ type, loc }) => [type, ...loc]), [
    ["missing", "index"],
    ["extra_forbidden", "__proto__"],
  ]);
});

Deno.test("parseTaskRequest() returns what the body declares, or throws a ValidationError, and changes nothing", () => {
  const verbs = Object.keys(TASK_CALLS) as TaskVerb[];
  const key = fc.constantFrom("split", "index", "start", "stop", "constructor", "toString", "x");
  const body = fc.oneof(fc.jsonValue(), fc.dictionary(key, fc.oneof(fc.integer(), fc.string(), fc.jsonValue())));
  fc.assert(
    fc.property(fc.constantFrom(...verbs), body, (verb, body) => {
      const before = JSON.stringify(body);
      try {
        const request = parseTaskRequest(verb, body);
        assert.equal(typeof (request.split ?? ""), "string");
        for (const place of [request.index, request.start, request.stop]) assert(Number.isInteger(place ?? 0));
        const declared = Object.keys(TASK_CALLS[verb].body?.properties ?? {});
        assert(Object.keys(request).every((key) => declared.includes(key)));
      } catch (thrown) {
        if (!(thrown instanceof ValidationError)) throw thrown;
        assert(thrown.data.errors.length > 0);
      }
      assert.equal(JSON.stringify(body), before);
    }),
    { numRuns: CASE_COUNT * 5 },
  );
});
