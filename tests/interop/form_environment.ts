/**
 * The environment of `form_server.py`, on our side of the wire.
 *
 * @module
 */

import { defineEnvironment } from "@openenv/core";
import { z } from "zod";

const form = defineEnvironment({
  name: "form_env",
  action: z.object({
    ask: z.string().default("ask"),
    short: z.string().min(2).default("aa"),
    long: z.string().max(3).default(""),
    code: z.string().regex(/^a\d$/).default("a1"),
    count: z.int().gt(0).lt(10).default(1),
    even: z.int().multipleOf(2).default(2),
    ratio: z.number().min(0).max(1).default(0.5),
    flag: z.boolean().default(false),
    one: z.literal("a").default("a"),
    three: z.enum(["a", "b", "c"]).default("a"),
    color: z.enum(["red", "green"]).default("red"),
    items: z.array(z.int()).min(1).max(2).default([1]),
    table: z.record(z.string(), z.int()).default({}),
    either: z.union([z.int(), z.string()]).default(1),
    maybe: z.int().nullable().default(null),
    point: z.object({ x: z.number(), y: z.number() }).default({ x: 0, y: 0 }),
  }),
  observation: z.object({ seen: z.any() }),
  requiresReset: false,
});

/** The environment. */
export const formEnvironment = form.implement(function FormEnvironment() {
  return {
    reset: () => ({ observation: { seen: null } }),
    step: (action) => ({ observation: { seen: (action as Record<string, unknown>)[action.ask] ?? null } }),
  };
});
