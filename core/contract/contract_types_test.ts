import assert from "node:assert/strict";
import { z } from "zod";
import { connect } from "../../client/connect.ts";
import type { EnvClient } from "../../client/env_client.ts";
import type { Environment } from "../environment.ts";
import { rubric } from "../rubrics/short_form.ts";
import type { AnyContract, Contract, Implementation } from "./contract.ts";
import { defineEnvironment } from "./define_environment.ts";
import type { SameType } from "./exactly.ts";

const guess = defineEnvironment({
  name: "guess",
  action: z.object({ number: z.int().default(3) }),
  observation: z.object({ hint: z.enum(["higher", "right"]) }),
  resetOptions: z.object({ most: z.int().default(9) }),
});

class Guess implements Environment<typeof guess> {
  rubric = rubric(guess, { right: [({ number }, { observation }) => observation.hint === "right" ? number : 0, 1] });
  reset({ most, seed }: { most: number; seed: number }) {
    return { observation: { hint: "higher" as const }, info: { most, seed } };
  }
  step({ number }: { number: number }) {
    return { observation: { hint: number === 3 ? "right" as const : "higher" as const } };
  }
}

Deno.test("a contract's one type parameter tells input from output", async () => {
  const environment: Implementation<typeof guess> = guess.implement(() => new Guess());
  const any: Contract = guess;
  const contract: AnyContract = any;
  assert.equal(contract.name, "guess");
  await using env = await connect(environment);
  const typed: EnvClient<typeof guess> = env;
  await typed.reset({ most: 4, seed: 7 });
  const result = await env.step({});
  const hint: SameType<typeof result.observation.hint, "higher" | "right"> = true;
  assert.deepEqual([hint, result.reward], [true, 3]);
});

// Never called: the type-check of this file is the test.
export async function refused(env: EnvClient<typeof guess>, untyped: EnvClient): Promise<void> {
  // @ts-expect-error an unknown key of the action
  await env.step({ numbr: 2 });
  // @ts-expect-error a value of another type
  await env.step({ number: "2" });
  // @ts-expect-error an unknown reset option
  await env.reset({ moost: 2 });
  // @ts-expect-error an observation that the schema does not have
  guess.implement(() => ({ reset: () => ({ observation: { hint: "lower" } }), step: () => ({ observation: {} }) }));
  const anything: unknown = (await untyped.step({ a: 1 })).observation.b;
  assert.ok(anything);
}
