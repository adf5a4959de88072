import assert from "node:assert/strict";
import { createApp, serve } from "@openenv/server";
import environment from "../../envs/grid_world_env/environment.ts";
import { runInProcess } from "../testdata/run_in_process.ts";

async function withServer(token: string | undefined, run: (url: string) => Promise<void>): Promise<void> {
  const app = createApp(environment, { token });
  await using server = await serve(app, { port: 0, handleSignals: false, onListen() {} });
  await run(server.url);
}

Deno.test("openenv info describes what a running server hosts", async () => {
  await withServer(undefined, async (url) => {
    for (const target of [url, `${url}/`, url.replace("http", "ws")]) {
      const { code, printed, warned } = await runInProcess("info", target);
      assert.deepEqual([code, warned], [0, []]);
      assert.equal(printed[0], "grid_world_env 0.1.0");
      assert.ok(printed.some((line) => /^ {2}action +"UP" \| "DOWN"/.test(line)), printed.join("\n"));
    }
    const { printed } = await runInProcess("info", url, "--json");
    const { name, schemas, schema_hash } = JSON.parse(printed.join("\n"));
    assert.deepEqual([name, typeof schema_hash, schemas.action.type], ["grid_world_env", "string", "object"]);
  });
});

Deno.test("openenv info says in one line what to do about an address that it can't describe", async () => {
  let gone = "";
  await withServer(undefined, (url) => Promise.resolve(void (gone = url)));
  const failed = async (url: string) => {
    const { code, printed, warned: [line, ...more] } = await runInProcess("info", url);
    assert.deepEqual([code, printed, more], [1, [], []]);
    return line!;
  };
  assert.match(await failed(gone), /^error: Cannot describe .*: no server answers there; check the address \(/);
  await using other = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, () => new Response("hello"));
  assert.match(
    await failed(`http://127.0.0.1:${other.addr.port}`),
    /: what answers there is no OpenEnv server: GET \/metadata answered 200$/,
  );
  await withServer("secret", async (url) => {
    assert.match(await failed(url), /: it asks for a token; set OPENENV_TOKEN$/);
  });
});
