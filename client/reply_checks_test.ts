import { defineEnvironment } from "@openenv/core";
import { tensor } from "@openenv/core/tensor";
import assert from "node:assert/strict";
import { z } from "zod";
import { serveForTest } from "../server/serve_for_test.ts";
import { connect } from "./connect.ts";
import { notFound, sessionRequired, standIn, TRANSPORTS } from "./testing_fixtures/servers.ts";

const contract = defineEnvironment({
  name: "checked",
  action: z.object({}),
  observation: z.object({ x: z.int(), grid: z.optional(tensor({ shape: [2], dtype: "uint8" })) }),
  state: z.object({ items: z.int(), step_count: z.int().min(100) }),
});

/** The reply of a server, whatever the request. */
interface Said {
  observation: Record<string, unknown>;
  state: Record<string, unknown>;
}

/** A server that says neither what it hosts nor what the contract promises, over either transport. */
function untrueServer(said: Said) {
  const answer = (type: string) =>
    type === "state"
      ? { type, data: said.state }
      : { type: "observation", data: { observation: said.observation, reward: null, done: false } };
  return standIn((route, request) => {
    if (route === "GET /ws") {
      const { socket, response } = Deno.upgradeWebSocket(request);
      socket.onmessage = ({ data }) => socket.send(JSON.stringify(answer(JSON.parse(data).type)));
      return response;
    }
    if (route === "POST /reset") return Response.json({ ...answer("reset").data, session_id: "s1" });
    if (!request.headers.has("openenv-session")) return route === "GET /state" ? sessionRequired() : notFound();
    return Response.json(answer(route === "GET /state" ? "state" : "step").data);
  });
}

for (const transport of TRANSPORTS) {
  Deno.test(`a client with a contract refuses an observation that breaks it, and plays on (${transport}, #12)`, async () => {
    const said: Said = { observation: { x: 1, grid: [1, 2] }, state: {} };
    await using server = untrueServer(said);
    await using env = await connect(server.url, contract, { transport });
    assert.deepEqual((await env.reset()).observation, { x: 1, grid: [1, 2] });
    const wrong: readonly [Record<string, unknown>, string, (string | number)[]][] = [
      [{ x: "not int" }, "observation.x is a string, expected integer", ["x"]],
      [{ x: 1, y: 2 }, "observation.y is not declared by the schema", ["y"]],
      [{ x: 1, grid: [1, 256] }, "observation.grid[1] is 256, expected an integer from 0 to 255 (uint8)", ["grid", 1]],
      [{}, "observation.x is missing", ["x"]],
    ];
    for (const [observation, text, path] of wrong) {
      said.observation = observation;
      const error = {
        code: "INVALID_REPLY",
        message: `Cannot read reply: ${text}`,
        data: { path: ["observation", ...path] },
      };
      await assert.rejects(env.step({}), error);
      await assert.rejects(env.reset(), error);
    }
    said.observation = { x: 2 };
    assert.deepEqual((await env.step({})).observation, { x: 2 });
    await using untyped = await connect(server.url, undefined, { transport });
    said.observation = { anything: "x" };
    assert.deepEqual((await untyped.reset()).observation, { anything: "x" });
  });

  Deno.test(`a client with a contract refuses a state that breaks it (${transport}, #12)`, async () => {
    const episode = { episode_id: "e", seed: 3, task_id: "t", split: "train", index: 0 };
    const said: Said = { observation: { x: 1 }, state: { ...episode, items: 3, step_count: 100 } };
    await using server = untrueServer(said);
    await using env = await connect(server.url, contract, { transport });
    await env.reset();
    assert.deepEqual(await env.state(), said.state);
    const wrong = {
      "state.items is missing": { items: undefined },
      "state.other is not declared by the schema": { other: 1 },
    };
    for (const [text, part] of Object.entries(wrong)) {
      said.state = { ...episode, items: 3, step_count: 100, ...part };
      await assert.rejects(env.state(), { code: "INVALID_REPLY", message: `Cannot read reply: ${text}` });
    }
    said.state = { ...episode, items: 3, step_count: 1 };
    await assert.rejects(env.state(), { code: "INVALID_REPLY", data: { path: ["state", "step_count"] } });
  });

  Deno.test(`a client checks one observation in 64 if it may, but every tensor (${transport}, #12)`, async () => {
    const said: Said = { observation: { x: 1 }, state: {} };
    await using server = untrueServer(said);
    await using env = await connect(server.url, contract, { transport, checkObservations: "sampled" });
    await env.reset();
    said.observation = { x: "wrong" };
    const refused: number[] = [];
    for (let step = 0; step < 128; step++) await env.step({}).catch(() => refused.push(step));
    assert.equal(refused.length, 16 + 1);
    await assert.rejects(env.reset(), { code: "INVALID_REPLY" });
    said.observation = { x: 1, grid: [1, 2, 3] };
    await assert.rejects(env.step({}), { code: "INVALID_REPLY", data: { path: ["observation", "grid"] } });
  });
}

Deno.test("an observation is checked once in process, and on both sides of a socket (#12)", async () => {
  let count = 0;
  const counted = defineEnvironment({
    name: "counted",
    action: z.object({}),
    observation: z.object({ x: z.int().refine(() => ++count > 0) }),
  });
  const environment = counted.implement(() => ({
    reset: () => ({ observation: { x: 0 } }),
    step: () => ({ observation: { x: 1 } }),
  }));
  await using server = await serveForTest(environment);
  const counts: number[] = [];
  for (const opened of [connect(environment), connect(server.url, counted)]) {
    await using env = await opened;
    await env.reset();
    count = 0;
    await env.step({});
    counts.push(count);
  }
  assert.deepEqual(counts, [1, 2]);
});
