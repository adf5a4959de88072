import { defineEnvironment } from "@openenv/core";
import { type EpisodeLine, parseEpisodeLine } from "@openenv/core/episodes/lines";
import assert from "node:assert/strict";
import { z } from "zod";
import { createApp } from "../app.ts";
import type { AppOptions } from "../options.ts";
import { serveForTest } from "../serve_for_test.ts";
import { silent } from "../testdata/silent.ts";

const XSS = "<script>alert(1)</script>\n\ndata: forged\u2028\u202e";
const LARGE = "x".repeat(5 * 1024 * 1024);

const environment = defineEnvironment({
  name: "board",
  action: z.object({ say: z.string() }),
  observation: z.object({ said: z.string() }),
}).implement(() => {
  let said = "";
  return {
    reset: () => ({ observation: { said: "" } }),
    step({ say }) {
      said = say;
      return { observation: { said: say === "large" ? LARGE : say }, reward: 0.5, info: { length: say.length } };
    },
    render() {
      if (said === "fail") throw new Error("no ink");
      return { text: said.slice(0, 100) };
    },
  };
});

/** A session of an app, and those who watch it. */
function play(options: AppOptions = {}, app = createApp(environment, { log: silent, ...options })) {
  let headers: Record<string, string> = options.token === undefined ? {} : { authorization: `Bearer ${options.token}` };
  const send = async (method: string, path: string, body?: unknown) => {
    const init = { method, headers, body: body === undefined ? undefined : JSON.stringify(body) };
    const response = await app.fetch(new Request(`http://localhost${path}`, init));
    const id = response.headers.get("OpenEnv-Session");
    if (id !== null) headers = { ...headers, "OpenEnv-Session": id };
    return await response.json();
  };
  const watch = async (url: string) => {
    const handle = new URL(url, "http://localhost").searchParams.get("watch")!;
    return await app.fetch(new Request(`http://localhost/web/watch/${handle}`));
  };
  return { app, send, watch, step: (say: string) => send("POST", "/step", { action: { say } }) };
}

/** Reads the lines that a reader gets, one at a time. */
function readerOf(response: Response) {
  assert.equal(response.headers.get("content-type"), "text/event-stream");
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  const next = async (): Promise<string | undefined> => {
    for (;;) {
      const end = text.indexOf("\n\n");
      if (end >= 0) {
        const event = text.slice(0, end);
        text = text.slice(end + 2);
        if (!event.startsWith(":")) return event;
        continue;
      }
      const { done, value } = await reader.read();
      if (done) return undefined;
      text += value;
    }
  };
  return {
    async line(): Promise<EpisodeLine> {
      const event = await next();
      assert.ok(event?.startsWith("data: "), String(event).slice(0, 100));
      const line = parseEpisodeLine(event!.slice("data: ".length));
      assert.notEqual(line.type, "problem");
      return line as EpisodeLine;
    },
    /** `undefined` at the end of the stream. */
    next,
    cancel: () => reader.cancel(),
  };
}

Deno.test("a watch link shows each call of a session as it comes, and whoever comes later sees the episode from its start", async () => {
  const { app, send, watch, step } = play();
  await send("POST", "/reset", { seed: 1 });
  const { url } = await send("POST", "/web/watch");
  assert.equal((await send("POST", "/web/watch")).url, url);
  assert.match(url, /^\/web\?watch=[\w-]{43}$/);
  const early = readerOf(await watch(url));
  const first = await early.line();
  assert.ok(first.type === "episode");
  assert.deepEqual([first.environment, first.seed, first.started_at], [
    { name: "board", version: "1.0.0" },
    1,
    undefined,
  ]);
  await step(XSS);
  const line = await early.line();
  assert.deepEqual(line, {
    type: "step",
    action: { say: XSS },
    result: {
      observation: { said: XSS },
      reward: 0.5,
      terminated: false,
      truncated: false,
      done: false,
      info: { length: XSS.length },
    },
  });
  await send("POST", "/reset", { seed: 2, episode_id: "e2" });
  await step("hi");
  const late = readerOf(await watch(url));
  for (const reader of [early, late]) {
    const header = await reader.line();
    assert.ok(header.type === "episode");
    assert.deepEqual([header.seed, header.episode_id], [2, "e2"]);
    assert.ok(!Number.isNaN(Date.parse(header.started_at!)));
    const reset = await reader.line();
    assert.ok(reset.type === "reset");
    assert.deepEqual(reset.options, { seed: 2, episode_id: "e2" });
    assert.equal((await reader.line()).type, "step");
  }
  assert.equal((await send("GET", "/state")).step_count, 1);
  await send("DELETE", "/session");
  for (const reader of [early, late]) assert.equal(await reader.next(), undefined);
  assert.equal((await watch(url)).status, 404);
  await app.close();
});

Deno.test("a watch link knows the seed that the server drew", async () => {
  const { app, send, watch } = play();
  await send("POST", "/reset");
  const reader = readerOf(await watch((await send("POST", "/web/watch")).url));
  const { seed } = await send("GET", "/state");
  const header = await reader.line();
  assert.ok(header.type === "episode");
  assert.equal(header.seed, seed);
  await send("POST", "/reset");
  const next = await reader.line();
  assert.ok(next.type === "episode");
  assert.equal(next.seed, (await send("GET", "/state")).seed);
  await app.close();
  assert.equal((await reader.line()).type, "reset");
  assert.equal(await reader.next(), undefined);
});

Deno.test("a watch link draws only if it was asked to, and a drawing that fails disturbs nothing", async () => {
  const { app, send, watch, step } = play();
  await send("POST", "/reset", { seed: 1 });
  const { url } = await send("POST", "/web/watch", { rendering: true });
  const reader = readerOf(await watch(url));
  await reader.line();
  await step("fail");
  const failed = await reader.line();
  assert.ok(failed.type === "step" && failed.rendering === undefined);
  assert.equal((await send("GET", "/state")).step_count, 1);
  await app.close();
  const drawn = play();
  await drawn.send("POST", "/reset", { seed: 1 });
  const drawing = readerOf(await drawn.watch((await drawn.send("POST", "/web/watch", { rendering: true })).url));
  await drawing.line();
  await drawn.step("hello");
  const line = await drawing.line();
  assert.ok(line.type === "step");
  assert.deepEqual(line.rendering, { text: "hello" });
  assert.equal((await drawn.send("GET", "/state")).step_count, 1);
  await drawn.app.close();
});

Deno.test("a watch link draws what is asynchronous, too, and holds up no call that waits", async () => {
  const held: (() => void)[] = [];
  let drawings = 0;
  const contract = defineEnvironment({ name: "slow", action: z.object({}), observation: z.object({ n: z.int() }) });
  const slow = contract.implement(() => {
    let n = 0;
    return {
      reset: () => Promise.resolve({ observation: { n } }),
      step: () => new Promise((resolve) => held.push(() => resolve({ observation: { n: ++n } }))),
      render: () => Promise.resolve({ text: `${n}, drawing ${++drawings}` }),
    };
  });
  const { app, send, watch } = play({}, createApp(slow, { log: silent }));
  await send("POST", "/reset", { seed: 1 });
  const reader = readerOf(await watch((await send("POST", "/web/watch", { rendering: true })).url));
  await reader.line();
  const steps = [send("POST", "/step", { action: {} }), send("POST", "/step", { action: {} })];
  while (held.length === 0) await new Promise((resolve) => setTimeout(resolve));
  held.shift()!();
  const first = await reader.line();
  assert.ok(first.type === "step" && first.rendering === undefined, "the second step waits");
  while (held.length === 0) await new Promise((resolve) => setTimeout(resolve));
  held.shift()!();
  const second = await reader.line();
  assert.ok(second.type === "step");
  assert.deepEqual(second.rendering, { text: "2, drawing 1" });
  await Promise.all(steps);
  await app.close();
});

Deno.test("a reader that does not read is cut off, and holds neither the session nor the others up", async () => {
  const { app, send, watch, step } = play();
  await send("POST", "/reset", { seed: 1 });
  const { url } = await send("POST", "/web/watch");
  const slow = readerOf(await watch(url));
  const quick = readerOf(await watch(url));
  await quick.line();
  let read = 0;
  for (let count = 0; count < 8; count++) {
    await step("large");
    const line = await quick.line();
    if (line.type === "step") read += (line.result.observation as { said: string }).said.length;
  }
  assert.equal(read, 8 * LARGE.length);
  let got = 0;
  while (await slow.next() !== undefined) got++;
  assert.ok(got < 8, `${got} lines came`);
  await quick.cancel();
  await app.close();
});

Deno.test("a reader that comes late is told how many steps are not kept, until the next episode", async () => {
  const { app, send, watch, step } = play();
  await send("POST", "/reset", { seed: 1 });
  const { url } = await send("POST", "/web/watch");
  const early = readerOf(await watch(url));
  await early.line();
  for (let count = 0; count < 3; count++) {
    await step("large");
    await early.line();
  }
  const late = readerOf(await watch(url));
  assert.equal((await late.line()).type, "episode");
  assert.equal(await late.next(), "event: skipped\ndata: 1");
  await send("POST", "/reset", { seed: 2 });
  assert.deepEqual([(await early.line()).type, (await early.line()).type], ["episode", "reset"]);
  const next = readerOf(await watch(url));
  assert.deepEqual([(await next.line()).type, (await next.line()).type], ["episode", "reset"]);
  for (const reader of [early, late, next]) await reader.cancel();
  await app.close();
});

Deno.test("a session has at most 64 readers, and one who leaves makes room", async () => {
  const { app, send, watch } = play();
  await send("POST", "/reset", { seed: 1 });
  const { url } = await send("POST", "/web/watch");
  const readers = [];
  for (let count = 0; count < 64; count++) readers.push(await watch(url));
  const refused = await watch(url);
  assert.deepEqual([refused.status, (await refused.json()).code], [503, "CAPACITY_REACHED"]);
  await readers.pop()!.body!.cancel();
  readers.push(await watch(url));
  assert.equal(readers.at(-1)!.status, 200);
  await app.close();
  for (const { body } of readers) await body!.cancel();
});

Deno.test("a watch link needs a session to be made and a token where the server asks for one, but none to be read", async () => {
  const { app, send, watch } = play({ token: "t" });
  assert.equal((await send("POST", "/web/watch")).code, "SESSION_REQUIRED");
  await send("POST", "/reset", { seed: 1 });
  const { url } = await send("POST", "/web/watch");
  const reader = readerOf(await watch(url));
  assert.equal((await reader.line()).type, "episode");
  for (const handle of ["x", "../state", "constructor"]) {
    const response = await app.fetch(new Request(`http://localhost/web/watch/${encodeURIComponent(handle)}`));
    assert.equal(response.status, 404, handle);
    await response.body?.cancel();
  }
  for (const method of ["POST", "DELETE", "PUT"]) {
    const handle = url.split("=")[1];
    const response = await app.fetch(new Request(`http://localhost/web/watch/${handle}`, { method }));
    assert.equal(response.status, 405);
    await response.body?.cancel();
  }
  await app.close();
});

Deno.test("a trainer on a socket makes a watch link for its own session, over a real connection", async () => {
  await using server = await serveForTest(environment);
  const socket = new WebSocket(`${server.url.replace("http", "ws")}/ws`);
  const receive = () =>
    new Promise<{ data: Record<string, unknown> }>((resolve) => {
      socket.onmessage = ({ data }) => resolve(JSON.parse(data));
    });
  await new Promise((resolve) => socket.onopen = resolve);
  socket.send('{"type":"reset","data":{"seed":5}}');
  await receive();
  const params = { rendering: true };
  socket.send(JSON.stringify({
    type: "mcp",
    data: { jsonrpc: "2.0", id: 1, method: "openenv/session/watch", params },
  }));
  const { result } = (await receive()).data as { result: { url: string } };
  const handle = result.url.split("=")[1];
  const response = await fetch(`${server.url}/web/watch/${handle}`);
  const reader = readerOf(response);
  assert.equal((await reader.line()).type, "episode");
  socket.send('{"type":"step","data":{"say":"hi"}}');
  await receive();
  const line = await reader.line();
  assert.ok(line.type === "step");
  assert.deepEqual([line.action, line.rendering], [{ say: "hi" }, { text: "hi" }]);
  const closed = new Promise((resolve) => socket.onclose = resolve);
  socket.close();
  await closed;
  assert.equal(await reader.next(), undefined);
});
