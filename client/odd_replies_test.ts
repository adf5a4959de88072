import { OpenEnvError } from "@openenv/core";
import assert from "node:assert/strict";
import { connect } from "./connect.ts";
import type { EnvClient } from "./env_client.ts";
import { contract } from "./testing_fixtures/everything.ts";
import { notFound, sessionRequired, standIn, TRANSPORTS } from "./testing_fixtures/servers.ts";

/** Values that JSON can carry but that can't be converted to text, or whose text is the name of something inherited. */
const ODD: readonly string[] = [
  '{"toString":1,"valueOf":1}',
  '{"constructor":{"name":{"toString":1}}}',
  '{"constructor":null,"__proto__":{"toString":1},"hasOwnProperty":1}',
  '[{"toString":1}]',
  '"toString"',
];

const CALLS = {
  reset: (env: EnvClient<typeof contract>) => env.reset(),
  step: (env: EnvClient<typeof contract>) => env.step({}),
  state: (env: EnvClient<typeof contract>) => env.state(),
  listTools: (env: EnvClient<typeof contract>) => env.listTools(),
  callTool: (env: EnvClient<typeof contract>) => env.callTool("t", {}),
};

/** A call, and its answer with the place of the odd value marked; over HTTP, `data` is the body and `status` is used. */
const ANSWERS: readonly (readonly [call: keyof typeof CALLS, type: string, status: number, data: string])[] = [
  ["step", "$", 200, "{}"],
  ["step", "observation", 200, "$"],
  ["step", "observation", 200, '{"observation":$}'],
  ["step", "observation", 200, '{"observation":{"drawn":$}}'],
  ["step", "observation", 200, '{"observation":{"drawn":1,"items":[],"__proto__":$}}'],
  ["step", "observation", 200, '{"observation":{"drawn":1,"items":[],"toString":$}}'],
  ["step", "observation", 200, '{"observation":{"drawn":1,"items":[]},"reward":$}'],
  ["step", "observation", 200, '{"observation":{"drawn":1,"items":[]},"done":$}'],
  ["reset", "observation", 200, '{"observation":{"drawn":1,"items":[]},"metadata":$}'],
  ["reset", "observation", 200, '{"observation":{"drawn":1,"items":[]},"metadata":{"ignored":$}}'],
  ["state", "state", 200, "$"],
  ["state", "state", 200, '{"items":$}'],
  ["listTools", "observation", 200, '{"observation":{"tools":[{"name":$,"description":$,"input_schema":$}]}}'],
  ["callTool", "observation", 200, '{"observation":{"tool_name":"t","error":{"message":$,"error_type":$}}}'],
  [
    "callTool",
    "observation",
    200,
    '{"observation":{"tool_name":"t","result":{"content":[{"type":"text","text":$}],"data":null}}}',
  ],
  ["step", "error", 500, '{"message":$,"detail":$,"code":"EXECUTION_ERROR"}'],
  ["step", "error", 500, '{"message":"m","detail":"m","code":$}'],
  ["step", "error", 422, '{"errors":$,"detail":$,"code":"VALIDATION_ERROR"}'],
  ["step", "error", 422, '{"errors":[{"loc":[$],"msg":$}],"detail":[{"loc":[$],"msg":$}],"code":"VALIDATION_ERROR"}'],
  ["step", "error", 500, '{"message":"m","detail":"m","code":"TIMEOUT","__proto__":$,"toString":$}'],
];

/** A server that answers a first reset as it should, and then as `next` says, over either transport. */
function oddServer(next: { type: string; status: number; data: string }) {
  const start = '{"observation":{"drawn":1,"items":[]},"session_id":"s1"}';
  return standIn((route, request) => {
    if (route === "GET /ws") {
      const { socket, response } = Deno.upgradeWebSocket(request);
      let count = 0;
      socket.onmessage = () => {
        const [type, data] = count++ === 0 ? ['"observation"', start] : [next.type, next.data];
        socket.send(`{"type":${type},"data":${data}}`);
      };
      return response;
    }
    if (request.headers.get("openenv-session") === "s1") return new Response(next.data, { status: next.status });
    if (route === "POST /reset") return new Response(start);
    return route === "GET /state" ? sessionRequired() : notFound();
  });
}

for (const transport of TRANSPORTS) {
  Deno.test(`whatever a server replies, a call resolves or is rejected with a code (${transport}, #12)`, async () => {
    const next = { type: "", status: 0, data: "" };
    await using server = oddServer(next);
    for (const [call, type, status, data] of ANSWERS) {
      for (const odd of ODD) {
        await using env = await connect(server.url, contract, { transport });
        await env.reset();
        Object.assign(next, { type: type === "$" ? odd : `"${type}"`, status, data: data.replaceAll("$", odd) });
        const [outcome] = await Promise.allSettled([CALLS[call](env)]);
        if (outcome.status === "fulfilled") continue;
        assert(outcome.reason instanceof OpenEnvError, `${call} ${next.data}: ${outcome.reason}`);
        assert.equal(typeof outcome.reason.message, "string");
      }
    }
  });

  Deno.test(`connect() finds another contract whatever name the server gives it (${transport}, #12)`, async () => {
    await using server = standIn((route, request) => {
      if (route === "GET /metadata") return new Response('{"name":{"toString":1},"version":[],"schema_hash":"other"}');
      return route === "GET /ws" ? Deno.upgradeWebSocket(request).response : sessionRequired();
    });
    await assert.rejects(connect(server.url, contract, { transport }), { code: "SCHEMA_MISMATCH" });
  });
}
