import { InvalidOptionError, type JudgeError } from "@openenv/core";
import { LLMJudge } from "@openenv/core/rubrics";
import assert from "node:assert/strict";
import { holdTimeouts } from "../tests/held_timers.ts";
import type { JudgeOptions } from "./judge_options.ts";
import { malformed, ModelServer, refuse } from "./testing_fixtures/model_server.ts";
import { ANTHROPIC, OPENAI, type Protocol } from "./testing_fixtures/protocols.ts";

const MESSAGES = [{ role: "system", content: "Rules" }, { role: "user", content: "Rate it" }] as const;
const LIMIT_MS = 54_321;
const RESULT = { observation: {}, reward: null, terminated: false, truncated: false, done: false, info: {} };

function ask(protocol: Protocol, server: ModelServer, options?: Partial<JudgeOptions>, signal?: AbortSignal) {
  const complete = protocol.create(server.url, options);
  return complete(MESSAGES, { signal: signal ?? new AbortController().signal });
}

/** Awaits the error of a call that fails. */
async function failureOf(call: Promise<unknown>): Promise<JudgeError> {
  const error = await call.then((answer) => assert.fail(`answered ${answer}`), (thrown) => thrown);
  assert.equal(error.code, "JUDGE_FAILED", error.stack);
  return error;
}

for (const protocol of [OPENAI, ANTHROPIC]) {
  for (const stream of [false, true]) {
    const name = `${protocol.name} ${stream ? "with a stream" : "without a stream"}`;

    Deno.test(`${name} returns the whole text of the answer`, async () => {
      await using server = new ModelServer(protocol.answer("Well done.\nScore: 0.8"));
      assert.equal(await ask(protocol, server, { stream }), "Well done.\nScore: 0.8");
      assert.deepEqual(server.requests.map(({ path }) => path), [protocol.path]);
      assert.equal(server.requests[0]!.body.stream, stream);
    });

    Deno.test(`${name} repeats after 429, 500, malformed JSON and a body of another kind`, async () => {
      const failing = [
        refuse(429, "slow down"),
        refuse(500, "oops"),
        malformed('{"choices": ['),
        malformed('{"a": 1}'),
      ];
      // A body of another kind is no stream at all, and ends one at once.
      await using server = new ModelServer(...failing, protocol.answer("0.5"));
      assert.equal(await ask(protocol, server, { stream, maxRetries: 4 }), "0.5");
      assert.equal(server.requests.length, 5);
    });

    Deno.test(`${name} gives up after maxRetries, with the last status`, async () => {
      await using server = new ModelServer(refuse(500, "oops"), refuse(429, "slow down"));
      const error = await failureOf(ask(protocol, server, { stream, maxRetries: 2 }));
      assert.deepEqual(error.data, { status: 429, attempts: 3 });
      assert.match(error.message, /^Cannot ask judge m1: 429 .*slow down.* \(3 attempts\)$/);
      assert.equal(server.requests.length, 3);
    });

    Deno.test(`${name} does not repeat what will not change`, async () => {
      for (const status of [400, 401, 404, 422]) {
        await using server = new ModelServer(refuse(status, "no"));
        const error = await failureOf(ask(protocol, server, { stream }));
        assert.deepEqual([error.data, server.requests.length], [{ status, attempts: 1 }, 1]);
      }
    });

    Deno.test(`${name} takes an answer that ended by a limit or a filter for a failure, not for an answer`, async () => {
      for (const reason of [protocol.tooLong, "content_filter", "refusal"]) {
        await using server = new ModelServer(protocol.ended(reason));
        const error = await failureOf(ask(protocol, server, { stream }));
        assert.match(error.message, new RegExp(`the answer was ended by ${reason}$`));
        assert.equal(server.requests.length, 1);
      }
    });

    Deno.test(`${name} ends an attempt that gets no answer within timeoutMs, and repeats it`, async () => {
      const held = Promise.withResolvers<Response>();
      using limits = holdTimeouts(LIMIT_MS);
      await using server = new ModelServer(() => (limits.fire(), held.promise), protocol.answer("0.5"));
      assert.equal(await ask(protocol, server, { stream, timeoutMs: LIMIT_MS }), "0.5");
      assert.equal(server.requests.length, 2);
      held.resolve(new Response());
    });

    Deno.test(`${name} ends when its signal is aborted, without another attempt`, async () => {
      const held = Promise.withResolvers<Response>();
      const controller = new AbortController();
      await using server = new ModelServer(() => {
        controller.abort(new Error("nobody waits"));
        return held.promise;
      });
      const error = await failureOf(ask(protocol, server, { stream }, controller.signal));
      assert.match(error.message, /the call was given up$/);
      assert.equal(server.requests.length, 1);
      held.resolve(new Response());
    });
  }

  Deno.test(`${protocol.name} takes a stream that is cut short for a failure, and repeats it`, async () => {
    for (const end of ["close", "break"] as const) {
      await using server = new ModelServer(protocol.cut(end), protocol.answer("Score: 0.8"));
      assert.equal(await ask(protocol, server, { stream: true }), "Score: 0.8");
      assert.equal(server.requests.length, 2);
    }
    await using server = new ModelServer(protocol.cut("close"));
    const error = await failureOf(ask(protocol, server, { stream: true, maxRetries: 0 }));
    assert.deepEqual(error.data, { status: null, attempts: 1 });
  });

  Deno.test(`${protocol.name} ends a stream that falls silent within timeoutMs`, async () => {
    await using server = new ModelServer(protocol.cut("hang"));
    const error = await failureOf(ask(protocol, server, { stream: true, timeoutMs: 50, maxRetries: 1 }));
    assert.match(error.message, /no complete answer within 50 ms \(2 attempts\)$/);
  });

  Deno.test(`${protocol.name} ends an answer whose body falls silent within timeoutMs`, async () => {
    await using server = new ModelServer(() => {
      const body = new ReadableStream({
        start: (controller) => controller.enqueue(new TextEncoder().encode('{"a": ')),
      });
      return new Response(body, { headers: { "content-type": "application/json" } });
    });
    const error = await failureOf(ask(protocol, server, { timeoutMs: 50, maxRetries: 0 }));
    assert.match(error.message, /no complete answer within 50 ms$/);
  });

  Deno.test(`${protocol.name} fails when nobody listens`, async () => {
    const server = new ModelServer(protocol.answer("1"));
    await server[Symbol.asyncDispose]();
    const error = await failureOf(ask(protocol, server, { maxRetries: 1 }));
    assert.deepEqual(error.data, { status: null, attempts: 2 });
  });

  Deno.test(`${protocol.name} waits as long as Retry-After says`, async () => {
    await using server = new ModelServer(refuse(429, "slow down", { "retry-after": "0.2" }), protocol.answer("1"));
    const begin = performance.now();
    await ask(protocol, server);
    assert.ok(performance.now() - begin >= 190);
  });

  Deno.test(`${protocol.name} keeps at most concurrency attempts in flight`, async () => {
    let [inFlight, most] = [0, 0];
    const two = Promise.withResolvers<void>();
    await using server = new ModelServer(async (body, request) => {
      most = Math.max(most, ++inFlight);
      if (inFlight === 2) two.resolve();
      await two.promise;
      await new Promise((resolve) => setTimeout(resolve, 5));
      inFlight--;
      return await protocol.answer("1")(body, request);
    });
    const complete = protocol.create(server.url, { concurrency: 2 });
    const { signal } = new AbortController();
    await Promise.all(Array.from({ length: 8 }, () => complete(MESSAGES, { signal })));
    assert.equal(most, 2);
    assert.equal(server.requests.length, 8);
  });

  Deno.test(`${protocol.name} never shows its key, though the endpoint quotes it`, async () => {
    await using server = new ModelServer(refuse(401, "wrong key sk-0123456789, sk-0123456789"));
    const error = await failureOf(ask(protocol, server));
    assert.match(error.message, /wrong key \*\*\*, \*\*\*/);
    assert.ok(!Deno.inspect(error, { depth: 10 }).includes("sk-0123456789"));
  });

  Deno.test(`${protocol.name} refuses options that can't be used`, () => {
    const wrong: Partial<Record<keyof JudgeOptions, unknown>>[] = [
      { model: "" },
      { apiKey: undefined },
      { baseUrl: "not a URL" },
      { baseUrl: "file:///etc" },
      { timeoutMs: 0 },
      { timeoutMs: Infinity },
      { backoffMs: -1 },
      { maxRetries: 1.5 },
      { concurrency: 0 },
    ];
    for (const options of wrong) {
      assert.throws(() => protocol.create("http://127.0.0.1:1", options as Partial<JudgeOptions>), (error) => {
        assert.ok(error instanceof InvalidOptionError);
        return error.data.option === Object.keys(options)[0];
      });
    }
  });

  Deno.test(`${protocol.name} serves an LLMJudge, whose step is unscored when it fails`, async () => {
    await using server = new ModelServer(protocol.answer("Polite.\nScore: 0.75"), refuse(503, "overloaded"));
    const judge = new LLMJudge("How polite is {action}?", protocol.create(server.url, { maxRetries: 0 }));
    assert.equal(await judge.score({ text: "please" }, RESULT), 0.75);
    await assert.rejects(async () => await judge.score({ text: "please" }, RESULT), {
      code: "UNSCORED",
      message: /the judge failed: Cannot ask judge m1: 503 /,
    });
  });
}

Deno.test("createOpenAIJudge() sends model, key, messages and parameters as the API wants them", async () => {
  await using server = new ModelServer(OPENAI.answer("1"));
  await ask(OPENAI, server, { parameters: { temperature: 0, model: "not this one" } });
  const { body, headers } = server.requests[0]!;
  assert.deepEqual(body, { model: "m1", stream: false, temperature: 0, messages: MESSAGES });
  assert.equal(headers.get("authorization"), "Bearer sk-0123456789");
});

Deno.test("createAnthropicJudge() sends the system message apart, a version, and max_tokens", async () => {
  await using server = new ModelServer(ANTHROPIC.answer("1"));
  await ask(ANTHROPIC, server);
  await ask(ANTHROPIC, server, { parameters: { max_tokens: 10 } });
  const [{ body, headers }, second] = server.requests as [typeof server.requests[0], typeof server.requests[0]];
  const messages = [{ role: "user", content: "Rate it" }];
  assert.deepEqual(body, { model: "m1", stream: false, max_tokens: 1024, system: "Rules", messages });
  assert.equal(headers.get("authorization"), "Bearer sk-0123456789");
  assert.ok(headers.has("anthropic-version"));
  assert.equal(second.body.max_tokens, 10);
});

Deno.test("createAnthropicJudge() repeats a stream that reports an overload in band", async () => {
  const event = 'event: error\ndata: {"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}\n\n';
  const overloaded = () => new Response(event, { headers: { "content-type": "text/event-stream" } });
  await using server = new ModelServer(overloaded, ANTHROPIC.answer("0.5"));
  assert.equal(await ask(ANTHROPIC, server, { stream: true }), "0.5");
});

Deno.test("createOpenAIJudge() does not repeat a refusal", async () => {
  const message = { role: "assistant", content: null, refusal: "I would rather not" };
  await using server = new ModelServer(() =>
    Response.json({ choices: [{ index: 0, message, finish_reason: "stop" }] })
  );
  const error = await failureOf(ask(OPENAI, server));
  assert.match(error.message, /the model refused to answer$/);
});
