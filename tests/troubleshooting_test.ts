/** `docs/troubleshooting.md` has the messages and the codes that people see: each error is provoked. */

import { connect } from "@openenv/client";
import { defineEnvironment, type Implementation, OpenEnvError } from "@openenv/core";
import { createApp, serve } from "@openenv/server";
import assert from "node:assert/strict";
import { join } from "node:path";
import { z } from "zod";
import { runDeno } from "../_tools/run_deno.ts";
import { ROOT } from "../_tools/workspace.ts";
import { standIn } from "../client/testing_fixtures/servers.ts";

const PAGE = await Deno.readTextFile(join(ROOT, "docs/troubleshooting.md"));
const QUIET = { port: 0, handleSignals: false, onListen: () => {} };

const guess = defineEnvironment({
  name: "guess",
  action: z.object({ number: z.int() }),
  observation: z.object({ hint: z.string() }),
});
const observation = { hint: "start" };

/** An environment whose steps return what a test wants. */
function guessing(step: () => unknown = () => ({ observation })): Implementation<typeof guess> {
  return guess.implement(() => ({
    reset: () => ({ observation }),
    step: step as () => { observation: { hint: string } },
  }));
}

const pass = guessing(() => ({ observation, terminated: true }));
const hang = guessing(() => new Promise(() => {}));

async function play(environment: Implementation<typeof guess>, ...numbers: unknown[]): Promise<void> {
  await using env = await connect(environment, { log: () => {} });
  await env.reset();
  for (const number of numbers) await env.step({ number: number as number });
}

/** What people do; each ends with an error. */
const MISTAKES: Readonly<Record<string, () => unknown>> = {
  async takenPort() {
    await using server = await serve(createApp(pass), QUIET);
    await serve(createApp(pass), { ...QUIET, port: Number(new URL(server.url).port) });
  },
  async unknownName() {
    const { output } = await runDeno(["run", "-A", "cli/main.ts", "serve", "gess"], { cwd: ROOT });
    throw new Error(output.replace(/^error: /, ""));
  },
  transform: () =>
    defineEnvironment({ name: "a", action: z.object({}), observation: z.object({ a: z.string().transform(Number) }) }),
  async factory() {
    await play(guess.implement(() => {
      throw new Error("no display");
    }));
  },
  async nothing() {
    let url: string;
    {
      await using server = standIn(() => new Response());
      url = server.url;
    }
    await connect(url);
  },
  async otherProgram() {
    await using server = standIn(() => new Response("hello"));
    await connect(server.url);
  },
  async noToken() {
    await using server = await serve(createApp(pass, { token: "secret" }), QUIET);
    await connect(server.url, undefined, { transport: "http" });
  },
  async foreignOrigin() {
    const response = await createApp(pass).fetch(new Request("http://a/metadata", { headers: { origin: "http://b" } }));
    const { detail, code } = await response.json();
    throw new OpenEnvError(code, detail, {});
  },
  async otherContract() {
    await using server = await serve(createApp(pass), QUIET);
    await connect(server.url, defineEnvironment({ name: "a", action: z.object({}), observation: z.object({}) }));
  },
  async full() {
    await using server = await serve(createApp(pass, { maxSessions: 1 }), QUIET);
    await using one = await connect(server.url);
    await one.reset();
    await using two = await connect(server.url);
    await two.reset();
  },
  async noWebSocket() {
    const { WebSocket } = globalThis;
    Object.assign(globalThis, { WebSocket: undefined });
    try {
      await connect("http://127.0.0.1:8000");
    } finally {
      Object.assign(globalThis, { WebSocket });
    }
  },
  async notReset() {
    await using env = await connect(pass);
    await env.step({ number: 1 });
  },
  episodeOver: () => play(pass, 1, 2),
  wrongAction: () => play(pass, "one"),
  async wrongOption() {
    await using env = await connect(pass);
    await env.reset({ sed: 7 } as object);
  },
  async twoAtOnce() {
    await using env = await connect(hang, { closeTimeoutMs: 1 });
    await env.reset();
    const first = env.step({ number: 1 }).catch(() => {});
    await env.step({ number: 2 }).finally(() => env.close()).finally(() => first);
  },
  async noReply() {
    await using env = await connect(hang, { closeTimeoutMs: 1 });
    await env.reset();
    await env.step({ number: 1 }, { timeoutMs: 1 });
  },
  async poisoned() {
    await using env = await connect(hang, { closeTimeoutMs: 1 });
    await env.reset();
    await env.step({ number: 1 }, { timeoutMs: 1 }).catch(() => {});
    await env.step({ number: 1 });
  },
  async overran() {
    await using env = await connect(hang, { limits: { stepMs: 1 }, log: () => {} });
    await env.reset();
    await env.step({ number: 1 });
  },
  async broken() {
    await using env = await connect(hang, { limits: { stepMs: 1 }, log: () => {} });
    await env.reset();
    await env.step({ number: 1 }).catch(() => {});
    await env.step({ number: 1 });
  },
  ended: () => endWith(1001, ""),
  expired: () => endWith(1000, "SESSION_EXPIRED"),
  wrongObservation: () => play(guessing(() => ({ observation: { hnt: "higher" } })), 1),
  wrongReward: () => play(guessing(() => ({ observation, reward: NaN })), 1),
};

/** Ends a connection as servers do, at the first message. */
async function endWith(code: number, reason: string): Promise<void> {
  await using server = standIn((_route, request) => {
    if (request.headers.get("upgrade") !== "websocket") return new Response(null, { status: 404 });
    const { socket, response } = Deno.upgradeWebSocket(request);
    socket.onmessage = () => socket.close(code, reason);
    return response;
  });
  await using env = await connect(server.url);
  await env.reset();
}

async function errorOf(mistake: () => unknown): Promise<Error> {
  try {
    await mistake();
  } catch (error) {
    return error as Error;
  }
  throw new Error("it is no mistake");
}

/** A message of the page: `…` stands for anything. */
function toPattern(message: string): RegExp {
  return RegExp(`^${message.split("…").map(RegExp.escape).join(".*")}`, "s");
}

Deno.test("docs/troubleshooting.md has twenty errors, with the messages and codes that the code has", async () => {
  const errors: Error[] = [];
  for (const mistake of Object.values(MISTAKES)) errors.push(await errorOf(mistake));
  const find = (message: string) => {
    const found = errors.find((error) => toPattern(message).test(error.message));
    assert.ok(found, `${message} is not among:\n${errors.map((error) => error.message).join("\n")}`);
    return found;
  };

  const sections = PAGE.split(/^### /m).slice(1);
  assert.equal(sections.length, 20);
  for (const section of sections) {
    const [, heading, body] = /^`(.*)`\n([^]*)$/.exec(section)!;
    const error = find(heading!);
    if (error instanceof OpenEnvError) assert.ok(body!.includes(`Code \`${error.code}\``), `${heading}: ${error.code}`);
    for (const [, message] of body!.matchAll(/`(Cannot [^`]*)`/g)) {
      const other = find(message!.replaceAll("\n", " "));
      if ((other as OpenEnvError).code !== (error as OpenEnvError).code) {
        assert.ok(body!.includes(`\`${(other as OpenEnvError).code}\``), message!);
      }
    }
  }
});
