/**
 * OpenEnv for Deno: define, host and drive environments for agentic reinforcement learning.
 *
 * This package re-exports `@openenv/core`, `@openenv/server`, `@openenv/client` and `@openenv/registry`.
 *
 * ```ts
 * import { connect, defineEnvironment } from "@openenv/openenv";
 * import assert from "node:assert/strict";
 * import { z } from "zod";
 *
 * const echo = defineEnvironment({
 *   name: "echo",
 *   action: z.object({ message: z.string() }),
 *   observation: z.object({ echoed_message: z.string() }),
 * }).implement(() => ({
 *   reset: () => ({ observation: { echoed_message: "" } }),
 *   step: ({ message }) => ({ observation: { echoed_message: message } }),
 * }));
 *
 * await using env = await connect(echo);
 * await env.reset();
 * assert.equal((await env.step({ message: "hello" })).observation.echoed_message, "hello");
 * ```
 *
 * @module
 */
export * from "@openenv/core";
export * from "@openenv/server";
export * from "@openenv/client";
export * from "@openenv/registry";
