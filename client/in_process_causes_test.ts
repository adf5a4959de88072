import { defineEnvironment } from "@openenv/core";
import { FunctionRubric } from "@openenv/core/rubrics";
import assert from "node:assert/strict";
import { z } from "zod";
import { connect } from "./connect.ts";

const thrown = new RangeError("kaboom");

function fail(): never {
  throw thrown;
}

const contract = { name: "x", action: z.object({}), observation: z.object({}), state: z.object({}) };
const result = { observation: {} };
const calm = { reset: () => result, step: () => result, state: () => ({}) };

interface Case {
  readonly code: string;
  /** Overrides a part of the environment. */
  readonly own?: object;
  /** Replaces the factory. */
  readonly factory?: () => unknown;
  /** Overrides a part of the tasks. */
  readonly tasks?: object;
}

const CASES: Readonly<Record<string, Case>> = {
  "a factory": { code: "FACTORY_ERROR", factory: fail },
  "an asynchronous factory": { code: "FACTORY_ERROR", factory: () => Promise.reject(thrown) },
  "reset": { code: "EXECUTION_ERROR", own: { reset: fail } },
  "step": { code: "EXECUTION_ERROR", own: { step: fail } },
  "an asynchronous step": { code: "EXECUTION_ERROR", own: { step: () => Promise.reject(thrown) } },
  "state": { code: "EXECUTION_ERROR", own: { state: fail } },
  "a rubric": { code: "RUBRIC_FAILED", own: { rubric: new FunctionRubric(fail) } },
  "a transform": { code: "TRANSFORM_FAILED", own: { transform: fail } },
  "a task provider": { code: "EXECUTION_ERROR", tasks: { getTask: fail } },
};

for (const copy of [true, false]) {
  for (const [what, { code, own, factory, tasks }] of Object.entries(CASES)) {
    Deno.test(`what ${what} throws is the cause of the caller's error (copy: ${copy})`, async () => {
      const provider = tasks && { splits: () => ["train"], numTasks: () => 1, getTask: fail, ...tasks };
      const made = (factory ?? (() => ({ ...calm, ...own }))) as () => never;
      const environment = defineEnvironment({ ...contract, tasks: provider }).implement(made);
      const play = async () => {
        await using env = await connect(environment, { copy });
        await env.reset();
        await env.state();
        await env.step({});
      };
      await assert.rejects(play, (error: Error & { code: string }) => {
        assert.equal(error.code, code);
        assert.match(error.message, /kaboom/);
        assert.equal(error.cause, thrown);
        assert.match(Deno.inspect(error), /\[cause\]: RangeError: kaboom\n +at .*in_process_causes_test\.ts/);
        return true;
      });
    });
  }
}

Deno.test("a task call's error has the message of what the provider threw, and no cause, which may be private", async () => {
  const tasks = { splits: () => ["train"], numTasks: () => 1, getTask: fail };
  const environment = defineEnvironment({ ...contract, tasks }).implement(() => calm as never);
  await using env = await connect(environment);
  await assert.rejects(env.task("train", 0), (error: Error) => {
    assert.deepEqual([error.message, error.cause], ["kaboom", undefined]);
    return true;
  });
});

Deno.test("a cause belongs to one call only", async () => {
  const environment = defineEnvironment(contract).implement(() => ({ ...calm, step: fail }) as never);
  await using env = await connect(environment);
  await env.reset();
  await assert.rejects(env.step({}), { cause: thrown });
  await assert.rejects(env.step({ no: 1 } as never), (error: Error) => error.cause === undefined);
  await env.reset();
});
