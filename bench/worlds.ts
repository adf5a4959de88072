import { type AnyImplementation, defineEnvironment } from "@openenv/core";
import { z } from "zod";

/** One of the worlds that are measured. */
export type WorldName = "small" | "text" | "wait";

/** A world that our server hosts and the bare server imitates, frame by frame. */
export interface World {
  /** What our server hosts, and what our client checks with. */
  readonly environment: AnyImplementation;
  /** What every step sends. */
  readonly action: Readonly<Record<string, unknown>>;
  /** What is seen after a number of steps. */
  readonly observe: (steps: number) => Readonly<Record<string, unknown>>;
  /** How long a step waits, in milliseconds; 0 means that it is synchronous. */
  readonly waitMs: number;
}

/** The reward of every step. */
export const REWARD = 0.5;

const TEXT = Array.from({ length: 256 }, (_, line) => `line ${line}: "${"all work and no play ".repeat(3)}"\n`).join("")
  .slice(0, 20_000);

/** The worlds by name. */
export const WORLDS: Readonly<Record<WorldName, World>> = {
  small: makeSmallWorld("small", 0),
  text: makeTextWorld(),
  wait: makeSmallWorld("wait", 1000),
};

/** A walk: four numbers and words out, one word in. */
function makeSmallWorld(name: string, waitMs: number): World {
  const contract = defineEnvironment({
    name,
    action: z.object({ move: z.enum(["left", "right"]) }),
    observation: z.object({ position: z.int(), steps: z.int(), ground: z.enum(["grass", "sand"]), wall: z.boolean() }),
  });
  const observe = (steps: number) => {
    const even = steps % 2 === 0;
    return { position: steps % 100, steps, ground: even ? "grass" as const : "sand" as const, wall: !even };
  };
  const environment = contract.implement(() => {
    let steps = 0;
    const step = () => ({ observation: observe(++steps), reward: REWARD });
    return {
      reset: () => ({ observation: observe(steps = 0) }),
      step: waitMs === 0 ? step : () => sleep(waitMs).then(step),
    };
  });
  return { environment, action: { move: "right" }, observe, waitMs };
}

/** A terminal: a command in, 20 KB of text out. */
function makeTextWorld(): World {
  const contract = defineEnvironment({
    name: "text",
    action: z.object({ command: z.string() }),
    observation: z.object({ stdout: z.string(), exit_code: z.int() }),
  });
  const observe = (steps: number) => ({ stdout: `${steps}\n${TEXT}`, exit_code: 0 });
  const environment = contract.implement(() => {
    let steps = 0;
    return {
      reset: () => ({ observation: observe(steps = 0) }),
      step: () => ({ observation: observe(++steps), reward: REWARD }),
    };
  });
  return { environment, action: { command: "cat log.txt" }, observe, waitMs: 0 };
}

/** Resolves after a while. */
function sleep(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
