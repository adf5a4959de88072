import assert from "node:assert/strict";
import { z } from "zod";
import { defineEnvironment } from "../contract/define_environment.ts";
import { FactoryError } from "../errors/error_classes.ts";
import { errorOf } from "../testing_fixtures/settlement.ts";
import { InlineHost } from "./inline_host.ts";
import { isPromiseLike } from "../async/is_promise_like.ts";

const contract = defineEnvironment({ name: "tiny", action: z.object({}), observation: z.object({}) });
const tiny = { reset: () => ({ observation: {} }), step: () => ({ observation: {} }) };

function host(factory: unknown): InlineHost {
  return new InlineHost(contract.implement(factory as never), { log: () => {} });
}

Deno.test("create() is synchronous when the factory is", () => {
  const made = host(() => tiny).create();
  assert.ok(!isPromiseLike(made));
  assert.deepEqual(made.reset({ seed: 1 }, 100), {
    observation: {},
    reward: null,
    terminated: false,
    truncated: false,
    done: false,
    info: {},
  });
});

Deno.test("create() calls the factory once for each instance", () => {
  let made = 0;
  const counted = host(() => {
    made++;
    return tiny;
  });
  counted.create();
  counted.create();
  assert.equal(made, 2);
});

Deno.test("create() waits when the factory answers with a promise", async () => {
  const made = host(() => Promise.resolve(tiny)).create();
  assert.ok(isPromiseLike(made));
  assert.equal(typeof (await made).reset, "function");
});

Deno.test("create() waits when the factory answers with a promise of another make", async () => {
  const thenable = { then: (resolve: (instance: unknown) => void) => void resolve(tiny) };
  const made = await host(() => thenable).create();
  assert.equal(typeof made.reset, "function");
});

Deno.test("create() throws FactoryError when the factory throws, rejects or makes something else", async () => {
  const cause = new Error("no luck");
  const failures: [factory: unknown, reason: string | RegExp][] = [
    [() => {
      throw cause;
    }, "no luck"],
    [() => Promise.reject(cause), "no luck"],
    [() => {
      throw "a string";
    }, "a string"],
    ...[undefined, null, 1, "x", {}, []].map((nonsense) =>
      [() => nonsense, "the factory returned something without reset and step methods"] as [unknown, string]
    ),
    [() => ({ reset: () => 1 }), "the factory returned something without a step method"],
    [() => ({ reset: 1, step: () => 1 }), "the factory returned something without a reset method"],
    [() => Promise.resolve(undefined), "the factory returned something without reset and step methods"],
  ];
  for (const [factory, reason] of failures) {
    const error = await errorOf(() => host(factory).create());
    assert.ok(error instanceof FactoryError);
    assert.equal(error.message, `Environment factory 'tiny' failed to create instance: ${reason}`);
    assert.deepEqual(error.data, { factory_name: "tiny", reason });
  }
});

Deno.test("create() names the factory when it has a name", async () => {
  function makeTiny(): never {
    throw new Error("no");
  }
  const error = await errorOf(() => host(makeTiny).create());
  assert.equal(error.message, "Environment factory 'makeTiny' failed to create instance: no");
  assert.equal(error.data.factory_name, "makeTiny");
});

Deno.test("create() keeps what the factory threw as the cause", async () => {
  const cause = new Error("no luck");
  const error = await errorOf(() =>
    host(() => {
      throw cause;
    }).create()
  );
  assert.equal(error.cause, cause);
});

Deno.test("contract() gives the implementation's contract", () => {
  assert.equal(host(() => tiny).contract(), contract);
});
