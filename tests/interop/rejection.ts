import { OpenEnvError } from "@openenv/core";
import assert from "node:assert/strict";

/** The error that a call rejects with, which has to be one of ours. */
export async function rejection(call: Promise<unknown>): Promise<OpenEnvError> {
  const thrown = await call.then((value) => assert.fail(`resolved with ${JSON.stringify(value)}`), (error) => error);
  assert.ok(thrown instanceof OpenEnvError, `not one of our errors: ${thrown}`);
  return thrown;
}
