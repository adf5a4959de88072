/**
 * The environment of `probe_server.py`, on our side of the wire.
 *
 * @module
 */

import { defineEnvironment } from "@openenv/core";
import { z } from "zod";

const action = z.object({
  op: z.enum(["echo", "raise", "sleep", "nan", "blob", "end"]),
  text: z.string().default(""),
  level: z.int().min(0).max(10).default(0),
  tags: z.array(z.string()).max(3).default([]),
  seconds: z.number().min(0).max(120).default(0),
  size: z.int().min(0).default(0),
  at: z.object({ x: z.number(), y: z.number() }).nullish(),
});

type Action = z.output<typeof action>;

/** What clients of the probe environment know; the reference's server speaks it as well. */
export const probe = defineEnvironment({
  name: "probe_env",
  action,
  observation: z.object({
    text: z.string(),
    tags: z.array(z.string()),
    place: z.object({ label: z.string(), spots: z.array(z.object({ x: z.number(), y: z.number() })) }).nullable(),
    value: z.number().nullable(),
  }),
  state: z.object({ seed_given: z.int().nullable(), history: z.array(z.string()) }),
  resetOptions: z.object({ text: z.string().optional() }),
});

const BARE = { text: "", tags: [] as string[], place: null, value: null };

/** The environment. */
export const probeEnvironment = probe.implement(function ProbeEnvironment() {
  let seedGiven: number | null = null;
  let history: string[] = [];
  return {
    reset({ seed, text }) {
      seedGiven = seed;
      history = [];
      return { observation: { ...BARE, text: text ?? "ready" }, info: { origin: "reset" } };
    },
    step(action, { stepCount }) {
      history.push(action.op);
      return OPERATIONS[action.op](action, stepCount);
    },
    state: () => ({ seed_given: seedGiven, history: [...history] }),
  };
});

const OPERATIONS = {
  echo: ({ text, tags, level }: Action, step: number) => {
    const place = { label: "here", spots: [{ x: level, y: 0.5 }] };
    return { observation: { ...BARE, text, tags, place }, reward: level / 2, info: { step } };
  },
  raise: ({ text }: Action) => {
    throw new Error(text || "the probe broke");
  },
  /** Ignores its signal on purpose: what a server does about that is the point. */
  sleep: async ({ seconds, text }: Action) => {
    await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
    return { observation: { ...BARE, text: `slept ${text}`.trim() }, reward: 0 };
  },
  nan: () => ({ observation: { ...BARE, text: "nan", value: Infinity }, reward: NaN }),
  blob: ({ size }: Action) => ({ observation: { ...BARE, text: "x".repeat(size) }, reward: 0 }),
  end: () => ({ observation: { ...BARE, text: "over" }, reward: 1, terminated: true }),
};
