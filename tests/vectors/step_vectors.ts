/**
 * `POST /step`, recorded from the reference server.
 *
 * @module
 */

import { bound, CRASH, item, linked, NO_SESSION, ok, refused, tooLong, WORDS } from "./http_bodies.ts";
import type { HttpVector } from "./http_vector.ts";

/** The rows. */
export const STEP_VECTORS: readonly HttpVector[] = [...steps(), ...stepRefusals()];

function steps(): HttpVector[] {
  const [request, session] = ["POST /step", "reset"] as const;
  const hi = '{"action":{"message":"hi"}}';
  return [
    {
      id: "step-everything",
      request,
      session,
      send: '{"action":{"message":"hi","n":"2"},"timeout_s":3,"request_id":"r1","foo":2}',
      ...ok('{"metadata":{},"echoed":"hihi","inner":{"timeout":3.0}}', { reward: "0.5" }),
      ours: {
        difference: "D4",
        answer: ok('{"metadata":{},"echoed":"hihi","inner":{"timeout":3.0}}', { reward: "0.5", ignored: '["foo"]' }),
      },
    },
    {
      id: "step-timeout-text",
      request,
      session,
      send: '{"action":{"message":"hi"},"timeout_s":"3","request_id":null}',
      ...ok('{"metadata":{},"echoed":"hi","inner":{"timeout":3.0}}', { reward: "0.5" }),
    },
    {
      id: "step-timeout-true",
      request,
      session,
      send: '{"action":{"message":"hi"},"timeout_s":true}',
      ...ok('{"metadata":{},"echoed":"hi","inner":{"timeout":1.0}}', { reward: "0.5" }),
    },
    {
      id: "step-metadata",
      request,
      session,
      send: '{"action":{"message":"meta"}}',
      ...ok('{"metadata":{"k":1,"list":[1]},"echoed":"x","inner":null}', {
        reward: "0.5",
        metadata: '{"k":1,"list":[1]}',
      }),
    },
    {
      id: "step-raises",
      request,
      session,
      send: '{"action":{"message":"boom"}}',
      ...CRASH,
      ours: { difference: "D23", answer: { status: 500, body: '{"detail":"kaboom"}' } },
    },
    {
      id: "step-without-session",
      request,
      send: hi,
      ...ok('{"metadata":{},"echoed":"hi","inner":{"timeout":null}}', { reward: "0.5" }),
      ours: { difference: "D22", answer: NO_SESSION },
    },
    {
      id: "step-before-reset",
      request,
      session: "created",
      send: hi,
      ...ok('{"metadata":{},"echoed":"hi","inner":{"timeout":null}}', { reward: "0.5" }),
      ours: { difference: "D9", answer: { status: 409, body: '{"detail":"<text>"}' } },
    },
  ];
}

function stepRefusals(): HttpVector[] {
  const request = "POST /step";
  const withTimeout = (timeout: string) => `{"action":{"message":"hi"},"timeout_s":${timeout}}`;
  const number = (type: string, msg: string, input: string) => item(type, '["body","timeout_s"]', msg, input);
  const refusals: readonly (readonly [id: string, send: string | undefined, ...items: string[]])[] = [
    ["step-no-body", undefined, item("missing", '["body"]', WORDS.missing, "null")],
    ["step-null", "null", item("model_attributes_type", '["body"]', WORDS.noObject, "null")],
    ["step-array", "[]", item("model_attributes_type", '["body"]', WORDS.noObject, "[]")],
    ["step-text", '"x"', item("model_attributes_type", '["body"]', WORDS.noObject, '"x"')],
    ["step-empty-object", "{}", item("missing", '["body","action"]', WORDS.missing, "{}")],
    ["step-empty-action", '{"action":{}}', linked(item("missing", '["message"]', WORDS.missing, "{}"))],
    [
      "step-refused-action",
      '{"action":{"message":"","n":99,"zz":1}}',
      linked(
        item("string_too_short", '["message"]', "String should have at least 1 character", '""', '{"min_length":1}'),
      ),
      linked(item("less_than_equal", '["n"]', "Input should be less than or equal to 10", "99", '{"le":10}')),
      linked(item("extra_forbidden", '["zz"]', "Extra inputs are not permitted", "1")),
    ],
    ["step-action-number", '{"action":5}', item("dict_type", '["body","action"]', WORDS.noDictionary, "5")],
    ["step-action-null", '{"action":null}', item("dict_type", '["body","action"]', WORDS.noDictionary, "null")],
    ["step-zero-timeout", withTimeout("0"), bound("greater_than", "timeout_s", "0", '{"gt":0.0}')],
    ["step-zero-timeout-text", withTimeout('"0"'), bound("greater_than", "timeout_s", '"0"', '{"gt":0.0}')],
    ["step-timeout-array", withTimeout("[]"), number("float_type", WORDS.noNumber, "[]")],
    [
      "step-timeout-hexadecimal",
      withTimeout('"0x5"'),
      number("float_parsing", `${WORDS.noNumber}, unable to parse string as a number`, '"0x5"'),
    ],
    [
      "step-timeout-word",
      withTimeout('"x"'),
      number("float_parsing", `${WORDS.noNumber}, unable to parse string as a number`, '"x"'),
    ],
    [
      "step-three-refusals",
      `{"action":5,"timeout_s":0,"request_id":"${"r".repeat(256)}"}`,
      item("dict_type", '["body","action"]', WORDS.noDictionary, "5"),
      bound("greater_than", "timeout_s", "0", '{"gt":0.0}'),
      tooLong("request_id", "r".repeat(256)),
    ],
  ];
  const badJson = (offset: string, error: string) =>
    refused(item("json_invalid", `["body",${offset}]`, "JSON decode error", "{}", `{"error":"${error}"}`));
  return [
    ...refusals.map(([id, send, ...items]) => ({ id, request, send, ...refused(...items) })),
    {
      id: "step-bad-json",
      request,
      send: "{bad",
      ...badJson("1", "Expecting property name enclosed in double quotes"),
      ours: { difference: "D2", answer: badJson("1", "<text>") },
    },
    {
      id: "step-cut-json",
      request,
      send: '{"action":',
      ...badJson("10", "Expecting value"),
      ours: { difference: "D2", answer: badJson('"<any>"', "<text>") },
    },
    {
      id: "step-timeout-infinite",
      request,
      send: withTimeout("Infinity"),
      ...ok('{"metadata":{},"echoed":"hi","inner":{"timeout":null}}', { reward: "0.5" }),
      ours: { difference: "D32", answer: refused(number("finite_number", WORDS.notFinite, "null")) },
    },
  ];
}
