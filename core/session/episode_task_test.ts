import assert from "node:assert/strict";
import { z } from "zod";
import type { EpisodeContext } from "../context.ts";
import { defineEnvironment } from "../contract/define_environment.ts";
import type { AnyImplementation } from "../contract/contract.ts";
import { textCodec } from "../protocol/codec.ts";
import { Connection } from "../protocol/connection.ts";
import type { AnyTaskProvider, EpisodeTask } from "../tasks/task.ts";
import { taskOf } from "../tasks/task_of.ts";
import { tasksFromArrays } from "../tasks/tasks_from_arrays.ts";
import { tasksFromGenerator } from "../tasks/tasks_from_generator.ts";
import { codeOf, errorOf } from "../testing_fixtures/settlement.ts";
import { Deadlines } from "../async/deadlines.ts";
import type { HostedEnvironment } from "./environment_host.ts";
import { InlineHost } from "./inline_host.ts";
import { isPromiseLike } from "../async/is_promise_like.ts";
import { Session } from "./session.ts";
import { DEFAULT_SESSION_LIMITS } from "./session_settings.ts";

const IDS = '"hard-0", "train-0", "train-1", "train-2", "train-3"';

const SECRET = "a secret answer";

const quiz = tasksFromArrays({
  hard: [{ question: "h0", answer: SECRET }],
  train: ["t0", "t1", "t2", "t3"].map((question) => ({ question, answer: SECRET })),
  test: [{ id: "last", question: "x0", answer: SECRET }],
}, { private: ["answer"] });

/** The same tasks, with methods that return promises. */
const slowQuiz = Object.fromEntries(
  Object.entries(quiz).map(([name, method]) => [name, (...args: never[]) => Promise.resolve(method(...args))]),
) as unknown as AnyTaskProvider;

/** A record of what an environment receives. */
interface Seen {
  readonly resets: Record<string, unknown>[];
  readonly tasks: (EpisodeTask | undefined)[];
  readonly numbers: number[];
  own: Record<string, unknown>;
}

function makeEnvironment(tasks: AnyTaskProvider | undefined, seen: Seen, rules = {}): AnyImplementation {
  const contract = defineEnvironment({
    name: "quiz",
    action: z.object({}),
    observation: z.object({ n: z.int() }),
    tasks,
    ...rules,
  });
  const observe = ({ task, random }: EpisodeContext) => {
    seen.tasks.push(task);
    return { observation: { n: seen.numbers[seen.numbers.push(random.int(0, 1e6)) - 1]! } };
  };
  return contract.implement(() => ({
    reset(options, context) {
      seen.resets.push({ ...options });
      return observe(context);
    },
    step: (_action, context) => observe(context),
    state: () => seen.own,
  }));
}

function start(tasks: AnyTaskProvider | undefined, rules = {}): { hosted: HostedEnvironment; seen: Seen } {
  const seen: Seen = { resets: [], tasks: [], numbers: [], own: {} };
  const host = new InlineHost(makeEnvironment(tasks, seen, rules), { log: () => {} });
  return { hosted: host.create() as HostedEnvironment, seen };
}

function place(task: EpisodeTask | undefined): string | undefined {
  return task && `${task.id} ${task.split} ${task.index}`;
}

Deno.test("reset() draws no task for a contract with drawsTask: false, and still gives the one that is named", () => {
  const { hosted, seen } = start(quiz, { drawsTask: false });
  hosted.reset({ seed: 1, episode_id: "e" }, 100);
  hosted.reset({ seed: 1, episode_id: "e", split: "test" }, 100);
  hosted.reset({ seed: 1, episode_id: "e", index: 2 }, 100);
  assert.deepEqual(seen.tasks.map(place), [undefined, "last test 0", "train-2 train 2"]);
  assert.deepEqual(Object.keys(seen.resets[0]!), ["seed", "episode_id"]);
});

for (const [kind, tasks] of [["synchronous", quiz], ["asynchronous", slowQuiz]] as const) {
  Deno.test(`reset() gives the episode the task that is named, of ${kind} tasks`, async () => {
    const choices: [Record<string, unknown>, string][] = [
      [{ split: "train", index: 2 }, "train-2 train 2"],
      [{ split: "hard", index: "0" }, "hard-0 hard 0"],
      [{ index: 3 }, "train-3 train 3"],
      [{ split: "test" }, "last test 0"],
      [{ task_id: "last" }, "last test 0"],
      [{ task_id: "train-1" }, "train-1 train 1"],
      [{ task_id: "train-1", split: "train", index: 1 }, "train-1 train 1"],
    ];
    for (const [choice, expected] of choices) {
      const { hosted, seen } = start(tasks);
      const result = hosted.reset({ seed: 1, episode_id: "e", ...choice }, 100);
      assert.equal(isPromiseLike(result), kind === "asynchronous");
      assert.deepEqual((await result).info, {});
      await hosted.step({}, 100);
      assert.deepEqual(seen.tasks.map(place), [expected, expected]);
      const [task_id, split, index] = expected.split(" ");
      assert.deepEqual(seen.resets, [{ seed: 1, episode_id: "e", split, index: Number(index), task_id }]);
      const state = { episode_id: "e", step_count: 1, seed: 1, task_id, split, index: Number(index) };
      assert.deepEqual(await hosted.state(100), state);
    }
  });

  Deno.test(`reset() refuses a task that is not there, of ${kind} tasks, and leaves the episode as it is`, async () => {
    const items: [Record<string, unknown>, unknown[]][] = [
      [{ split: "tran" }, [
        "value_error",
        ["split"],
        'Input should be the name of a split: "hard", "train", "test"; the nearest is "train"',
      ]],
      [{ split: "x", index: 0 }, [
        "value_error",
        ["split"],
        'Input should be the name of a split: "hard", "train", "test"',
      ]],
      [{ split: "train", index: 4 }, ["less_than", ["index"], "Input should be less than 4"]],
      [{ index: 2 ** 60 }, ["less_than", ["index"], "Input should be less than 4"]],
      [{ index: -1 }, ["greater_than_equal", ["index"], "Input should be greater than or equal to 0"]],
      [{ index: "x" }, [
        "int_parsing",
        ["index"],
        "Input should be a valid integer, unable to parse string as an integer",
      ]],
      [{ task_id: "lats" }, ["value_error", ["task_id"], `Input should be the id of a task, such as ${IDS}`]],
      [{ task_id: "trai-1" }, [
        "value_error",
        ["task_id"],
        `Input should be the id of a task, such as ${IDS}; the nearest is "train-1"`,
      ]],
      [{ task_id: 7 }, ["string_type", ["task_id"], "Input should be a valid string"]],
      [{ split: ["train"] }, ["string_type", ["split"], "Input should be a valid string"]],
    ];
    const { hosted, seen } = start(tasks);
    await hosted.reset({ split: "train", index: 2, episode_id: "before" }, 100);
    for (const [choice, expected] of items) {
      const error = await errorOf(() => hosted.reset(choice, 100));
      assert.equal(error.code, "VALIDATION_ERROR");
      assert.deepEqual(
        error.data.errors.map(({ type, loc, msg }: Record<string, unknown>) => [type, loc, msg]),
        [expected],
        JSON.stringify(choice),
      );
      const [{ loc, input }] = error.data.errors;
      assert.deepEqual(input, choice[loc[0]]);
    }
    assert.equal(seen.resets.length, 1);
    await hosted.step({}, 100);
    assert.equal((await hosted.state(100)).episode_id, "before");
  });
}

Deno.test("reset() refuses an id whose task is not in the place beside it", async () => {
  const { hosted } = start(quiz);
  const error = await errorOf(() => hosted.reset({ task_id: "last", split: "train", index: 2 }, 100));
  assert.equal(error.message, 'Cannot parse reset options: options.split: Input should be "test", where that task is');
  assert.deepEqual(error.data.errors, [
    { type: "value_error", loc: ["split"], msg: 'Input should be "test", where that task is', input: "train" },
    { type: "value_error", loc: ["index"], msg: "Input should be 0, where that task is", input: 2 },
  ]);
  assert.equal(await codeOf(() => hosted.step({}, 100)), "NOT_RESET");
});

Deno.test("reset() draws the task from the seed when none is named, from the first split that is for training", () => {
  const places = (seed: number, choice = {}) => {
    const { hosted, seen } = start(quiz);
    hosted.reset({ seed, ...choice }, 100);
    return place(seen.tasks[0]);
  };
  const drawn = Array.from({ length: 40 }, (_, seed) => places(seed));
  assert.deepEqual(drawn, Array.from({ length: 40 }, (_, seed) => places(seed)));
  assert.deepEqual([...new Set(drawn)].sort(), [0, 1, 2, 3].map((index) => `train-${index} train ${index}`));
  assert.equal(places(7, { split: "hard" }), "hard-0 hard 0");
  const untrained = tasksFromArrays({ hard: [{ q: 1 }], easy: [{ q: 2 }] });
  const { hosted, seen } = start(untrained);
  hosted.reset({}, 100);
  assert.equal(seen.tasks[0]!.split, "hard");
});

Deno.test("reset() draws every task of a split as often as the others", () => {
  const { hosted, seen } = start(quiz);
  for (let seed = 0; seed < 4000; seed++) hosted.reset({ seed }, 100);
  const counts = [0, 1, 2, 3].map((index) => seen.tasks.filter((task) => task!.index === index).length);
  for (const count of counts) assert.ok(Math.abs(count - 1000) < 120, `${counts}`);
});

Deno.test("the choice of a task leaves the random numbers of the environment as they are", () => {
  const numbers = [undefined, quiz].map((tasks) => {
    const { hosted, seen } = start(tasks);
    hosted.reset({ seed: 7 }, 100);
    return seen.numbers;
  });
  const { hosted, seen } = start(quiz);
  hosted.reset({ seed: 7, split: "test", index: 0 }, 100);
  assert.deepEqual(numbers, [seen.numbers, seen.numbers]);
});

Deno.test("reset() refuses an index that is no safe integer, in a split without an end too", async () => {
  const endless: AnyTaskProvider = {
    splits: () => ["train"],
    getTask: (split, index) => ({ id: `${split}-${index}`, public: {} }),
  };
  const { hosted, seen } = start(endless);
  hosted.reset({ index: Number.MAX_SAFE_INTEGER }, 100);
  assert.equal(seen.tasks.at(-1)!.index, Number.MAX_SAFE_INTEGER);
  for (const index of [2 ** 53, 1e300]) {
    const { data } = await errorOf(() => hosted.reset({ index }, 100));
    const msg = "Input should be less than 9007199254740992";
    assert.deepEqual(data.errors, [{ type: "less_than", loc: ["index"], msg, input: index, ctx: { lt: 2 ** 53 } }]);
  }
});

Deno.test("reset() blames the provider for a place that is none, and not what the caller has named", async () => {
  const { hosted } = start({ ...quiz, findTask: () => ({ split: "trian", index: 0 }) });
  assert.equal(await codeOf(() => hosted.reset({ task_id: "train-0", split: "train" }, 100)), "INVALID_TASKS");
});

Deno.test("reset() draws from the first 2^31 tasks of a split without an end", () => {
  const endless = tasksFromGenerator({ splits: { train: Infinity }, generate: ({ index }) => ({ index }) });
  const uncounted: AnyTaskProvider = { splits: () => ["train"], getTask: endless.getTask };
  for (const tasks of [endless, uncounted]) {
    const { hosted, seen } = start(tasks);
    for (let seed = 0; seed < 50; seed++) hosted.reset({ seed }, 100);
    const drawn = seen.tasks.map((task) => task!.index);
    assert.equal(new Set(drawn).size, 50);
    assert.ok(Math.max(...drawn) < 2 ** 31 && Math.max(...drawn) > 2 ** 29);
    hosted.reset({ index: 2 ** 40 }, 100);
    assert.equal(seen.tasks.at(-1)!.id, `train-${2 ** 40}`);
    hosted.reset({ task_id: "train-12" }, 100);
    assert.equal(seen.tasks.at(-1)!.index, 12);
  }
});

Deno.test("reset() refuses a split that is empty", async () => {
  const { hosted } = start(tasksFromArrays({ train: [], test: [{ q: 1 }] }));
  for (const choice of [{}, { split: "train" }, { index: 0 }]) {
    const { data } = await errorOf(() => hosted.reset(choice, 100));
    assert.deepEqual(data.errors, [
      { type: "value_error", loc: ["split"], msg: "Input should be a split that has tasks", input: "train" },
    ]);
  }
});

Deno.test("reset() says what a provider throws", async () => {
  const cause = new Error("the disk is full");
  const failing = (later: boolean) => ({ ...quiz, getTask: () => later ? Promise.reject(cause) : fail(cause) });
  for (const later of [false, true]) {
    const { hosted } = start(failing(later));
    const error = await errorOf(() => hosted.reset({}, 100));
    assert.deepEqual([error.code, error.message, error.cause], ["EXECUTION_ERROR", "the disk is full", cause]);
    assert.equal(await codeOf(() => hosted.step({}, 100)), "NOT_RESET");
  }
  const tooShort: AnyTaskProvider = { splits: () => ["train"], getTask: () => undefined as never };
  assert.equal(await codeOf(() => start(tooShort).hosted.reset({}, 100)), "EXECUTION_ERROR");
  assert.equal(await codeOf(() => start(tooShort).hosted.reset({ index: 1 }, 100)), "VALIDATION_ERROR");
  const broken = { ...quiz, getTask: () => ({ id: "x" }) as never };
  assert.equal(await codeOf(() => start(broken).hosted.reset({}, 100)), "INVALID_TASKS");
});

Deno.test("reset() of an instance that was given up while its task was looked for never reaches the environment", async () => {
  const { hosted, seen } = start(slowQuiz);
  const given = errorOf(() => hosted.reset({}, 100));
  hosted.abort(new RangeError("too late"));
  assert.deepEqual([(await given).message, seen.resets], ["too late", []]);
});

Deno.test("an episode that a step opens has no task", async () => {
  const { hosted, seen } = start(quiz, { requiresReset: false });
  await hosted.step({}, 100);
  assert.deepEqual(seen.tasks, [undefined]);
  assert.deepEqual(Object.keys(await hosted.state(100)), ["episode_id", "step_count", "seed"]);
  assert.throws(() => taskOf(quiz, { task: seen.tasks[0] }), { code: "INVALID_DEFINITION" });
});

Deno.test("the author's own keys of a state win over those of the task", async () => {
  const { hosted, seen } = start(quiz);
  hosted.reset({ task_id: "last" }, 100);
  seen.own = { task_id: "mine" };
  const { task_id, split, index } = await hosted.state(100);
  assert.deepEqual([task_id, split, index], ["mine", "test", 0]);
});

Deno.test("split, index and task_id are unknown options, or the contract's own, when it has no tasks", async () => {
  const { hosted, seen } = start(undefined);
  const { ignored } = await hosted.reset({ seed: 1, episode_id: "e", split: "train", index: 0, task_id: "x" }, 100);
  assert.deepEqual(ignored, ["split", "index", "task_id"]);
  assert.deepEqual(Object.keys(await hosted.state(100)), ["episode_id", "step_count", "seed"]);
  assert.deepEqual(seen.tasks, [undefined]);
  const resetOptions = z.object({ split: z.enum(["a", "b"]), index: z.int() });
  const own = start(undefined, { resetOptions });
  await own.hosted.reset({ seed: 1, episode_id: "e", split: "a", index: -3 }, 100);
  assert.deepEqual(own.seen.resets, [{ split: "a", index: -3, seed: 1, episode_id: "e" }]);
});

Deno.test("taskOf() gives the task of these tasks, and of no others", () => {
  const { hosted, seen } = start(quiz);
  hosted.reset({ task_id: "last" }, 100);
  const context = { task: seen.tasks[0] };
  const answer: string = taskOf(quiz, context).private.answer;
  const question: string = taskOf(quiz, context).public.question;
  assert.deepEqual([answer, question], [SECRET, "x0"]);
  const others = tasksFromArrays({ train: [{ question: "t0" }] });
  assert.throws(() => taskOf(others, context), {
    code: "INVALID_DEFINITION",
    message: "Cannot get task of the episode: it is not one of these tasks",
  });
  const byHand = { id: "a", public: { question: "?" }, private: undefined, split: "train", index: 0 };
  assert.equal(taskOf(others, { task: byHand }).public.question, "?");
});

Deno.test("nothing that leaves a session has the private part of a task", async () => {
  const log = () => {};
  const host = new InlineHost(makeEnvironment(quiz, { resets: [], tasks: [], numbers: [], own: {} }), { log });
  const session = new Session({ id: "s1", host, deadlines: new Deadlines(), limits: DEFAULT_SESSION_LIMITS, log });
  const connection = new Connection(session, textCodec);
  await connection.open();
  const frames = [
    ...['{"type":"reset","data":{"split":"train","index":1}}', '{"type":"reset","data":{"task_id":"nobody"}}'],
    ...['{"type":"step","data":{}}', '{"type":"state"}', '{"type":"reset","data":{"split":"train","index":9}}'],
  ];
  const replies: string[] = [];
  for (const frame of frames) replies.push(String(await connection.receive(frame)));
  await session.close();
  assert.match(replies[3]!, /"task_id":"train-1","split":"train","index":1/);
  assert.doesNotMatch(replies.join("\n"), /secret|answer/);
});

function fail(cause: Error): never {
  throw cause;
}
