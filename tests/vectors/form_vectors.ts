/**
 * What a validator refuses in an action, and what it coerces, recorded from the reference server with the form of
 * `tests/interop/form_server.py`: one field of every kind, each in a request of its own.
 *
 * @module
 */

import { item, linked, ok, refused } from "./http_bodies.ts";
import type { HttpAnswer, HttpVector } from "./http_vector.ts";

/** What is wrong with a value: type, text, and what the text was made of. */
type Problem = readonly [type: string, msg: string, ctx?: string];

const NO_TEXT: Problem = ["string_type", "Input should be a valid string"];
const NO_INTEGER: Problem = ["int_type", "Input should be a valid integer"];
const NO_DIGITS: Problem = ["int_parsing", `${NO_INTEGER[1]}, unable to parse string as an integer`];
const FRACTION: Problem = ["int_from_float", `${NO_INTEGER[1]}, got a number with a fractional part`];
const NO_NUMBER: Problem = ["float_type", "Input should be a valid number"];
const NO_DECIMAL: Problem = ["float_parsing", `${NO_NUMBER[1]}, unable to parse string as a number`];
const NO_BOOLEAN: Problem = ["bool_type", "Input should be a valid boolean"];
const NO_WORD: Problem = ["bool_parsing", `${NO_BOOLEAN[1]}, unable to interpret input`];
const NO_LIST: Problem = ["list_type", "Input should be a valid list"];
const NO_TABLE: Problem = ["dict_type", "Input should be a valid dictionary"];
const UNKNOWN: Problem = ["extra_forbidden", "Extra inputs are not permitted"];
const NOT_FINITE: Problem = ["finite_number", "Input should be a finite number"];
const SHORT: Problem = ["string_too_short", "String should have at least 2 characters", '{"min_length":2}'];
const LONG: Problem = ["string_too_long", "String should have at most 3 characters", '{"max_length":3}'];
const PATTERN: Problem = [
  "string_pattern_mismatch",
  "String should match pattern '^a\\\\d$'",
  '{"pattern":"^a\\\\d$"}',
];
const ABOVE: Problem = ["greater_than", "Input should be greater than 0", '{"gt":0}'];
const BELOW: Problem = ["less_than", "Input should be less than 10", '{"lt":10}'];
const LEAST: Problem = ["greater_than_equal", "Input should be greater than or equal to 0", '{"ge":0.0}'];
const MOST: Problem = ["less_than_equal", "Input should be less than or equal to 1", '{"le":1.0}'];
const EVEN: Problem = ["multiple_of", "Input should be a multiple of 2", '{"multiple_of":2}'];
const ONE: Problem = ["literal_error", "Input should be 'a'", `{"expected":"'a'"}`];
const THREE: Problem = ["literal_error", "Input should be 'a', 'b' or 'c'", `{"expected":"'a', 'b' or 'c'"}`];
const COLOR: Problem = ["enum", "Input should be 'red' or 'green'", `{"expected":"'red' or 'green'"}`];
const POINT: Problem = [
  "model_type",
  "Input should be a valid dictionary or instance of Point",
  '{"class_name":"Point"}',
];

/** A field, a value that is refused, and why; where it is not the field itself, place and input as well. */
type Refusal = readonly [field: string, value: string, ...why: (Problem | readonly [Problem, string, string])[]];

const REFUSALS: readonly Refusal[] = [
  ["ask", "5", NO_TEXT],
  ...each("short", SHORT, '"a"', '""', '"\u{1f995}"'),
  ...each("short", NO_TEXT, "5", "null", '["a"]'),
  ["long", '"abcd"', LONG],
  ...each("long", NO_TEXT, "5", "true"),
  ["code", '"b"', PATTERN],
  ["code", "5", NO_TEXT],
  ...each("count", ABOVE, "0", "-1", '"-1"'),
  ...each("count", BELOW, "10", '"1_0"'),
  ...each("count", NO_DIGITS, '"x"', '""', '"5.5"', '"1e1"', '"0x5"'),
  ...each("count", NO_INTEGER, "null", "[]", "{}"),
  ["count", "5.5", FRACTION],
  ...each("even", EVEN, "3", '"3"'),
  ...each("ratio", MOST, "2", '"1_0"'),
  ["ratio", "-1", LEAST],
  ...each("ratio", NO_DECIMAL, '"x"', '""'),
  ...each("ratio", NO_NUMBER, "null", "[]"),
  ...each("flag", NO_WORD, "2", '"maybe"', '""', '"True "'),
  ...each("flag", NO_BOOLEAN, "null", "[]", "0.5"),
  ...each("one", ONE, '"b"', "5", "null"),
  ...each("three", THREE, '"d"', '"A"', "5"),
  ["items", "[]", few("short", "at least 1 item", "min", 1, 0)],
  ...each("items", few("long", "at most 2 items", "max", 2, 3), "[1,2,3]", '[1,"x",3]'),
  ["items", '["x",2.5]', [NO_DIGITS, '["items",0]', '"x"'], [FRACTION, '["items",1]', "2.5"]],
  ["items", "[null]", [NO_INTEGER, '["items",0]', "null"]],
  ...each("items", NO_LIST, "5", '"ab"', "{}", "null"),
  ...each("table", NO_TABLE, "5", "[]", "null"),
  ["table", '{"a":"x"}', [NO_DIGITS, '["table","a"]', '"x"']],
  ["table", '{"a":1.5,"b":null}', [FRACTION, '["table","a"]', "1.5"], [NO_INTEGER, '["table","b"]', "null"]],
  ["either", "1.5", [FRACTION, '["either","int"]', "1.5"], [NO_TEXT, '["either","str"]', "1.5"]],
  ...["[]", "null", "{}"].map((value): Refusal => {
    return ["either", value, [NO_INTEGER, '["either","int"]', value], [NO_TEXT, '["either","str"]', value]];
  }),
  ["maybe", '"x"', NO_DIGITS],
  ["maybe", "[]", NO_INTEGER],
  ["maybe", "1.5", FRACTION],
  ["point", "{}", [missing(), '["point","x"]', "{}"], [missing(), '["point","y"]', "{}"]],
  ["point", '{"x":1}', [missing(), '["point","y"]', '{"x":1}']],
  ["point", '{"x":"a","y":[]}', [NO_DECIMAL, '["point","x"]', '"a"'], [NO_NUMBER, '["point","y"]', "[]"]],
  ["nope", "1", UNKNOWN],
  ...each("metadata", NO_TABLE, "5", "null", "[]"),
];

/** A field, a value that is accepted, and what the environment gets; ours shows it in a free-form part. */
const COERCIONS: readonly (readonly [field: string, value: string, seen: string, ours?: string])[] = [
  ["long", '"\u{1f995}\u{1f995}\u{1f995}"', '"\u{1f995}\u{1f995}\u{1f995}"'],
  ...['"5"', '" 5 "', '"5.0"', "5.0", '"+5"', '"05"'].map((value) => ["count", value, "5"] as const),
  ["count", "true", "1"],
  ["ratio", '"0.5"', "0.5"],
  ["ratio", '" .5 "', "0.5"],
  ["ratio", '"1e-1"', "0.1"],
  ["ratio", "true", "1.0", "1"],
  ["ratio", "1", "1.0", "1"],
  ...["0", "0.0", '"off"', '"n"', '"False"'].map((value) => ["flag", value, "false"] as const),
  ...["1", "1.0", '"TRUE"', '"yes"', '"y"', '"t"', '"1"'].map((value) => ["flag", value, "true"] as const),
  ["color", '"green"', '"green"'],
  ["items", '["1"]', "[1]"],
  ["table", '{"a":"1"}', '{"a":1}'],
  ["either", "true", "1"],
  ["either", "5.0", "5"],
  ["either", '"5"', '"5"'],
  ["maybe", "null", "null"],
  ["maybe", '"5"', "5"],
  ["point", '{"x":"1","y":true}', '{"x":1.0,"y":1.0}', '{"x":1,"y":1}'],
];

/** A table with more wrong values than our server tells of. */
const MANY = `{${Array.from({ length: 101 }, (_, index) => `"k${index}":null`)}}`;

/** Where ours says something else. */
const DIFFERENT: readonly HttpVector[] = [
  ...['"blue"', "5"].map((value, index) =>
    different(`form-enum-${index}`, "color", value, answer(["color", value, COLOR]), "D36", [
      "literal_error",
      COLOR[1],
      COLOR[2],
    ])
  ),
  ...["5", "[]", "null"].map((value, index) =>
    different(`form-model-${index}`, "point", value, answer(["point", value, POINT]), "D36", NO_TABLE)
  ),
  ...["NaN", "Infinity"].map((value) => {
    const crash = { status: 500, body: "Internal Server Error" };
    return different(`form-${value}`, "ratio", value, crash, "D32", NOT_FINITE, "null");
  }),
  { ...row("form-many", "table", MANY), ...refusedMany(101), ours: { difference: "D37", answer: refusedMany(100) } },
  different("form-text-nan", "ratio", '"nan"', answer(["ratio", '"nan"', MOST]), "D32", NO_DECIMAL),
];

/** The rows. */
export const FORM_VECTORS: readonly HttpVector[] = [
  ...REFUSALS.map((refusal, index) => ({
    ...row(`form-refused-${index}`, refusal[0], refusal[1]),
    ...answer(refusal),
  })),
  ...COERCIONS.map(([field, value, seen, ours], index) => ({
    ...row(`form-coerced-${index}`, field, value),
    session: "reset" as const,
    ...show(seen),
    ...(ours === undefined ? {} : { ours: { difference: "D41", answer: show(ours) } }),
  })),
  ...DIFFERENT,
];

function show(seen: string): HttpAnswer {
  return ok(`{"metadata":{},"seen":${seen}}`);
}

function refusedMany(count: number): HttpAnswer {
  const items = Array.from({ length: count }, (_, index) => {
    return linked(item(NO_INTEGER[0], `["table","k${index}"]`, NO_INTEGER[1], "null"));
  });
  return refused(...items);
}

function row(id: string, field: string, value: string) {
  const ask = field === "ask" || field === "nope" || field === "metadata" ? "" : `"ask":"${field}",`;
  return { id, request: "POST /step", server: "form", send: `{"action":{${ask}"${field}":${value}}}` } as const;
}

function answer([field, value, ...why]: Refusal): HttpAnswer {
  return refused(...why.map((problem) => {
    const [[type, msg, ctx], loc, input] = isPlaced(problem) ? problem : [problem, `["${field}"]`, value];
    return linked(item(type, loc, msg, input, ctx));
  }));
}

function different(
  id: string,
  field: string,
  value: string,
  theirs: HttpAnswer,
  difference: string,
  problem: Problem,
  input = value,
): HttpVector {
  const ours = refused(item(problem[0], `["${field}"]`, problem[1], input, problem[2]));
  return { ...row(id, field, value), ...theirs, ours: { difference, answer: ours } };
}

function each(field: string, problem: Problem, ...values: string[]): Refusal[] {
  return values.map((value) => [field, value, problem]);
}

function few(type: string, words: string, limit: string, length: number, actual: number): Problem {
  const ctx = `{"field_type":"List","${limit}_length":${length},"actual_length":${actual}}`;
  return [`too_${type}`, `List should have ${words} after validation, not ${actual}`, ctx];
}

function missing(): Problem {
  return ["missing", "Field required"];
}

function isPlaced(
  problem: Problem | readonly [Problem, string, string],
): problem is readonly [Problem, string, string] {
  return Array.isArray(problem[0]);
}
