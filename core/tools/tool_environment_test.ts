import assert from "node:assert/strict";
import { z } from "zod";
import { connect } from "../../client/connect.ts";
import { defineTool, type ToolContext } from "./tool.ts";
import { ToolError } from "./call_tool.ts";
import { toolContent } from "./tool_content.ts";
import { defineToolEnvironment } from "./tool_environment.ts";

interface Counter {
  count: number;
}

const add = defineTool({
  name: "add",
  description: "Adds to the counter.",
  input: z.object({ by: z.int().min(1).default(1) }),
  output: z.object({ count: z.int() }),
  run({ by }, { world, setReward, endEpisode }: ToolContext<Counter>) {
    world.count += by;
    setReward(by / 10);
    if (world.count >= 10) endEpisode();
    return { count: world.count };
  },
});
const scale = defineTool({
  name: "scale",
  description: "Multiplies a value.",
  input: z.object({ value: z.number(), factor: z.number() }),
  run: ({ value, factor }) => value * factor,
});
const misbehave = defineTool({
  name: "misbehave",
  description: "Goes wrong in many ways.",
  input: z.object({ how: z.enum(["throw", "fail", "hang", "wrong", "cycle", "nothing", "picture", "nan"]) }),
  async run({ how }, { signal, progress }: ToolContext<Counter>): Promise<unknown> {
    switch (how) {
      case "throw":
        throw new Error("kaboom");
      case "fail":
        throw new ToolError("file not found: invalid argument");
      case "hang":
        progress({ progress: 1, total: 2 });
        return await new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
      case "wrong":
        return new Date(0);
      case "cycle": {
        const cycle: Record<string, unknown> = {};
        return cycle.cycle = cycle;
      }
      case "nan":
        return { score: NaN };
      case "picture":
        return toolContent([{ type: "image", data: "AAAA", mimeType: "image/png" }], { width: 1 });
      default:
        return undefined;
    }
  },
});

function makeCounter(toolTimeoutMs?: number) {
  return defineToolEnvironment({
    name: "counter",
    tools: [add, scale, misbehave],
    resetOptions: z.object({ from: z.int().default(0) }),
    state: z.object({ count: z.int() }),
    toolTimeoutMs,
    start: ({ from }): Counter => ({ count: from }),
    welcome: ({ count }) => ({ observation: { count }, reward: 0 }),
    readState: ({ count }) => ({ count }),
  });
}

function call(tool_name: string, args: Record<string, unknown> = {}) {
  return { type: "call_tool" as const, tool_name, arguments: args };
}

Deno.test("a tool environment plays an episode: reset, rewarded calls, the end, and no call after it", async () => {
  await using env = await connect(makeCounter());
  const first = await env.reset({ from: 8, seed: 7 });
  assert.deepEqual([first.observation, first.reward], [{ count: 8 }, 0]);
  const one = await env.step(call("add"));
  assert.deepEqual([one.reward, one.done, one.observation], [0.1, false, {
    tool_name: "add",
    result: {
      content: [{ type: "text", text: '{"count":9}', annotations: null, meta: null }],
      structured_content: { count: 9 },
      meta: null,
      data: { count: 9 },
      is_error: false,
    },
    error: null,
  }]);
  const last = await env.step({ tool_name: "add", arguments: { by: "2" } });
  assert.deepEqual([last.reward, last.terminated], [0.2, true]);
  await assert.rejects(env.step(call("add")), { code: "EPISODE_OVER" });
  assert.equal((await env.state()).count, 11);
});

Deno.test("a tool environment begins an episode at the first call, and lists its tools at any time", async () => {
  await using env = await connect(makeCounter());
  const listed = await env.step({ type: "list_tools" });
  const tools = listed.observation.tools as { name: string; description: string; input_schema: unknown }[];
  assert.deepEqual(tools.map(({ name }) => name), ["add", "scale", "misbehave"]);
  assert.deepEqual(tools[1], {
    name: "scale",
    description: "Multiplies a value.",
    input_schema: {
      type: "object",
      properties: { value: { type: "number" }, factor: { type: "number" } },
      required: ["value", "factor"],
      additionalProperties: false,
    },
  });
  assert.deepEqual(await env.state(), { episode_id: null, step_count: 0 });
  const { observation } = await env.step(call("scale", { value: 4, factor: 3 }));
  assert.deepEqual([observation.result?.data, observation.result?.structured_content], [12, { result: 12 }]);
  assert.equal((await env.state()).step_count, 1);
  await env.step({ type: "list_tools" });
  assert.equal((await env.state()).step_count, 2);
});

Deno.test("a failed call is an observation, classified by what happened and not by its words", async () => {
  const logged: unknown[][] = [];
  await using env = await connect(makeCounter(), { log: (...data) => logged.push(data) });
  await env.reset();
  const errorOf = async (name: string, args: Record<string, unknown> = {}) => {
    const { observation, reward, done } = await env.step(call(name, args));
    assert.deepEqual([observation.tool_name, observation.result, reward, done], [name, null, null, false]);
    return observation.error;
  };
  assert.deepEqual(await errorOf("nope"), { error_type: "tool_not_found", message: "Unknown tool: 'nope'" });
  assert.deepEqual(await errorOf("scale", { value: "x", zz: 1 }), {
    error_type: "invalid_args",
    message: "Invalid arguments for tool 'scale': value: Input should be a valid number, unable to parse string as " +
      "a number; factor: Field required; zz: Extra inputs are not permitted",
  });
  assert.deepEqual(await errorOf("misbehave", { how: "fail" }), {
    error_type: "execution_error",
    message: "file not found: invalid argument",
  });
  assert.equal(logged.length, 0);
  assert.deepEqual(await errorOf("misbehave", { how: "throw" }), {
    error_type: "execution_error",
    message: "Error calling tool 'misbehave': kaboom",
  });
  assert.ok(logged[0]!.some((part) => part instanceof Error && part.message === "kaboom"));
  for (
    const [how, says] of [["wrong", "result is Date"], ["cycle", "nested deeper"], [
      "nan",
      "result.score is NaN",
    ]] as const
  ) {
    const error = await errorOf("misbehave", { how });
    assert.equal(error?.error_type, "execution_error");
    assert.ok(error?.message.includes(says), error?.message);
  }
});

Deno.test("a tool that returns nothing or content blocks has a result of its own form", async () => {
  await using env = await connect(makeCounter());
  const resultOf = async (how: string) => (await env.step(call("misbehave", { how }))).observation.result;
  assert.deepEqual(await resultOf("nothing"), {
    content: [],
    structured_content: null,
    meta: null,
    data: null,
    is_error: false,
  });
  assert.deepEqual(await resultOf("picture"), {
    content: [{ type: "image", data: "AAAA", mimeType: "image/png", annotations: null, meta: null }],
    structured_content: { width: 1 },
    meta: null,
    data: { width: 1 },
    is_error: false,
  });
});

Deno.test("a tool that hangs times out, is aborted, and the session goes on", async () => {
  await using env = await connect(makeCounter(20));
  const { observation } = await env.step(call("misbehave", { how: "hang" }));
  assert.deepEqual(observation.error, {
    error_type: "timeout",
    message: "Tool 'misbehave' timed out after 0.02 seconds",
  });
  assert.equal((await env.step(call("add"))).reward, 0.1);
});

Deno.test("a tool that overran its limit and does not end keeps the next calls out until a reset", async () => {
  const deaf = defineTool({
    name: "deaf",
    description: "Hears nothing.",
    input: z.object({}),
    run: () => new Promise(() => {}),
  });
  const quick = defineTool({ name: "quick", description: "Is quick.", input: z.object({}), run: () => 1 });
  await using env = await connect(defineToolEnvironment({ name: "stuck", tools: [deaf, quick], toolTimeoutMs: 5 }));
  await env.step(call("deaf"));
  assert.deepEqual((await env.step(call("quick"))).observation.error, {
    error_type: "execution_error",
    message: "Cannot call tool 'quick': tool 'deaf' of an earlier call has not ended",
  });
  await env.reset();
  assert.equal((await env.step(call("quick"))).observation.result?.data, 1);
});

Deno.test("defineTool() and defineToolEnvironment() refuse what programs could not use", () => {
  const input = z.object({});
  const run = () => null;
  for (const name of ["reset", "step", "state", "close"]) {
    assert.throws(() => defineTool({ name, description: "x", input, run }), { code: "INVALID_DEFINITION" }, name);
  }
  assert.throws(() => defineTool({ name: "a b", description: "x", input, run }), /is not a name/);
  assert.throws(() => defineTool({ name: "a", description: " ", input, run }), /no description/);
  assert.throws(() => defineTool({ name: "a", description: undefined as never, input, run }), /no description/);
  assert.throws(() => defineTool({ name: "a", description: "x", input }), /either run or modes/);
  assert.throws(() => defineTool({ name: "a", description: "x", input: z.array(z.string()), run }), /not an object/);
  const tool = defineTool({ name: "a", description: "x", input, run });
  assert.throws(() => defineToolEnvironment({ name: "e", tools: [tool, tool] }), /two tools are called a/);
  assert.throws(() => defineToolEnvironment({ name: "e", tools: [] }), /no tools/);
});

Deno.test("modes puts different functions behind one name, and hides a tool from a mode without one", async () => {
  const pay = defineTool({
    name: "pay",
    description: "Pays.",
    input: z.object({}),
    modes: { simulation: () => "pretended", production: () => "paid" },
  });
  const audit = defineTool({
    name: "audit",
    description: "Audits.",
    input: z.object({}),
    modes: { production: () => 1 },
  });
  await using env = await connect(defineToolEnvironment({ name: "bank", tools: [pay, audit] }));
  assert.equal((await env.step(call("pay"))).observation.result?.data, "pretended");
  assert.equal((await env.step(call("audit"))).observation.error?.error_type, "tool_not_found");
  const { observation } = await env.step({ type: "list_tools" });
  assert.deepEqual((observation.tools as { name: string }[]).map(({ name }) => name), ["pay"]);
});

Deno.test("end() gets each world before the next episode begins, and the last one at the end of the session", async () => {
  const events: string[] = [];
  let made = 0;
  const environment = defineToolEnvironment({
    name: "worlds",
    tools: [scale],
    start: () => {
      made++;
      events.push(`start ${made}`);
      return made;
    },
    end: (world) => void events.push(`end ${world}`),
  });
  const env = await connect(environment);
  await env.reset();
  await env.reset();
  assert.deepEqual(events, ["start 1", "end 1", "start 2"]);
  await env.close();
  assert.deepEqual(events, ["start 1", "end 1", "start 2", "end 2"]);
});

Deno.test("a tool that fails after its limit is not logged, and its end does not let calls past a later overrun", async () => {
  const logged: unknown[][] = [];
  const calls: PromiseWithResolvers<void>[] = [];
  const slow = defineTool({
    name: "slow",
    description: "Ends when the test says so.",
    input: z.object({}),
    run() {
      const running = Promise.withResolvers<void>();
      calls.push(running);
      return running.promise;
    },
  });
  const environment = defineToolEnvironment({ name: "late", tools: [slow], toolTimeoutMs: 5 });
  await using env = await connect(environment, { log: (...data) => logged.push(data) });
  for (let episode = 0; episode < 2; episode++) {
    await env.reset();
    assert.equal((await env.step(call("slow"))).observation.error?.error_type, "timeout");
  }
  calls[0]!.reject(new Error("given up"));
  await new Promise((resolve) => setTimeout(resolve));
  assert.deepEqual(logged, []);
  assert.equal((await env.step(call("slow"))).observation.error?.error_type, "execution_error");
});
