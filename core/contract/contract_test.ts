import assert from "node:assert/strict";
import { z } from "zod";
import { defineEnvironment } from "./define_environment.ts";
import { type ContractOptions, isImplementation } from "./contract.ts";
import type { Schema } from "../schema/schema.ts";
import { tasksFromArrays } from "../tasks/tasks_from_arrays.ts";

const GOOD = { name: "any", action: z.object({}), observation: z.object({ x: z.int() }) };

/** Defines a contract with one change, and returns the part and the message of the error; fails if there is none. */
function blamed(change: Record<string, unknown>): [part: string, message: string] {
  try {
    defineEnvironment({ ...GOOD, ...change } as ContractOptions);
  } catch (thrown) {
    const error = thrown as { code: string; data: { part: string }; message: string };
    assert.equal(error.code, "INVALID_DEFINITION", error.message);
    return [error.data.part, error.message];
  }
  throw new Error("Expected a DefinitionError");
}

Deno.test("defineEnvironment() fills in the defaults and freezes the contract", () => {
  const contract = defineEnvironment(GOOD);
  const { version, description, requiresReset, allowStepAfterDone, maxSteps, maxSessions } = contract;
  assert.deepEqual([version, description, requiresReset, allowStepAfterDone], ["1.0.0", "", true, false]);
  assert.deepEqual([maxSteps, maxSessions], [undefined, undefined]);
  assert.ok(Object.isFrozen(contract));
});

Deno.test("defineEnvironment() throws when the name is none", () => {
  for (const name of ["", "1a", "-a", "a b", "a/b", "ä", undefined, null, 5, "a\n"]) {
    assert.equal(blamed({ name })[0], "name", String(name));
  }
  for (const name of ["a", "grid_world", "A-1"]) defineEnvironment({ ...GOOD, name });
});

Deno.test("defineEnvironment() throws when a number is out of range", () => {
  for (const value of [0, -1, 1.5, NaN, Infinity, "5", null]) {
    assert.equal(blamed({ maxSteps: value })[0], "maxSteps");
    assert.equal(blamed({ maxSessions: value })[0], "maxSessions");
  }
});

Deno.test("defineEnvironment() throws when a schema is none, or has no JSON Schema", () => {
  for (const schema of [undefined, null, {}, { type: "object" }, () => true]) {
    assert.equal(blamed({ action: schema })[0], "action");
    assert.equal(blamed({ observation: schema })[0], "observation");
  }
  const bare = { "~standard": { version: 1, vendor: "bare", validate: (value: unknown) => ({ value }) } };
  assert.deepEqual(blamed({ action: bare }), ["action", "Cannot define action: the schema has no JSON Schema part"]);
  for (const part of [z.date(), z.bigint(), z.map(z.string(), z.int()), z.custom<number>(), z.undefined()]) {
    assert.equal(blamed({ observation: z.object({ part }) })[0], "observation");
    assert.equal(blamed({ action: z.object({ part }) })[0], "action");
    assert.equal(blamed({ state: z.object({ part }) })[0], "state");
    assert.equal(blamed({ resetOptions: z.object({ part }) })[0], "resetOptions");
  }
});

Deno.test("defineEnvironment() throws when a schema is not that of an object", () => {
  for (const schema of [z.string(), z.array(z.int()), z.any(), z.union([z.object({}), z.string()])]) {
    assert.equal(blamed({ action: schema })[0], "action");
    assert.equal(blamed({ observation: schema })[0], "observation");
    assert.equal(blamed({ state: schema })[0], "state");
    assert.equal(blamed({ resetOptions: schema })[0], "resetOptions");
  }
  const union = z.discriminatedUnion("k", [z.object({ k: z.literal("a") }), z.object({ k: z.literal("b") })]);
  defineEnvironment({ ...GOOD, action: union, observation: union, state: union });
});

Deno.test("defineEnvironment() throws when an observation or a state is transformed", () => {
  const transforms: Schema[] = [
    z.object({ n: z.string().transform(Number) }),
    z.object({ n: z.string().transform((text) => text.length).pipe(z.number()) }),
    z.object({ list: z.array(z.codec(z.string(), z.number(), { decode: Number, encode: String })) }),
    z.object({ n: z.string() }).transform(({ n }) => ({ m: n })),
    z.object({ flag: z.stringbool() }),
  ];
  for (const schema of transforms) {
    assert.equal(blamed({ observation: schema })[0], "observation");
    assert.equal(blamed({ state: schema })[0], "state");
    defineEnvironment({ ...GOOD, action: schema });
  }
});

Deno.test("defineEnvironment() accepts defaults in every schema", () => {
  const schema = z.object({ n: z.int().default(1), inner: z.object({ x: z.int().default(2) }).default({ x: 3 }) });
  defineEnvironment({ ...GOOD, action: schema, observation: schema, state: schema, resetOptions: schema });
});

Deno.test("defineEnvironment() throws when a key is reserved", () => {
  const metadata = z.object({ metadata: z.unknown() });
  assert.deepEqual(blamed({ observation: metadata }), [
    "observation",
    "Cannot define observation: the key metadata is reserved for info",
  ]);
  const union = z.union([z.object({ a: z.int() }), z.object({ metadata: z.int() })]);
  assert.equal(blamed({ observation: union })[0], "observation");
  defineEnvironment({ ...GOOD, action: metadata, state: metadata });
  for (const key of ["seed", "episode_id", "max_steps"]) {
    assert.deepEqual(blamed({ resetOptions: z.object({ [key]: z.int() }) }), [
      "resetOptions",
      `Cannot define resetOptions: the key ${key} is common to all environments`,
    ]);
  }
});

Deno.test("defineEnvironment() reserves the reset options of tasks when there are tasks", () => {
  const tasks = tasksFromArrays({ train: [{ n: 1 }] });
  for (const key of ["split", "index", "task_id"]) {
    const resetOptions = z.object({ [key]: z.string() });
    assert.deepEqual(blamed({ tasks, resetOptions }), [
      "resetOptions",
      `Cannot define resetOptions: the key ${key} is common to all environments with tasks`,
    ]);
    defineEnvironment({ ...GOOD, resetOptions });
  }
});

Deno.test("defineEnvironment() throws when tasks is no provider", () => {
  const good = tasksFromArrays({ train: [{ n: 1 }] });
  const wrong: [unknown, string][] = [
    [[], "tasks has no method splits"],
    [7, "tasks is a number, expected a provider of tasks"],
    [null, "tasks is null, expected a provider of tasks"],
    [() => good, "tasks is a function, expected a provider of tasks"],
    [{ getTask: good.getTask }, "tasks has no method splits"],
    [{ splits: good.splits }, "tasks has no method getTask"],
    [{ ...good, numTasks: 3 }, "tasks.numTasks is not a method"],
    [{ ...good, listTasks: null }, "tasks.listTasks is not a method"],
  ];
  for (const [tasks, state] of wrong) {
    assert.deepEqual(blamed({ tasks } as never), ["tasks", `Cannot define any: ${state}`]);
  }
  defineEnvironment({ ...GOOD, tasks: good });
});

Deno.test("implement() joins a contract and a factory, and throws when there is none", () => {
  const contract = defineEnvironment(GOOD);
  const factory = () => ({ reset: () => ({ observation: { x: 1 } }), step: () => ({ observation: { x: 2 } }) });
  const implementation = contract.implement(factory);
  assert.equal(implementation.contract, contract);
  assert.equal(implementation.factory, factory);
  assert.ok(Object.isFrozen(implementation) && isImplementation(implementation));
  assert.throws(() => contract.implement(factory() as never), { code: "INVALID_DEFINITION" });
});

Deno.test("isImplementation() is false for everything else", () => {
  for (const value of [undefined, null, "http://x", {}, () => 1, defineEnvironment(GOOD), new URL("http://x")]) {
    assert.equal(isImplementation(value), false);
  }
});

Deno.test("defineEnvironment() infers what an implementation gets and must return", () => {
  const contract = defineEnvironment({
    name: "typed",
    action: z.object({ by: z.int().default(1) }),
    observation: z.object({ hint: z.enum(["higher", "lower"]) }),
    state: z.object({ secret: z.int() }),
    resetOptions: z.object({ size: z.int().default(3) }),
  });
  contract.implement(() => ({
    reset: ({ size, seed, episode_id }) => {
      const typed: [number, number, string] = [size, seed, episode_id];
      return { observation: { hint: typed.length > 2 ? "higher" : "lower" } };
    },
    step: ({ by }) => ({ observation: { hint: by > 0 ? "higher" : "lower" }, reward: by }),
    state: () => ({ secret: 1 }),
  }));
  contract.implement(() => ({
    reset: () => ({ observation: { hint: "higher" } }),
    // @ts-expect-error the hint is not one of the two
    step: () => ({ observation: { hint: "sideways" } }),
  }));
  contract.implement(() => ({
    reset: () => ({ observation: { hint: "higher" } }),
    // @ts-expect-error there is no such key in an action
    step: ({ speed }) => ({ observation: { hint: speed ? "higher" : "lower" } }),
  }));
});
