import { makeTempFolder, type TempFolder } from "./temp_folder.ts";

/** A manifest whose promises a {@linkcode guessModule} keeps; its episodes are short, so that what hangs is soon found. */
export const GUESS_MANIFEST = `name: guess_env
version: "0.1.0"
module: environment.ts
permissions: {}
limits: { step_timeout_ms: 500, reset_timeout_ms: 2000 }
check: { episodes: 4 }
validation:
  reward: { range: [0, 1], floor_margin: 0.1 }
  resources: { cpu: 1, memory_mb: 128, disk_mb: 64, episode_timeout_s: 5 }
  capabilities:
    verifier: { kind: reward_channel }
    oracle: { form: script, location: oracle.ts }
  types: { tags: [toy] }
`;

const ORACLE = `
export default async ({ state }) => {
  const { secret } = await state();
  return () => ({ number: secret });
};
`;

/** The code of an environment in which a number is guessed, with code that runs in each step and at the top. */
export function guessModule({ inStep = "", atTop = "" }: { inStep?: string; atTop?: string } = {}): string {
  return `
import { defineEnvironment } from "@openenv/core";
import { z } from "zod";
${atTop}
export default defineEnvironment({
  name: "guess_env",
  action: z.object({ number: z.int().min(0).max(9) }),
  observation: z.object({ hint: z.enum(["start", "wrong", "right"]) }),
  state: z.object({ secret: z.int() }),
  maxSteps: 3,
}).implement(() => {
  let secret = 0;
  return {
    reset(_options, { random }) {
      secret = random.int(0, 9);
      return { observation: { hint: "start" } };
    },
    step({ number }) {
      ${inStep}
      const isRight = number === secret;
      return { observation: { hint: isRight ? "right" : "wrong" }, reward: isRight ? 1 : 0, terminated: isRight };
    },
    state: () => ({ secret }),
  };
});
`;
}

/** Makes a package of such an environment; `undefined` leaves a file out. */
export async function makeGuessPackage(files: Readonly<Record<string, string | undefined>> = {}): Promise<TempFolder> {
  const all = { "openenv.yaml": GUESS_MANIFEST, "environment.ts": guessModule(), "oracle.ts": ORACLE, ...files };
  const present = Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return await makeTempFolder(Object.fromEntries(present));
}
