import { connect } from "@openenv/client";
import { defineEnvironment, defineTool, defineToolEnvironment } from "@openenv/core";
import { tensor } from "@openenv/core/tensor";
import assert from "node:assert/strict";
import { z } from "zod";
import { RawSocket } from "../tests/vectors/raw_socket.ts";
import { serveForTest } from "./serve_for_test.ts";

const contract = defineEnvironment({
  name: "kinds",
  action: z.object({ gain: z.number() }),
  observation: z.object({
    level: z.number(),
    count: z.int(),
    grid: tensor({ shape: [2, 2], dtype: "float32", layout: "nested" }),
    bytes: tensor({ shape: [2], dtype: "uint8" }),
    free: z.unknown(),
  }),
  state: z.object({ total: z.number(), count: z.int() }),
});

const environment = contract.implement(() => {
  const see = (level: number) => ({
    level,
    count: 1,
    grid: [new Float32Array([1, 0.5]), new Float32Array([-0, 2])],
    bytes: new Uint8Array([1, 2]),
    free: { n: 1 },
  });
  return {
    reset: () => ({ observation: see(0) }),
    step: ({ gain }) => ({ observation: see(gain), reward: 1, info: { n: 1 } }),
    state: () => ({ total: 3, count: 1 }),
  };
});

const SEEN = '"count":1,"grid":[[1.0,0.5],[-0.0,2.0]],"bytes":[1,2],"free":{"n":1}}';
const NEXT = { receive: "<text>" };

Deno.test("whole floats are written as floats in the frames of a socket", async () => {
  await using server = await serveForTest(environment);
  await using socket = await RawSocket.open(`${server.url}/ws`);
  const say = async (frame: string) => (await socket.exchange(frame, NEXT)).frames[0]!;
  const reset = await say('{"type":"reset"}');
  assert.ok(reset.includes(`{"metadata":{},"level":0.0,${SEEN},"reward":null,`), reset);
  const step = await say('{"type":"step","data":{"gain":2}}');
  assert.ok(step.includes(`{"metadata":{"n":1},"level":2.0,${SEEN},"reward":1.0,`), step);
  assert.ok(step.endsWith('"metadata":{"n":1}}}'), step);
  const state = await say('{"type":"state"}');
  assert.match(state, /"step_count":1,"seed":\d+,"total":3.0,"count":1}}$/);
});

Deno.test("whole floats are written as floats in the bodies of HTTP", async () => {
  await using server = await serveForTest(environment);
  const ask = async (method: string, path: string, body?: string, session = "") => {
    const headers = session === "" ? undefined : { "OpenEnv-Session": session };
    const response = await fetch(server.url + path, { method, body, headers });
    assert.equal(response.headers.get("content-type"), "application/json");
    return { text: await response.text(), session: response.headers.get("OpenEnv-Session")! };
  };
  const { text: reset, session } = await ask("POST", "/reset");
  const ends = '"terminated":false,"truncated":false';
  assert.equal(
    reset,
    `{"observation":{"metadata":{},"level":0.0,${SEEN},"reward":null,"done":false,"metadata":null,${ends},"session_id":"${session}"}`,
  );
  const { text: step } = await ask("POST", "/step", '{"action":{"gain":2}}', session);
  assert.equal(
    step,
    `{"observation":{"metadata":{"n":1},"level":2.0,${SEEN},"reward":1.0,"done":false,"metadata":{"n":1},${ends}}`,
  );
  const { text: state } = await ask("GET", "/state", undefined, session);
  assert.match(state, /^\{.*"total":3.0,"count":1\}$/);
});

Deno.test("a client reads the same values over every way", async () => {
  await using server = await serveForTest(environment);
  for (
    const target of [
      () => connect(server.url, contract),
      () => connect(server.url, contract, { transport: "http" }),
      () => connect(environment),
      () => connect(environment, { copy: false }),
    ]
  ) {
    await using env = await target();
    await env.reset();
    const { observation, reward } = await env.step({ gain: 2 });
    // In this process, JSON is written without the sign of a zero.
    const grid = Array.from(observation.grid, (row) => Array.from(row, (number) => number + 0));
    assert.deepEqual({ ...observation, grid, bytes: [...observation.bytes], reward }, {
      level: 2,
      count: 1,
      grid: [[1, 0.5], [0, 2]],
      bytes: [1, 2],
      free: { n: 1 },
      reward: 1,
    });
    assert.equal((await env.state()).total, 3);
  }
});

const tools = defineToolEnvironment({
  name: "tool_kinds",
  tools: [
    defineTool({
      name: "weigh",
      description: "Weighs something.",
      input: z.object({}),
      output: z.object({ weight: z.number(), items: z.int() }),
      run: () => ({ weight: 2, items: 2 }),
    }),
    defineTool({
      name: "halve",
      description: "Halves two numbers.",
      input: z.object({}),
      output: z.array(z.number()),
      run: () => [1, 0.5],
    }),
    defineTool({ name: "free", description: "Declares no output.", input: z.object({}), run: () => [1] }),
  ],
});

/** The text, the structured content and the data of each tool's result. */
const RESULTS: readonly (readonly [tool: string, text: string, structured: string, data: string])[] = [
  ["weigh", '{"weight":2.0,"items":2}', '{"weight":2.0,"items":2}', '{"weight":2.0,"items":2}'],
  ["halve", "[1.0,0.5]", '{"result":[1.0,0.5]}', "[1.0,0.5]"],
  ["free", "[1]", '{"result":[1]}', "[1]"],
];

const MCP_HEADERS = {
  "content-type": "application/json",
  "accept": "application/json, text/event-stream",
  "mcp-protocol-version": "2026-07-28",
  "mcp-method": "tools/call",
};
const MCP_META = {
  "io.modelcontextprotocol/protocolVersion": "2026-07-28",
  "io.modelcontextprotocol/clientInfo": { name: "kinds", version: "1" },
  "io.modelcontextprotocol/clientCapabilities": {},
};

Deno.test("whole floats are written as floats in the results of tools, on every surface", async () => {
  await using server = await serveForTest(tools);
  await using socket = await RawSocket.open(`${server.url}/ws`);
  for (const [tool, text, structured, data] of RESULTS) {
    const content = `[{"type":"text","text":${JSON.stringify(text)},"annotations":null,"meta":null}]`;
    const result =
      `{"content":${content},"structured_content":${structured},"meta":null,"data":${data},"is_error":false}`;
    const frame = JSON.stringify({ type: "step", data: { type: "call_tool", tool_name: tool, arguments: {} } });
    const step = (await socket.exchange(frame, NEXT)).frames[0]!;
    assert.ok(step.includes(`"tool_name":"${tool}","result":${result},"error":null}`), step);
    const body = JSON.stringify({ jsonrpc: "2.0", id: 1, method: "tools/call", params: { name: tool } });
    const response = await fetch(`${server.url}/mcp`, { method: "POST", body });
    const answer = `{"jsonrpc":"2.0","id":1,"result":${result}}`;
    assert.equal(await response.text(), answer);
    const link = await fetch(`${server.url}/mcp`, {
      method: "POST",
      headers: { ...MCP_HEADERS, "mcp-name": tool },
      body: body.replace(`"name":"${tool}"`, `"name":"${tool}","_meta":${JSON.stringify(MCP_META)}`),
    });
    const agent = await link.text();
    assert.ok(agent.includes(`"structuredContent":${structured}`), agent);
    const mcp = (await socket.exchange(`{"type":"mcp","data":${body}}`, NEXT)).frames[0]!;
    assert.equal(mcp, `{"type":"mcp","data":${answer}}`);
  }
});
