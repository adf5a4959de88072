import { connect } from "@openenv/client";
import assert from "node:assert/strict";
import { createApp } from "./app.ts";
import { serve } from "./serve.ts";
import { serveForTest } from "./serve_for_test.ts";
import environment from "./testdata/environment.ts";
import { RawHttp } from "./testdata/raw_http.ts";
import { RawWebSocket } from "./testdata/raw_websocket.ts";
import { ServingChild } from "./testdata/serving_child.ts";

const PROGRAM = new URL("./testdata/slow_server.ts", import.meta.url).pathname;

/** A running program whose lines can be awaited. */
class Program {
  readonly #child: Deno.ChildProcess;
  readonly #lines: ReadableStreamDefaultReader<string>;
  #text = "";

  constructor() {
    this.#child = new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", PROGRAM],
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    this.#lines = this.#child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  }

  async url(): Promise<string> {
    await this.#readUntil("\n");
    return this.#text.match(/http:\S+/)![0];
  }

  /** Waits until it has printed a text. */
  async printed(text: string): Promise<void> {
    await this.#readUntil(text);
    assert.ok(this.#text.includes(text), this.#text);
  }

  kill(signal: Deno.Signal): void {
    this.#child.kill(signal);
  }

  async end(): Promise<{ code: number; stdout: string; stderr: string }> {
    const stderr = new Response(this.#child.stderr).text();
    await this.#readUntil(undefined);
    const { code } = await this.#child.status;
    return { code, stdout: this.#text, stderr: await stderr };
  }

  async #readUntil(mark: string | undefined): Promise<void> {
    while (mark === undefined || !this.#text.includes(mark)) {
      const { value, done } = await this.#lines.read();
      if (done) return;
      this.#text += value;
    }
  }
}

for (const signal of ["SIGINT", "SIGTERM"] as const) {
  Deno.test(`serve() finishes the running step, closes the environment and exits with 0 on ${signal}`, async () => {
    const program = new Program();
    const env = await connect(await program.url());
    await env.reset();
    const step = env.step({ do: "wait" });
    await program.printed("step running");
    program.kill(signal);
    assert.deepEqual((await step).observation, { text: "done" });
    const { code, stdout } = await program.end();
    assert.equal(code, 0);
    assert.match(stdout, /environment closed/);
    await assert.rejects(env.step({ do: "wait" }), { code: "CONNECTION_CLOSED" });
    await env.close();
  });
}

const HEAD = "Host: 127.0.0.1\r\nContent-Type: application/json\r\n";

/** Clients that keep a connection busy for ever. */
const STALLING: Readonly<Record<string, (port: number) => Promise<Disposable>>> = {
  "does not read its reply": async (port) => {
    const http = await RawHttp.connect(port);
    await http.send(`POST /reset HTTP/1.1\r\n${HEAD}Content-Length: 2\r\n\r\n{}`);
    const { session_id } = JSON.parse((await http.answer())!.body);
    const body = '{"action":{"do":"large"}}';
    const head = `${HEAD}OpenEnv-Session: ${session_id}\r\nContent-Length: ${body.length}\r\n\r\n`;
    await http.send(`POST /step HTTP/1.1\r\n${head}${body}`);
    await http.firstByte();
    return http;
  },
  "stalls in its body": async (port) => {
    const http = await RawHttp.connect(port);
    await http.send(`POST /reset HTTP/1.1\r\n${HEAD}Content-Length: 9\r\nExpect: 100-continue\r\n\r\n`);
    await http.firstByte(); // of "100 Continue": the server reads the body
    await http.send("{");
    return http;
  },
  "does not read from its socket": async (port) => {
    const socket = await RawWebSocket.connect(port);
    await socket.send({ type: "reset" });
    await socket.send({ type: "step", data: { do: "large" } });
    await socket.skip(65_536);
    return socket;
  },
};

for (const [what, stall] of Object.entries(STALLING)) {
  Deno.test(`serve() exits with 0 on SIGTERM in time, although a client ${what}`, async () => {
    await using server = await ServingChild.start({ shutdownTimeoutMs: 200 });
    using _client = await stall(server.port);
    server.kill("SIGTERM");
    assert.equal(await server.end(), 0);
    assert.match(server.stderr, /^Shutdown .+\n$/);
  });
}

Deno.test("serve() survives what an environment leaves behind, and logs it", async () => {
  const program = new Program();
  const env = await connect(await program.url());
  await env.reset();
  for (const what of ["reject", "throw"]) {
    assert.deepEqual((await env.step({ do: what })).observation, { text: "done" });
  }
  await env.close();
  program.kill("SIGTERM");
  const { code, stderr } = await program.end();
  assert.equal(code, 0);
  assert.match(stderr, /left behind/);
  assert.match(stderr, /thrown later/);
});

Deno.test("serve() names the port that is taken", async () => {
  await using server = await serveForTest(environment);
  const { port } = server.running;
  await assert.rejects(serve(createApp(environment), { port, handleSignals: false, onListen: () => {} }), {
    code: "INVALID_OPTION",
    message: `Cannot listen on 127.0.0.1:${port}: the port is taken`,
  });
});

Deno.test("serve() takes any value with fetch", async () => {
  const server = await serve({ fetch: () => new Response("hello") }, {
    port: 0,
    handleSignals: false,
    onListen: () => {},
  });
  assert.equal(await (await fetch(server.url)).text(), "hello");
  await server.shutdown();
});
