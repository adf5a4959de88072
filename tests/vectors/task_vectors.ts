/**
 * Requests about tasks, recorded from the reference server with the Note environment, which has none, and with that of
 * `tests/interop/task_server.py`, which has three in each of two splits.
 *
 * @module
 */

import { CRASH, item, refused, WORDS } from "./http_bodies.ts";
import type { HttpAnswer, HttpSituation, HttpVector } from "./http_vector.ts";

const MISSING = item("missing", '["body","split"]', WORDS.missing, "{}");
const OUTSIDE = { status: 400, body: '{"detail":"Invalid task index"}' } as const;
const SPLITS = ok('[{"name":"train","type":"train"},{"name":"hard","type":"validation"}]');
const TRAIN = ["train-0", "train-1", "train-2"] as const;
const NO_METHOD = { status: 405, body: '{"detail":"Method Not Allowed"}' } as const;

/** The rows. */
export const TASK_VECTORS: readonly HttpVector[] = [
  ...withoutTasks(),
  ...names(),
  ...lists(),
  ...single(),
  ...ranges(),
];

/** An environment that has no tasks, that cannot be built, and in production mode. */
function withoutTasks(): HttpVector[] {
  const none = (name: string) => ({ status: 501, body: `{"detail":"${name} is not supported for this environment"}` });
  return [
    { id: "environments", request: "GET /list_environments", ...ok('["note_env"]') },
    { id: "splits-of-none", request: "GET /note_env/splits", ...none("list_splits") },
    { id: "tasks-of-none", ...post("tasks", '{"split":"train"}'), ...none("list_tasks") },
    { id: "num-tasks-of-none", ...post("num_tasks", '{"split":"train"}'), ...none("num_tasks") },
    { id: "task-of-none", ...post("task", '{"split":"train","index":1}'), ...none("get_task") },
    { id: "task-range-of-none", ...post("task_range", '{"split":"train"}'), ...none("get_task_range") },
    { id: "tasks-of-none-refused", ...post("tasks", "{}"), ...refused(MISSING) },
    {
      id: "production-environments",
      request: "GET /list_environments",
      server: "production",
      ...ok('["note_env"]'),
    },
    { id: "production-splits", request: "GET /note_env/splits", server: "production", ...none("list_splits") },
    { id: "failing-environments", request: "GET /list_environments", server: "failing", ...ok('["note_env"]') },
    {
      id: "failing-splits",
      request: "GET /note_env/splits",
      server: "failing",
      ...CRASH,
      ours: { difference: "D28", answer: none("list_splits") },
    },
  ];
}

/** The environment's name in the path, other methods, and paths that only look like these. */
function names(): HttpVector[] {
  const server = "tasks";
  const unknown = (name: string) => ({ status: 404, body: JSON.stringify({ detail: `unknown environment ${name}` }) });
  const nothing = { status: 404, body: '{"detail":"Not Found"}' };
  return [
    { id: "splits", request: "GET /note_env/splits", server, ...SPLITS },
    { id: "splits-in-capitals", request: "GET /NOTE_ENV/splits", server, ...SPLITS },
    { id: "splits-percent-encoded", request: "GET /%6eote%5Fenv/splits", server, ...SPLITS },
    { id: "splits-of-other", request: "GET /a/splits", server, ...unknown("'a'") },
    { id: "splits-of-proto", request: "GET /__proto__/splits", server, ...unknown("'__proto__'") },
    { id: "splits-of-quote", request: "GET /it's/splits", server, ...unknown(`"it's"`) },
    { id: "splits-of-quotes", request: "GET /%22'/splits", server, ...unknown(`'"\\''`) },
    { id: "splits-of-accent", request: "GET /%C3%A9/splits", server, ...unknown("'\u00e9'") },
    { id: "splits-of-tab", request: "GET /%09/splits", server, ...unknown("'\\t'") },
    {
      id: "splits-of-slash",
      request: "GET /a%2Fb/splits",
      server,
      ...nothing,
      ours: { difference: "D39", answer: unknown("'a/b'") },
    },
    {
      id: "splits-of-half",
      request: "GET /%FF/splits",
      server,
      ...unknown("'\ufffd'"),
      ours: { difference: "D39", answer: unknown("'%FF'") },
    },
    { id: "splits-of-nothing", request: "GET //splits", server, ...nothing },
    { id: "splits-slash", request: "GET /note_env/splits/", server, status: 307, body: "" },
    { id: "tasks-slash", ...post("tasks/", '{"split":"train"}', server), status: 307, body: "" },
    { id: "tasks-slash-by-get", request: "GET /note_env/tasks/", server, status: 307, body: "" },
    { id: "splits-by-post", ...post("splits", "{}", server), ...NO_METHOD },
    { id: "tasks-by-get", request: "GET /x/tasks", server, ...NO_METHOD },
    { id: "environments-by-post", request: "POST /list_environments", send: "{}", server, ...NO_METHOD },
    { id: "tasks-of-other", request: "POST /a/tasks", send: '{"split":"train"}', server, ...unknown("'a'") },
    { id: "tasks-of-other-refused", request: "POST /a/tasks", send: "{}", server, ...refused(MISSING) },
  ];
}

/** Whole splits, their lengths, and bodies that name none. */
function lists(): HttpVector[] {
  const server = "tasks";
  const tasks = (body: string) => post("tasks", body, server);
  const noObject = (input: string) => refused(item("model_attributes_type", '["body"]', WORDS.noObject, input));
  const noText = (input: string) => refused(item("string_type", '["body","split"]', WORDS.noText, input));
  const extra = (key: string, input: string) =>
    item("extra_forbidden", `["body","${key}"]`, "Extra inputs are not permitted", input);
  return [
    { id: "tasks", ...tasks('{"split":"train"}'), ...ok(`{"tasks":[${all(...TRAIN)}],"env_name":"note_env"}`) },
    {
      id: "tasks-in-capitals",
      request: "POST /Note_Env/tasks",
      send: '{"split":"hard"}',
      server,
      ...ok(`{"tasks":[${all("hard-0", "hard-1", "hard-2")}],"env_name":"note_env"}`),
    },
    { id: "num-tasks", ...post("num_tasks", '{"split":"train"}', server), ...ok('{"num_tasks":3}') },
    { id: "tasks-empty-object", ...tasks("{}"), ...refused(MISSING) },
    { id: "tasks-array", ...tasks("[]"), ...noObject("[]") },
    { id: "tasks-number", ...tasks("5"), ...noObject("5") },
    { id: "tasks-null", ...tasks("null"), ...noObject("null") },
    { id: "tasks-no-body", ...tasks(""), ...refused(item("missing", '["body"]', WORDS.missing, "null")) },
    {
      id: "tasks-malformed",
      ...tasks("{bad"),
      ...refused(item("json_invalid", '["body",1]', "JSON decode error", "{}", '{"error":"<text>"}')),
    },
    { id: "tasks-split-number", ...tasks('{"split":5}'), ...noText("5") },
    { id: "tasks-split-null", ...tasks('{"split":null}'), ...noText("null") },
    { id: "tasks-unknown-key", ...tasks('{"split":"train","x":1}'), ...refused(extra("x", "1")) },
    {
      id: "tasks-proto",
      ...tasks('{"__proto__":1}'),
      ...refused(item("missing", '["body","split"]', WORDS.missing, '{"__proto__":1}'), extra("__proto__", "1")),
    },
    unknownSplit("tasks-unknown-split", tasks('{"split":"nope"}'), "nope"),
    unknownSplit("tasks-proto-split", tasks('{"split":"__proto__"}'), "__proto__"),
    unknownSplit("num-tasks-unknown-split", post("num_tasks", '{"split":"nope"}', server), "nope"),
  ];
}

function unknownSplit(id: string, request: Pick<HttpVector, "request" | "send" | "server">, split: string): HttpVector {
  const detail = `Cannot find split "${split}": there are "train", "hard"`;
  const answer = { status: 400, body: JSON.stringify({ detail }) };
  return { id, ...request, ...CRASH, ours: { difference: "D38", answer } };
}

/** One task: indexes of every kind. */
function single(): HttpVector[] {
  const task = (id: string, body: string, answer: HttpAnswer): HttpVector => ({
    id,
    ...post("task", body, "tasks"),
    ...answer,
  });
  const at = (index: string) => `{"split":"train","index":${index}}`;
  const refusal = (type: string, msg: string, input: string) => refused(item(type, '["body","index"]', msg, input));
  const found = (name: string) => ok(`{"task":${all(name)}}`);
  const fraction = `${WORDS.noInteger}, got a number with a fractional part`;
  const unparsed = `${WORDS.noInteger}, unable to parse string as an integer`;
  const notFinite = refused(item("finite_number", '["body","index"]', WORDS.notFinite, "null"));
  const tooLarge = "Unable to parse input string as an integer, exceeded maximum size";
  const extra = item("extra_forbidden", '["body","x"]', "Extra inputs are not permitted", "1");
  return [
    task("task", at("1"), found("train-1")),
    task("task-text", at('" 1 "'), found("train-1")),
    task("task-whole-number", at("1.0"), found("train-1")),
    task("task-whole-text", at('"1.0"'), found("train-1")),
    task("task-boolean", at("true"), found("train-1")),
    task("task-last", at("-1"), found("train-2")),
    task("task-first-from-the-end", at("-3"), found("train-0")),
    task("task-before-the-first", at("-4"), OUTSIDE),
    task("task-outside", at("9"), OUTSIDE),
    task("task-far-outside", at("123456789012345678901234567890"), OUTSIDE),
    task("task-fraction", at("1.5"), refusal("int_from_float", fraction, "1.5")),
    task("task-no-number", at('"x"'), refusal("int_parsing", unparsed, '"x"')),
    task("task-null", at("null"), refusal("int_type", WORDS.noInteger, "null")),
    task("task-array", at("[]"), refusal("int_type", WORDS.noInteger, "[]")),
    { ...task("task-nan", at("NaN"), CRASH), ours: { difference: "D32", answer: notFinite } },
    { ...task("task-infinite", at("1e400"), CRASH), ours: { difference: "D32", answer: notFinite } },
    {
      ...task("task-exponent", at("1e20"), refusal("int_parsing_size", tooLarge, "1e+20")),
      ours: { difference: "D40", answer: OUTSIDE },
    },
    task(
      "task-without-index",
      '{"split":"train"}',
      refused(item("missing", '["body","index"]', WORDS.missing, '{"split":"train"}')),
    ),
    task("task-unknown-key", '{"split":"train","index":1,"x":1}', refused(extra)),
    task(
      "task-all-wrong",
      '{"x":1,"index":"x","split":1}',
      refused(
        item("string_type", '["body","split"]', WORDS.noText, "1"),
        item("int_parsing", '["body","index"]', unparsed, '"x"'),
        extra,
      ),
    ),
    unknownSplit("task-unknown-split", post("task", '{"split":"nope","index":0}', "tasks"), "nope"),
  ];
}

/** Ranges, by the rules of Python's slices. */
function ranges(): HttpVector[] {
  const rows: readonly (readonly [id: string, ends: string, names: readonly string[]])[] = [
    ["whole", "", TRAIN],
    ["nulls", ',"start":null,"stop":null', TRAIN],
    ["middle", ',"start":1,"stop":2', ["train-1"]],
    ["texts", ',"start":"1","stop":"2"', ["train-1"]],
    ["boolean", ',"stop":true', ["train-0"]],
    ["start-from-the-end", ',"start":-2', ["train-1", "train-2"]],
    ["stop-from-the-end", ',"stop":-1', ["train-0", "train-1"]],
    ["start-outside", ',"start":5', []],
    ["crossed", ',"start":2,"stop":1', []],
    ["wider", ',"start":-99,"stop":99', TRAIN],
    ["widest", ',"start":0,"stop":1e18', TRAIN],
  ];
  const text = `${WORDS.noInteger}, unable to parse string as an integer`;
  return [
    ...rows.map(([id, ends, names]) => ({
      id: `task-range-${id}`,
      ...post("task_range", `{"split":"train"${ends}}`, "tasks"),
      ...ok(`{"tasks":[${all(...names)}]}`),
    })),
    {
      id: "task-range-refused",
      ...post("task_range", '{"split":"train","start":"a","stop":[]}', "tasks"),
      ...refused(
        item("int_parsing", '["body","start"]', text, '"a"'),
        item("int_type", '["body","stop"]', WORDS.noInteger, "[]"),
      ),
    },
    unknownSplit("task-range-unknown-split", post("task_range", '{"split":"nope"}', "tasks"), "nope"),
  ];
}

function post(verb: string, send: string, server?: HttpSituation): Pick<HttpVector, "request" | "send" | "server"> {
  return { request: `POST /note_env/${verb}`, send, ...(server && { server }) };
}

function ok(body: string): HttpAnswer {
  return { status: 200, body };
}

function all(...names: readonly string[]): string {
  return names.map((name) => `{"id":"${name}"}`).join(",");
}
