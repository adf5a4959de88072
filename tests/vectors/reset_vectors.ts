/**
 * `POST /reset`, recorded from the reference server.
 *
 * @module
 */

import { bound, CRASH, item, ok, refused, tooLong, WORDS } from "./http_bodies.ts";
import type { HttpVector } from "./http_vector.ts";

/** The rows. */
export const RESET_VECTORS: readonly HttpVector[] = [...resets(), ...resetRefusals()];

function resets(): HttpVector[] {
  const request = "POST /reset";
  const drawn = { difference: "D3", answer: ok('{"metadata":{},"echoed":"ready <integer> None","inner":null}') };
  const meta = { metadata: '{"from":"reset"}' };
  return [
    {
      id: "reset-no-body",
      request,
      ...ok('{"metadata":{},"echoed":"ready None None","inner":null}'),
      ours: drawn,
    },
    {
      id: "reset-empty-object",
      request,
      send: "{}",
      ...ok('{"metadata":{},"echoed":"ready None None","inner":null}'),
      ours: drawn,
    },
    {
      id: "reset-options",
      request,
      send: '{"seed":7,"flavor":"x","zzz":1}',
      ...ok('{"metadata":{},"echoed":"ready 7 x","inner":null}'),
      ours: {
        difference: "D4",
        answer: ok('{"metadata":{},"echoed":"ready 7 x","inner":null}', {
          ignored: '["zzz"],"known_options":["seed","episode_id","max_steps","flavor"]',
        }),
      },
    },
    {
      id: "reset-metadata",
      request,
      send: '{"flavor":"meta"}',
      ...ok('{"metadata":{"from":"reset"},"echoed":"ready None meta","inner":null}', meta),
      ours: {
        difference: "D3",
        answer: ok('{"metadata":{"from":"reset"},"echoed":"ready <integer> meta","inner":null}', meta),
      },
    },
    {
      id: "reset-seed-text",
      request,
      send: '{"seed":"12"}',
      ...ok('{"metadata":{},"echoed":"ready 12 None","inner":null}'),
    },
    {
      id: "reset-seed-true",
      request,
      send: '{"seed":true}',
      ...ok('{"metadata":{},"echoed":"ready 1 None","inner":null}'),
    },
    {
      id: "reset-seed-integral",
      request,
      send: '{"seed":2.0,"episode_id":null}',
      ...ok('{"metadata":{},"echoed":"ready 2 None","inner":null}'),
    },
    {
      id: "reset-seed-beyond",
      request,
      send: '{"seed":9007199254740993}',
      ...ok('{"metadata":{},"echoed":"ready 9007199254740993 None","inner":null}'),
      ours: {
        difference: "D5",
        answer: refused(item("value_error", '["body","seed"]', "<text>", "9007199254740992")),
      },
    },
    {
      id: "reset-other-json-type",
      request,
      send: '{"seed":7}',
      contentType: "application/vnd.api+json",
      ...ok('{"metadata":{},"echoed":"ready 7 None","inner":null}'),
    },
    {
      id: "reset-plain-type",
      request,
      send: '{"seed":7}',
      contentType: "text/plain",
      ...refused(item("model_attributes_type", '["body"]', WORDS.noObject, '"{\\"seed\\":7}"')),
      ours: { difference: "D29", answer: ok('{"metadata":{},"echoed":"ready 7 None","inner":null}') },
    },
    {
      id: "reset-blank-body",
      request,
      send: "   ",
      ...refused(item("json_invalid", '["body",3]', "JSON decode error", "{}", '{"error":"Expecting value"}')),
      ours: { ...drawn, difference: "D29" },
    },
    {
      id: "reset-option-of-another-type",
      request,
      send: '{"seed":1,"flavor":5}',
      ...ok('{"metadata":{},"echoed":"ready 1 5","inner":null}'),
      ours: {
        difference: "D30",
        answer: refused(item("string_type", '["body","flavor"]', WORDS.noText, "5")),
      },
    },
  ];
}

function resetRefusals(): HttpVector[] {
  const request = "POST /reset";
  const refusals: readonly (readonly [id: string, send: string, ...items: string[]])[] = [
    ["reset-null", "null", item("model_attributes_type", '["body"]', WORDS.noObject, "null")],
    ["reset-array", "[1]", item("model_attributes_type", '["body"]', WORDS.noObject, "[1]")],
    ["reset-negative-seed", '{"seed":-1}', bound("greater_than_equal", "seed", "-1", '{"ge":0}')],
    ["reset-negative-seed-text", '{"seed":"-3"}', bound("greater_than_equal", "seed", '"-3"', '{"ge":0}')],
    [
      "reset-fraction-seed",
      '{"seed":1.5}',
      item("int_from_float", '["body","seed"]', `${WORDS.noInteger}, got a number with a fractional part`, "1.5"),
    ],
    [
      "reset-seed-word",
      '{"seed":"x"}',
      item("int_parsing", '["body","seed"]', `${WORDS.noInteger}, unable to parse string as an integer`, '"x"'),
    ],
    [
      "reset-negative-fraction-seed",
      '{"seed":-1.5}',
      item("int_from_float", '["body","seed"]', `${WORDS.noInteger}, got a number with a fractional part`, "-1.5"),
    ],
    ["reset-seed-array", '{"seed":[1]}', item("int_type", '["body","seed"]', WORDS.noInteger, "[1]")],
    [
      "reset-two-refusals",
      '{"episode_id":5,"seed":-1}',
      bound("greater_than_equal", "seed", "-1", '{"ge":0}'),
      item("string_type", '["body","episode_id"]', WORDS.noText, "5"),
    ],
    [
      "reset-long-episode-id",
      `{"episode_id":"${"x".repeat(256)}"}`,
      tooLong("episode_id", "x".repeat(256)),
    ],
  ];
  return [
    ...refusals.map(([id, send, ...items]) => ({ id, request, send, ...refused(...items) })),
    {
      id: "reset-seed-nan",
      request,
      send: '{"seed":NaN}',
      ...CRASH,
      ours: {
        difference: "D32",
        answer: refused(item("finite_number", '["body","seed"]', WORDS.notFinite, "null")),
      },
    },
  ];
}
