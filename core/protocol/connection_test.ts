import assert from "node:assert/strict";
import { z } from "zod";
import { defineEnvironment } from "../contract/define_environment.ts";
import type { Session } from "../session/session.ts";
import { HOSTILE_ERRORS } from "../testing_fixtures/hostile_errors.ts";
import { note } from "../testing_fixtures/note_environment.ts";
import { makeSession, openSession, TEST_LIMITS } from "../testing_fixtures/open_session.ts";
import { PuppetStage } from "../testing_fixtures/puppet.ts";
import { flushPromises, settlementOf } from "../testing_fixtures/settlement.ts";
import { isPromiseLike } from "../async/is_promise_like.ts";
import { objectCodec, textCodec } from "./codec.ts";
import { Connection, type ConnectionLimits, DEFAULT_CONNECTION_LIMITS } from "./connection.ts";

/** A text connection to an open session. */
function connect(session: Session, limits: Partial<ConnectionLimits> = {}): Connection<string> {
  return new Connection(session, textCodec, { ...DEFAULT_CONNECTION_LIMITS, ...limits });
}

/** A connection to the Note environment, after `{"type":"reset"}` with a known seed. */
async function noted(limits?: Partial<ConnectionLimits>) {
  const { session } = await openSession(note);
  const connection = connect(session, limits);
  connection.receive('{"type":"reset","data":{"seed":3,"episode_id":"ep-9"}}');
  return { session, connection };
}

/** Returns the error data of a frame; fails for other frames. */
// deno-lint-ignore no-explicit-any -- the tests look at whatever the frame has
function errorIn(frame: unknown): any {
  const { type, data } = JSON.parse(frame as string);
  assert.equal(type, "error");
  return data;
}

/** Returns the items of a validation error frame. */
function itemsIn(frame: unknown): unknown {
  const { message, code, errors } = errorIn(frame);
  assert.deepEqual([message, code], ["Invalid message", "VALIDATION_ERROR"]);
  return errors;
}

// The vectors of protocol.md 17.1 that a session answers, in order, each with our additional keys.

const MORE = '"terminated":false,"truncated":false';

const VECTORS: readonly (readonly [row: number, send: string, receive: string | RegExp])[] = [
  [
    1,
    '{"type":"reset"}',
    /^\{"type":"observation","data":\{"observation":\{"metadata":\{\},"echoed":"ready \d+ None","inner":null\},"reward":null,"done":false,"terminated":false,"truncated":false\}\}$/,
  ],
  [
    2,
    '{"type":"reset","data":{"seed":3,"episode_id":"ep-9","flavor":"mint","unknown":1}}',
    `{"type":"observation","data":{"observation":{"metadata":{},"echoed":"ready 3 mint","inner":null},"reward":null,"done":false,${MORE},"ignored":["unknown"],"known_options":["seed","episode_id","max_steps","flavor"]}}`,
  ],
  [3, '{"type":"state"}', '{"type":"state","data":{"episode_id":"ep-9","step_count":0,"seed":3,"extra_thing":3}}'],
  [
    4,
    '{"type":"step","data":{"message":"hi","n":"2"}}',
    `{"type":"observation","data":{"observation":{"metadata":{},"echoed":"hihi","inner":{"timeout":null}},"reward":0.5,"done":false,${MORE}}}`,
  ],
  [
    5,
    '{"type":"step","data":{"message":"boom"}}',
    '{"type":"error","data":{"message":"kaboom","code":"EXECUTION_ERROR"}}',
  ],
  [6, '{"type":"state"}', '{"type":"state","data":{"episode_id":"ep-9","step_count":2,"seed":3,"extra_thing":3}}'],
  [7, "{bad", /^\{"type":"error","data":\{"message":"Invalid JSON: [^"]*.*","code":"INVALID_JSON"\}\}$/],
  [8, '{"type":"nope"}', '{"type":"error","data":{"message":"Unknown message type: nope","code":"UNKNOWN_TYPE"}}'],
  [9, "{}", '{"type":"error","data":{"message":"Unknown message type: ","code":"UNKNOWN_TYPE"}}'],
  [
    10,
    '{"type":"reset","data":null}',
    '{"type":"error","data":{"message":"Invalid message","code":"VALIDATION_ERROR","errors":[{"type":"dict_type","loc":["data"],"msg":"Input should be a valid dictionary","input":null}]}}',
  ],
  [
    11,
    '{"type":"reset","extra":1}',
    '{"type":"error","data":{"message":"Invalid message","code":"VALIDATION_ERROR","errors":[{"type":"extra_forbidden","loc":["extra"],"msg":"Extra inputs are not permitted","input":1}]}}',
  ],
  [
    12,
    '{"type":"step"}',
    '{"type":"error","data":{"message":"Invalid message","code":"VALIDATION_ERROR","errors":[{"type":"missing","loc":["data"],"msg":"Field required","input":{"type":"step"}}]}}',
  ],
  [
    13,
    '{"type":"step","data":{"message":"","n":99,"zz":1}}',
    '{"type":"error","data":{"message":"Invalid message","code":"VALIDATION_ERROR","errors":[{"type":"string_too_short","loc":["message"],"msg":"String should have at least 1 character","input":"","ctx":{"min_length":1}},{"type":"less_than_equal","loc":["n"],"msg":"Input should be less than or equal to 10","input":99,"ctx":{"le":10}},{"type":"extra_forbidden","loc":["zz"],"msg":"Extra inputs are not permitted","input":1}]}}',
  ],
  [
    14,
    '{"type":"state","data":{}}',
    '{"type":"error","data":{"message":"Invalid message","code":"VALIDATION_ERROR","errors":[{"type":"extra_forbidden","loc":["data"],"msg":"Extra inputs are not permitted","input":{}}]}}',
  ],
  [
    19,
    '{"type":"step","data":{"message":"meta"}}',
    `{"type":"observation","data":{"observation":{"metadata":{"k":1,"list":[1]},"echoed":"x","inner":null},"reward":0.5,"done":false,${MORE},"metadata":{"k":1,"list":[1]}}}`,
  ],
  [
    20,
    '{"type":"reset","data":{"flavor":"meta","seed":5}}',
    `{"type":"observation","data":{"observation":{"metadata":{"from":"reset"},"echoed":"ready 5 meta","inner":null},"reward":null,"done":false,${MORE},"metadata":{"from":"reset"}}}`,
  ],
  [
    21,
    '{"type":"reset","data":{"seed":-1}}',
    `{"type":"observation","data":{"observation":{"metadata":{},"echoed":"ready -1 None","inner":null},"reward":null,"done":false,${MORE}}}`,
  ],
  [
    22,
    '{"type":"step","data":{"message":"hi"},"timeout_s":3}',
    '{"type":"error","data":{"message":"Invalid message","code":"VALIDATION_ERROR","errors":[{"type":"extra_forbidden","loc":["timeout_s"],"msg":"Extra inputs are not permitted","input":3}]}}',
  ],
  [23, '{"type":null}', '{"type":"error","data":{"message":"Unknown message type: None","code":"UNKNOWN_TYPE"}}'],
];

Deno.test("receive() answers the recorded vectors, in their order on one connection", async () => {
  const { session } = await openSession(note);
  const connection = connect(session);
  for (const [row, send, receive] of VECTORS) {
    const reply = connection.receive(send) as string;
    if (typeof receive === "string") assert.equal(reply, receive, `row ${row}`);
    else assert.match(reply, receive, `row ${row}`);
  }
  assert.equal(connection.receive('{"type":"close"}'), null, "row 25");
  await session.close();
});

Deno.test("receive() knows no mcp frames yet, unless it is given a handler", async () => {
  const { session, connection } = await noted();
  assert.equal(errorIn(connection.receive('{"type":"mcp","data":{}}')).code, "UNKNOWN_TYPE");
  await session.close();
});

// Envelopes.

Deno.test("receive() refuses types that are none, as Python prints them", async () => {
  const { session, connection } = await noted();
  const rows: [string, string][] = [
    ['"Reset"', "Reset"],
    ['"RESET"', "RESET"],
    ['""', ""],
    ["true", "True"],
    ["5", "5"],
    ['["step"]', "['step']"],
    ['{"a":null}', "{'a': None}"],
    ['"constructor"', "constructor"],
    ['"__proto__"', "__proto__"],
  ];
  for (const [type, printed] of rows) {
    const { message, code } = errorIn(connection.receive(`{"type":${type}}`));
    assert.deepEqual([message, code], [`Unknown message type: ${printed}`, "UNKNOWN_TYPE"]);
  }
  await session.close();
});

Deno.test("receive() refuses JSON that is no object, and the session goes on", async () => {
  const { session, connection } = await noted();
  for (const frame of ["[1]", "[]", "1", '"x"', "null", "true", "NaN"]) {
    const input = frame === "NaN" ? null : JSON.parse(frame);
    assert.deepEqual(itemsIn(connection.receive(frame)), [
      { type: "dict_type", loc: [], msg: "Input should be a valid dictionary", input },
    ]);
  }
  assert.match(connection.receive('{"type":"state"}') as string, /^\{"type":"state"/);
  await session.close();
});

Deno.test("receive() refuses data where it does not belong, and names every wrong key", async () => {
  const { session, connection } = await noted();
  const extra = (key: string, input: unknown) => ({
    type: "extra_forbidden",
    loc: [key],
    msg: "Extra inputs are not permitted",
    input,
  });
  assert.deepEqual(itemsIn(connection.receive('{"type":"state","data":null}')), [extra("data", null)]);
  assert.deepEqual(itemsIn(connection.receive('{"type":"close","data":{}}')), [extra("data", {})]);
  assert.deepEqual(itemsIn(connection.receive('{"request_id":1,"type":"step","data":{},"x":2}')), [
    extra("request_id", 1),
    extra("x", 2),
  ]);
  assert.deepEqual(itemsIn(connection.receive('{"type":"step","data":[],"__proto__":{"type":"reset"}}')), [
    { type: "dict_type", loc: ["data"], msg: "Input should be a valid dictionary", input: [] },
    extra("__proto__", { type: "reset" }),
  ]);
  await session.close();
});

Deno.test("receive() refuses binary frames, and the session goes on", async () => {
  const { session, connection } = await noted();
  const bytes = new TextEncoder().encode('{"type":"state"}');
  for (const frame of [bytes, bytes.buffer, new DataView(bytes.buffer), new Blob([bytes])]) {
    const { message, code } = errorIn(connection.receive(frame));
    assert.deepEqual([message, code], ["Invalid JSON: the frame is binary, expected text", "INVALID_JSON"]);
  }
  assert.match(connection.receive('{"type":"state"}') as string, /^\{"type":"state"/);
  await session.close();
});

Deno.test("receive() takes the bare tokens of Python's encoder, and refuses them where numbers must be finite", async () => {
  const { session, connection } = await noted();
  assert.deepEqual(itemsIn(connection.receive('{"type":"step","data":{"message":"NaN","n":NaN}}')), [
    { type: "finite_number", loc: ["n"], msg: "Input should be a finite number", input: null },
  ]);
  assert.match(connection.receive('{"type":"step","data":{"message":"a NaN \\" NaN"}}') as string, /a NaN \\" NaN/);
  await session.close();
});

// Sizes.

Deno.test("receive() refuses frames above the limit without reading them", async () => {
  const { session, connection } = await noted({ maxInboundBytes: 100 });
  const error = errorIn(connection.receive(" ".repeat(101)));
  assert.deepEqual(error, {
    message: "Cannot read message: it has 101 bytes, the limit is 100",
    code: "TOO_LARGE",
    size: 101,
    limit: 100,
  });
  assert.equal(errorIn(connection.receive("ä".repeat(51))).code, "TOO_LARGE", "bytes count, not characters");
  assert.equal(errorIn(connection.receive("ä".repeat(50))).code, "INVALID_JSON");
  await session.close();
});

Deno.test("receive() refuses frames of 20 MiB by default, and takes those of 15", async () => {
  const { session, connection } = await noted();
  const frame = (size: number) => `{"type":"step","data":{"message":"${"x".repeat(size)}","n":1}}`;
  assert.equal(errorIn(connection.receive(frame(20 * 1024 * 1024))).code, "TOO_LARGE");
  assert.match(connection.receive(frame(15 * 1024 * 1024)) as string, /^\{"type":"observation"/);
  await session.close();
});

Deno.test("receive() answers TOO_LARGE instead of a reply above the limit, and the session goes on", async () => {
  const { session, connection } = await noted({ maxOutboundBytes: 250 });
  const error = errorIn(connection.receive('{"type":"step","data":{"message":"xxxxxxxxxxxxxxxxxxxx","n":10}}'));
  assert.equal(error.code, "TOO_LARGE");
  assert.match(error.message, /^Cannot send message: it has \d+ bytes, the limit is 250$/);
  assert.match(connection.receive('{"type":"step","data":{"message":"x"}}') as string, /"echoed":"x"/);
  await session.close();
});

Deno.test("receive() answers TOO_LARGE instead of an error above the limit", async () => {
  const { session, connection } = await noted({ maxOutboundBytes: 400 });
  const wide = JSON.stringify(Object.fromEntries(Array.from({ length: 20 }, (_, index) => [`k${index}`, index])));
  const error = errorIn(connection.receive(`{"type":"step","data":${wide}}`));
  assert.equal(error.code, "TOO_LARGE");
  assert.match(error.message, /^Cannot send message: it has \d+ bytes, the limit is 400$/);
  await session.close();
});

Deno.test("receive() refuses deep nesting, in whatever shape it comes", async () => {
  const { session, connection } = await noted();
  const deep = (levels: number) => "[".repeat(levels) + "]".repeat(levels);
  for (const frame of [deep(65), deep(1_000_000), `{"type":"step","data":{"message":${deep(63)}}}`]) {
    const { message, code } = errorIn(connection.receive(frame));
    assert.deepEqual([message, code], ["Cannot read message: it is nested deeper than 64 levels", "TOO_LARGE"]);
  }
  assert.deepEqual(
    errorIn(connection.receive(`{"type":"step","data":{"message":${deep(62)}}}`)).code,
    "VALIDATION_ERROR",
  );
  await session.close();
});

// Order.

Deno.test("receive() is synchronous while the session is, and pending counts what waits", async () => {
  const stage = new PuppetStage();
  const { session } = await openSession(stage.implementation);
  const connection = connect(session);
  assert.equal(typeof connection.receive('{"type":"reset"}'), "string");
  assert.equal(connection.pending, 0);
  const first = connection.receive('{"type":"step","data":{"tag":1}}');
  const second = connection.receive('{"type":"state"}');
  assert.ok(isPromiseLike(first) && isPromiseLike(second));
  assert.equal(connection.pending, 2);
  stage.held[0]!.resolve();
  await connection.drained();
  assert.equal(connection.pending, 0);
  assert.equal(typeof connection.receive('{"type":"state"}'), "string");
  await session.close();
});

Deno.test("receive() answers pipelined frames in order, errors and synchronous ones behind an asynchronous one", async () => {
  const stage = new PuppetStage();
  const { session } = await openSession(stage.implementation);
  const connection = connect(session);
  const sent: string[] = [];
  const frames = [
    '{"type":"reset","data":{"tag":1,"mode":"later","seed":1,"episode_id":"e"}}',
    "{bad",
    '{"type":"state"}',
    '{"type":"step","data":{"tag":2,"mode":"now"}}',
    '{"type":"step","data":{"tag":3,"mode":"later"}}',
    '{"type":"nope"}',
    '{"type":"step","data":{"tag":4,"mode":"now"}}',
  ];
  for (const frame of frames) void Promise.resolve(connection.receive(frame)).then((reply) => sent.push(reply!));
  await flushPromises();
  assert.deepEqual(sent, []);
  stage.held[0]!.resolve();
  await flushPromises();
  assert.equal(sent.length, 4);
  stage.held[0]!.resolve();
  await connection.drained();
  await flushPromises();
  assert.deepEqual(
    sent.map((frame) => {
      const { data } = JSON.parse(frame);
      return data.code ?? data.observation?.tag ?? data.step_count;
    }),
    [1, "INVALID_JSON", 0, 2, 3, "UNKNOWN_TYPE", 4],
  );
  await session.close();
});

Deno.test("receive() answers a frame that overran, and the next ones", async () => {
  const stage = new PuppetStage();
  const { session, clock } = await openSession(stage.implementation);
  const connection = connect(session);
  connection.receive('{"type":"reset"}');
  const step = connection.receive('{"type":"step","data":{"tag":1}}');
  const state = connection.receive('{"type":"state"}');
  const reset = connection.receive('{"type":"reset","data":{"tag":2}}');
  clock.advance(TEST_LIMITS.stepMs);
  assert.deepEqual(errorIn(await step), {
    message: "Cannot finish step: no result within 200 ms (limits.stepMs)",
    code: "TIMEOUT",
    timeout_ms: 200,
    limit: "limits.stepMs",
  });
  assert.equal(errorIn(await state).code, "SESSION_BROKEN");
  assert.equal(JSON.parse((await reset)!).data.observation.tag, 2);
  stage.held[0]!.resolve();
  await flushPromises();
  assert.equal(connection.pending, 0, "the late result is nobody's answer");
  await session.close();
});

Deno.test("receive() answers what was in flight when the session is closed", async () => {
  const stage = new PuppetStage();
  const { session } = await openSession(stage.implementation);
  const connection = connect(session);
  connection.receive('{"type":"reset"}');
  const step = connection.receive('{"type":"step","data":{"tag":1}}');
  const after = connection.receive('{"type":"state"}');
  const closing = session.close();
  assert.equal(errorIn(await step).code, "SESSION_ERROR");
  assert.equal(errorIn(await after).code, "SESSION_ERROR");
  stage.held[0]!.resolve();
  await closing;
  await connection.drained();
});

// Values that authors return.

Deno.test("receive() sends what was returned at the time, whatever the author does to it later", async () => {
  const shared = { cells: [0], info: { k: [0] } };
  const contract = defineEnvironment({
    name: "mutable",
    action: z.object({}),
    observation: z.object({ cells: z.array(z.int()) }),
    state: z.object({ cells: z.array(z.int()) }),
  });
  const step = () => {
    shared.cells[0]!++;
    return { observation: { cells: shared.cells }, info: shared.info };
  };
  for (const environment of [{ step }, { step: () => Promise.resolve().then(step) }]) {
    shared.cells = [0];
    const { session } = await openSession(contract.implement(() => ({
      reset: () => ({ observation: { cells: shared.cells } }),
      state: () => ({ cells: shared.cells }),
      ...environment,
    })));
    const connection = connect(session);
    const frames = [
      await connection.receive('{"type":"reset"}'),
      await connection.receive('{"type":"step","data":{}}'),
      await connection.receive('{"type":"state"}'),
      await connection.receive('{"type":"step","data":{}}'),
    ];
    shared.cells.push(99);
    const cells = frames.map((frame) => JSON.parse(frame!).data).map((data) => (data.observation ?? data).cells);
    assert.deepEqual(cells, [[0], [1], [1], [2]]);
    await session.close();
  }
});

Deno.test("receive() answers what the environment did wrong with a code, and the session goes on", async () => {
  const broken: [action: string, code: string][] = [
    ["nan", "INVALID_REWARD"],
    ["missing", "INVALID_OBSERVATION"],
    ["array", "INVALID_OBSERVATION"],
    ["undefined", "INVALID_OBSERVATION"],
    ["nothing", "INVALID_OBSERVATION"],
    ["string", "EXECUTION_ERROR"],
  ];
  const good = { observation: { free: 1 as unknown } };
  const returns: Record<string, () => unknown> = {
    nan: () => ({ ...good, reward: NaN }),
    missing: () => ({ observation: {} }),
    array: () => ({ observation: { free: { list: new Float32Array(2) } } }),
    undefined: () => ({ observation: { free: { a: undefined } } }),
    nothing: () => undefined,
    string: () => {
      throw "a string";
    },
    good: () => good,
  };
  const implementation = defineEnvironment({
    name: "broken",
    action: z.object({ what: z.string() }),
    observation: z.object({ free: z.unknown() }),
  }).implement(() => ({ reset: () => good, step: ({ what }) => returns[what]!() as typeof good }));
  const { session } = await openSession(implementation);
  const connection = connect(session);
  connection.receive('{"type":"reset"}');
  for (const [what, code] of broken) {
    assert.equal(errorIn(connection.receive(`{"type":"step","data":{"what":"${what}"}}`)).code, code, what);
  }
  assert.match(connection.receive('{"type":"step","data":{"what":"good"}}') as string, /"free":1/);
  await session.close();
});

// Opening.

Deno.test("open() answers with nothing when the session opens, and with an error frame when it does not", async () => {
  const stage = new PuppetStage();
  const good = makeSession(stage.implementation);
  assert.equal(connect(good.session).open(), undefined);
  await good.session.close();
  stage.factoryMode = "throw";
  const bad = makeSession(stage.implementation);
  assert.deepEqual(errorIn(connect(bad.session).open()), {
    message: "Environment factory 'puppet' failed to create instance.",
    code: "FACTORY_ERROR",
    factory_name: "puppet",
    reason: "no puppets today",
  });
  await bad.session.close();
});

Deno.test("open() lets frames wait for a session that takes its time", async () => {
  const stage = new PuppetStage();
  stage.factoryMode = "later";
  const { session } = makeSession(stage.implementation);
  const connection = connect(session);
  const opening = connection.open();
  const reset = connection.receive('{"type":"reset","data":{"tag":7}}');
  assert.equal((await settlementOf(reset)).status, "pending");
  stage.releaseFactory();
  assert.equal(await opening, undefined);
  assert.equal(JSON.parse((await reset)!).data.observation.tag, 7);
  await session.close();
});

Deno.test("open() answers TIMEOUT when the factory hangs", async () => {
  const stage = new PuppetStage();
  stage.factoryMode = "later";
  const { session, clock } = makeSession(stage.implementation);
  const opening = connect(session).open();
  clock.advance(TEST_LIMITS.createMs);
  assert.equal(errorIn(await opening).code, "TIMEOUT");
  await session.close();
  stage.releaseFactory();
  await flushPromises();
});

Deno.test("receive() hands objects over as they are when frames are objects", async () => {
  const { session } = await openSession(note);
  const connection = new Connection(session, objectCodec);
  assert.deepEqual(connection.receive({ type: "reset", data: { seed: 1 } }), {
    type: "observation",
    data: {
      observation: { metadata: {}, echoed: "ready 1 None", inner: null },
      reward: null,
      done: false,
      terminated: false,
      truncated: false,
    },
  });
  assert.deepEqual(connection.receive({ type: "nope" }), {
    type: "error",
    data: { message: "Unknown message type: nope", code: "UNKNOWN_TYPE" },
  });
  await session.close();
});

Deno.test("receive() answers in order whatever an environment throws, now or later", async () => {
  for (const [name, make] of Object.entries(HOSTILE_ERRORS)) {
    for (const later of [false, true]) {
      const fail = () => {
        if (later) return Promise.reject(make());
        throw make();
      };
      const contract = defineEnvironment({ name: "hostile", action: z.object({}), observation: z.object({}) });
      const environment = contract.implement(() => ({ reset: () => ({ observation: {} }), step: fail, state: fail }));
      const { session } = await openSession(environment);
      const connection = connect(session);
      const types = ["reset", "step", "state", "nope", "step", "reset"];
      const replies = types.map((type) =>
        connection.receive(JSON.stringify({ type, ...(type === "step" ? { data: {} } : {}) }))
      );
      const answers = (await Promise.all(replies)).map((reply) => JSON.parse(reply!));
      const found = answers.map(({ type, data }) => type === "error" ? data.code : type);
      const thrown = "EXECUTION_ERROR";
      assert.deepEqual(found, ["observation", thrown, thrown, "UNKNOWN_TYPE", thrown, "observation"], name);
      for (const { type, data } of answers) if (type === "error") assert.equal(typeof data.message, "string", name);
      await session.close();
    }
  }
});

Deno.test("receive() answers with an error when what an environment returned throws as it is read", async () => {
  const throwing = (key: string) => Object.defineProperty({ observation: {} }, key, { get: throwUnreadable });
  for (const key of ["observation", "reward", "terminated", "info", "then"]) {
    for (const later of [false, true]) {
      const contract = defineEnvironment({ name: "hostile", action: z.object({}), observation: z.object({}) });
      const step = () => later ? Promise.resolve().then(() => throwing(key)) : throwing(key);
      const environment = contract.implement(() => ({ reset: () => ({ observation: {} }), step: step as never }));
      const { session } = await openSession(environment);
      const connection = connect(session);
      await connection.receive('{"type":"reset"}');
      const [failed, after] = [connection.receive('{"type":"step","data":{}}'), connection.receive('{"type":"state"}')];
      assert.equal(errorIn(await failed).code, "EXECUTION_ERROR", key);
      assert.match((await after)!, /^\{"type":"state"/, key);
      await session.close();
    }
  }
});

function throwUnreadable(): never {
  throw HOSTILE_ERRORS["a message that throws"]!();
}
