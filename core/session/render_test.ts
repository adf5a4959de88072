import assert from "node:assert/strict";
import { z } from "zod";
import type { AnyImplementation } from "../contract/contract.ts";
import { defineEnvironment } from "../contract/define_environment.ts";
import type { Environment } from "../environment.ts";
import type { EpisodeView } from "../rendering.ts";
import { rubric } from "../rubrics/short_form.ts";
import { type OpenSession, openSession } from "../testing_fixtures/open_session.ts";
import { codeOf, errorOf, settlementOf } from "../testing_fixtures/settlement.ts";
import { isPromiseLike } from "../async/is_promise_like.ts";
import { defineTool, type ToolContext } from "../tools/tool.ts";
import { defineToolEnvironment } from "../tools/tool_environment.ts";

const PNG = new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 1, 2]);
const SVG = '<svg xmlns="http://www.w3.org/2000/svg"/>';

const contract = defineEnvironment({
  name: "drawn",
  action: z.object({ by: z.int() }),
  observation: z.object({ n: z.int() }),
});

type Drawn = Environment<typeof contract>;

/** The sessions of the test that runs. */
const open: OpenSession["session"][] = [];

function test(name: string, play: () => Promise<void>): void {
  Deno.test(name, async () => {
    try {
      await play();
    } finally {
      await Promise.all(open.splice(0).map((session) => session.close()));
    }
  });
}

async function opening(implementation: AnyImplementation): Promise<OpenSession> {
  const opened = await openSession(implementation);
  open.push(opened.session);
  return opened;
}

/** An open session of an environment with these methods, after a reset. */
async function drawing(methods: Partial<Record<keyof Drawn, unknown>>) {
  const instance = { reset: () => ({ observation: { n: 0 } }), step: () => ({ observation: { n: 1 } }), ...methods };
  const opened = await opening(contract.implement(() => instance as unknown as Drawn));
  await opened.session.reset({});
  return opened;
}

/** The message with which a drawing is refused. */
async function refusalOf(rendering: unknown): Promise<string> {
  const { session } = await drawing({ render: () => rendering });
  const error = await errorOf(() => session.render());
  assert.equal(error.code, "INVALID_RENDERING");
  await session.step({ by: 1 });
  return error.message;
}

test("render() returns every form at once, and later changes to them have no effect", async () => {
  const table = { columns: ["a", "b"], rows: [["x", 1], [null, true]] };
  const png = PNG.slice();
  const { session } = await drawing({ render: () => ({ text: "hi", svg: SVG, png, table }) });
  const view = session.render();
  assert.ok(!isPromiseLike(view));
  png[9] = 77;
  table.rows[0]![0] = "y";
  await Promise.resolve();
  assert.deepEqual(view, {
    rendering: { text: "hi", svg: SVG, png: PNG, table: { columns: ["a", "b"], rows: [["x", 1], [null, true]] } },
  });
});

test("render() is a call like any other: in its turn, and of no other session's concern", async () => {
  const held = Promise.withResolvers<{ observation: { n: number } }>();
  let isDrawn = false;
  const { session } = await drawing({
    step: () => held.promise,
    render: async () => (isDrawn = true, await Promise.resolve(), { text: "after the step" }),
  });
  const step = session.step({ by: 1 });
  const view = session.render();
  const state = session.state();
  assert.deepEqual([await settlementOf(view), isDrawn], [{ status: "pending" }, false]);
  held.resolve({ observation: { n: 1 } });
  await step;
  assert.deepEqual(await view, { rendering: { text: "after the step" } });
  assert.equal((await state).step_count, 1);
});

test("render() refuses what can't be shown, with its place", async () => {
  const cases: readonly [rendering: unknown, message: string][] = [
    [undefined, "rendering is undefined, expected { text?, svg?, png?, table? }"],
    ["text", "rendering is a string, expected { text?, svg?, png?, table? }"],
    [{ html: "<b>" }, "rendering.html is unknown; a drawing has text, svg, png and table"],
    [{ ["__proto__x"]: 1 }, "rendering.__proto__x is unknown; a drawing has text, svg, png and table"],
    [{ text: 5 }, "rendering.text is a number, expected a string"],
    [{ svg: "picture" }, "rendering.svg has no element <svg>"],
    [{ svg: "<svg>" }, 'rendering.svg lacks xmlns="http://www.w3.org/2000/svg" in its <svg>'],
    [{ png: [1, 2] }, "rendering.png is an array, expected a Uint8Array"],
    [{ png: new Uint8Array(20) }, "rendering.png is not a PNG file"],
    [{ table: { rows: 3 } }, "rendering.table.rows is a number, expected an array"],
    [{ table: { rows: [], style: "" } }, "rendering.table.style is unknown; a table has columns and rows"],
    [{ table: { columns: [1], rows: [] } }, "rendering.table.columns is no list of strings"],
    [
      { table: { rows: [["a"], [NaN]] } },
      "rendering.table.rows[1] is no list of strings, finite numbers, booleans and null",
    ],
    [{ table: { rows: [[{}]] } }, "rendering.table.rows[0] is no list of strings, finite numbers, booleans and null"],
    [
      { table: { columns: ["a", "b"], rows: [["a"]] } },
      "rendering.table.rows[0] has 1 cells, but there are 2 columns",
    ],
    [
      { text: "x".repeat(2 ** 23), svg: SVG },
      `rendering has a size of ${2 ** 23 + SVG.length}, and the limit is ${2 ** 23}`,
    ],
    [{
      get text() {
        throw new Error("no text today");
      },
    }, "rendering cannot be read: no text today"],
  ];
  for (const [rendering, message] of cases) {
    assert.equal(await refusalOf(rendering), `Cannot show rendering: ${message}`);
    assert.equal(await refusalOf(Promise.resolve(rendering)), `Cannot show rendering: ${message}`);
  }
});

test("render() labels what an environment throws, and the episode goes on", async () => {
  for (const render of [() => fail(), () => Promise.reject(new Error("no ink"))]) {
    const { session } = await drawing({ render });
    const error = await errorOf(() => session.render());
    assert.deepEqual([error.code, error.message], ["EXECUTION_ERROR", "no ink"]);
    assert.deepEqual((await session.step({ by: 1 })).observation, { n: 1 });
  }
});

function fail(): never {
  throw new Error("no ink");
}

test("render() says that there is nothing to show, or nothing yet", async () => {
  const { session } = await drawing({});
  assert.equal(await codeOf(() => session.render()), "NOT_RENDERABLE");
  const { session: fresh } = await opening(
    contract.implement(() => ({
      reset: () => ({ observation: { n: 0 } }),
      step: () => ({ observation: { n: 1 } }),
      render: () => ({ text: "" }),
    })),
  );
  const error = await errorOf(() => fresh.render());
  assert.deepEqual([error.code, error.message], ["NOT_RESET", "Cannot render session: environment has not been reset"]);
});

test("render() that overruns its deadline ends the instance, and a reset makes another", async () => {
  const { session, clock } = await drawing({ render: () => new Promise(() => {}) });
  const view = session.render();
  clock.advance(100);
  assert.equal(await codeOf(() => view), "TIMEOUT");
  assert.equal(await codeOf(() => session.step({ by: 1 })), "SESSION_BROKEN");
  await session.reset({});
  await session.step({ by: 1 });
});

test("render() returns webActions, which the contract checks", async () => {
  let n = 0;
  const { session } = await drawing({
    step: () => ({ observation: { n: ++n } }),
    webActions: () => [{ label: `to ${n + 1}`, action: { by: 1 } }],
  });
  await session.step({ by: 1 });
  assert.deepEqual(session.render(), { actions: [{ label: "to 2", action: { by: 1 } }] });
  const cases: readonly [actions: unknown, message: RegExp][] = [
    [{}, /^webActions is an object, expected a list of \{ label, action \}$/],
    [["x"], /^webActions\[0\] is a string, expected \{ label, action \}$/],
    [[{ label: "", action: { by: 1 } }], /^webActions\[0\]\.label is no text$/],
    [[{ label: "x".repeat(201), action: { by: 1 } }], /^webActions\[0\]\.label has more than 200 characters$/],
    [
      [{ label: "x", action: { by: 1 } }, { label: "y", action: { by: "no" } }],
      /^webActions\[1\]\.action is no valid action: /,
    ],
    [[{ label: "x", action: { by: NaN } }], /^webActions\[0\]\.action\.by is NaN, which JSON cannot carry$/],
    [
      [{ label: "x", action: { by: 1 }, icon: "" }],
      /^webActions\[0\]\.icon is unknown; an action has label and action$/,
    ],
    [new Array(257).fill({ label: "x", action: { by: 1 } }), /^webActions has 257 actions, at most 256$/],
  ];
  for (const [actions, message] of cases) {
    const { session } = await drawing({ webActions: () => actions });
    const error = await errorOf(() => session.render());
    assert.equal(error.code, "INVALID_RENDERING");
    assert.match(error.message.replace("Cannot show webActions: ", ""), message);
  }
});

test("render() has the scores of the last step by part, from the first call on", async () => {
  const action = rubric<{ by: number }, { n: number }>({
    half: [({ by }) => by, 0.5],
    other: [() => 1, 0.5],
  });
  const { session } = await drawing({ rubric: action });
  const none = { parts: { half: null, other: null } };
  assert.deepEqual(session.render(), none);
  await session.step({ by: 0 });
  assert.deepEqual(session.render(), { parts: { half: 0, other: 1 } });
  const { info } = await session.step({ by: 1 });
  assert.deepEqual([info, session.render()], [{}, { parts: { half: 1, other: 1 } }]);
  await session.reset({});
  assert.deepEqual(session.render(), none);
});

test("defineToolEnvironment() draws its world", async () => {
  const add = defineTool({
    name: "add",
    description: "Adds.",
    input: z.object({}),
    run: (_, { world }: ToolContext<{ n: number }>) => ++world.n,
  });
  const tools = defineToolEnvironment({
    name: "tools",
    tools: [add],
    start: () => ({ n: 0 }),
    render: ({ n }) => ({ text: `n is ${n}` }),
    webActions: () => [{ label: "add", action: { type: "call_tool", tool_name: "add", arguments: {} } }],
  });
  const { session } = await opening(tools);
  assert.equal(await codeOf(() => session.render()), "NOT_RESET");
  await session.step({ type: "call_tool", tool_name: "add", arguments: {} });
  const { rendering, actions } = await session.render() as EpisodeView;
  assert.deepEqual(rendering, { text: "n is 1" });
  await session.step(actions![0]!.action);
  assert.equal((await session.render()).rendering!.text, "n is 2");
});

test("follower is called with each result and what it came of, before the caller gets it", async () => {
  const { session } = await drawing({ step: ({ by }: { by: number }) => Promise.resolve({ observation: { n: by } }) });
  const seen: unknown[] = [];
  session.follower = (call, input, { observation }) => void seen.push([call, input, observation]);
  await session.step({ by: 3 });
  await session.reset({ seed: 4 });
  assert.deepEqual(seen, [["step", { by: 3 }, { n: 3 }], ["reset", { seed: 4 }, { n: 0 }]]);
});
