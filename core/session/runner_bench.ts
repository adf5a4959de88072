import { z } from "zod";
import { defineEnvironment } from "../contract/define_environment.ts";
import { textCodec } from "../protocol/codec.ts";
import { Connection } from "../protocol/connection.ts";
import { Deadlines } from "../async/deadlines.ts";
import { InlineHost } from "./inline_host.ts";
import { Session } from "./session.ts";
import { DEFAULT_SESSION_LIMITS } from "./session_settings.ts";

/** The cost of one step from the text of its frame to the text of its answer, compared with that of the JSON alone. */
const STEP = JSON.stringify({ type: "step", data: { move: "right" } });
const TEXT = "all work and no play makes a dull log\n".repeat(540);

const small = defineEnvironment({
  name: "small",
  action: z.object({ move: z.enum(["left", "right"]) }),
  observation: z.object({ position: z.int(), steps: z.int(), wall: z.boolean() }),
});

const text = defineEnvironment({
  name: "text",
  action: z.object({ move: z.string() }),
  observation: z.object({ stdout: z.string(), exit_code: z.int() }),
});

const ENVIRONMENTS = {
  "small observation": small.implement(() => {
    let steps = 0;
    return {
      reset: () => ({ observation: seeSmall(0) }),
      step: () => ({ observation: seeSmall(++steps), reward: 0.5 }),
    };
  }),
  "20 KB of text": text.implement(() => {
    let steps = 0;
    return {
      reset: () => ({ observation: seeText(0) }),
      step: () => ({ observation: seeText(++steps), reward: 0.5 }),
    };
  }),
  "small observation, asynchronous": small.implement(() => {
    let steps = 0;
    return {
      reset: () => ({ observation: seeSmall(0) }),
      step: () => Promise.resolve({ observation: seeSmall(++steps), reward: 0.5 }),
    };
  }),
};

for (const [group, environment] of Object.entries(ENVIRONMENTS)) {
  const host = new InlineHost(environment, { log: console.error });
  const deadlines = new Deadlines();
  const session = new Session({ id: "s1", host, deadlines, limits: DEFAULT_SESSION_LIMITS, log: console.error });
  const connection = new Connection(session, textCodec);
  await connection.open();
  await connection.receive('{"type":"reset"}');
  const see = group.startsWith("small") ? seeSmall : seeText;
  let steps = 0;

  Deno.bench("JSON.parse and JSON.stringify", { group, baseline: true }, () => {
    JSON.parse(STEP);
    const data = { observation: { metadata: {}, ...see(++steps) }, reward: 0.5, done: false };
    JSON.stringify({ type: "observation", data: { ...data, terminated: false, truncated: false } });
  });

  if (group.endsWith("asynchronous")) {
    Deno.bench("Connection.receive", { group }, async () => void await connection.receive(STEP));
  } else {
    Deno.bench("Connection.receive", { group }, () => void connection.receive(STEP));
  }
}

function seeSmall(steps: number) {
  return { position: steps % 100, steps, wall: steps % 2 === 0 };
}

function seeText(steps: number) {
  return { stdout: `${steps}\n${TEXT}`, exit_code: 0 };
}
