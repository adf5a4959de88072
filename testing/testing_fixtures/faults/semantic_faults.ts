import type { AnyImplementation } from "../../../core/contract/contract.ts";
import { readManifest } from "../../../registry/manifest/mod.ts";
import type { CheckReport } from "../../findings/check.ts";
import { createCheckContext, type PlayOptions } from "../../check_context.ts";
import { SEMANTIC_CHECKS } from "../../checks/all_checks.ts";
import { createScriptedPolicy } from "../../episodes/episode_script.ts";
import { createLocalSubject } from "../../subjects/local_subject.ts";
import { runChecks } from "../../run_checks.ts";
import { guessEnvironment, guessRight, guessWrong } from "../../../core/testing_fixtures/guess_environment.ts";
import { memoryPackage, SOUND_MANIFEST } from "../memory_package.ts";
import { type HostTale, withHost } from "./host_faults.ts";

/** The declaration of the rewards of a {@linkcode guessEnvironment}. */
export const REWARD = { range: [0, 1], oracle_tolerance: 0, floor_margin: 0.1, variance_tolerance: null } as const;

/** How one environment is checked. */
export interface GuessSetup {
  /** The environment. Default: a sound one. */
  readonly environment?: AnyImplementation;
  /** How it is played. Default: with an oracle, and with rewards from 0 to 1. */
  readonly play?: PlayOptions;
  /** The file of canaries. Default: none is declared. */
  readonly canaries?: string;
  /** What its host tells of it. Default: there is no manifest, and nothing holds it in. */
  readonly tale?: HostTale;
}

/** Runs the semantic checks. */
export async function checkGuess(
  { environment = guessEnvironment(), play, canaries, tale }: GuessSetup,
): Promise<CheckReport> {
  const declared = SOUND_MANIFEST.replace("{ verifier:", "{ canaries: canaries.jsonl, verifier:");
  const subject = createLocalSubject(environment);
  const context = createCheckContext({
    subject: tale === undefined ? subject : withHost(subject, tale),
    play: { reward: REWARD, oracle: guessRight, ...play },
    ...(tale !== undefined && { manifest: readManifest(SOUND_MANIFEST).manifest }),
    ...(canaries !== undefined && {
      manifest: readManifest(declared).manifest,
      files: memoryPackage({ "canaries.jsonl": canaries }),
    }),
  });
  return await runChecks(SEMANTIC_CHECKS, context, { levels: ["semantic"], target: "guess" });
}

/** One environment with one fault: the check that finds it, and what that says. */
export type SemanticFault = readonly [what: string, check: string, says: RegExp, setup: GuessSetup];

let calls = 0;
/** The actions that guess some numbers. */
export function script(...numbers: number[]): { number: number }[] {
  return numbers.map((number) => ({ number }));
}

/** An environment whose episodes never end: neither those of its oracle nor others. */
export const ENDLESS: GuessSetup = { environment: guessEnvironment({ endless: true }), play: { maxSteps: 5 } };

/** Environments with one fault each. */
export const SEMANTIC_FAULTS: readonly SemanticFault[] = [
  [
    "an oracle's episode that takes more processor time than is declared",
    "semantic.resource_envelope",
    /^an episode took 61 s of processor time$/,
    { tale: { usage: { cpuS: 61 } } },
  ],
  [
    "an environment without an oracle",
    "semantic.oracle_max",
    /^rewards are declared up to 1, and no oracle shows that they can be had$/,
    { play: { oracle: undefined } },
  ],
  [
    "a range whose top nobody reaches",
    "semantic.oracle_max",
    /^seed 1: the oracle's last reward is 1, less than 2$/,
    { play: { reward: { ...REWARD, range: [0, 2] } } },
  ],
  [
    "rewards above their range",
    "semantic.oracle_max",
    /^seed 1: the oracle's last reward is 1, above the range, which ends at 0\.5$/,
    { play: { reward: { ...REWARD, range: [0, 0.5] } } },
  ],
  [
    "an oracle that gives up",
    "semantic.oracle_max",
    /^seed 1: the oracle's last reward is 0, less than 1; the episode is not over after its 1 steps$/,
    {
      play: {
        oracle: async (episode) => {
          const [policy, actions] = [await guessWrong(episode), [true].values()];
          return (result) => actions.next().value && policy(result);
        },
      },
    },
  ],
  [
    "an oracle that does nothing where 0 is the top",
    "semantic.oracle_max",
    /^seed 1: the oracle made no step, and its reset has no reward$/,
    {
      environment: guessEnvironment({ reward: ({ isRight }) => isRight ? 0 : -1 }),
      play: { reward: { ...REWARD, range: [-1, 0] }, oracle: () => () => undefined },
    },
  ],
  [
    "an oracle that gets more than the top on its way",
    "semantic.oracle_max",
    /^seed 1: step 1 of the oracle has the reward 7, outside of \[0,1\]$/,
    {
      environment: guessEnvironment({ reward: ({ isRight, number, secret }) => isRight ? 1 : number > secret ? 7 : 0 }),
      play: {
        randomPolicy: () => () => ({ number: 0 }),
        oracle: async (episode) => {
          const { secret } = await episode.state() as { secret: number };
          const numbers = [secret + 1, secret].filter((number) => number < 10).values();
          return () => ({ number: numbers.next().value });
        },
      },
    },
  ],
  [
    "an oracle that throws",
    "semantic.oracle_max",
    /^the oracle threw at seed 1: no idea$/,
    {
      tale: {}, // semantic.resource_envelope would play the oracle too
      play: {
        oracle: () => {
          throw new Error("no idea");
        },
      },
    },
  ],
  [
    "an oracle whose action is refused",
    "semantic.oracle_max",
    /^the environment failed at step 1 while the oracle played seed 1: VALIDATION_ERROR: .*number/,
    { play: { oracle: () => () => ({ number: 10 }) } },
  ],
  [
    "a script that does not lead to the top",
    "semantic.oracle_max",
    /^seed 3: the oracle's last reward is 0, less than 1$/,
    { play: { oracle: createScriptedPolicy({ seed: 3, options: {}, actions: script(0, 0, 0) }) } },
  ],
  [
    "rewards that everybody gets",
    "semantic.floor_gap",
    /^doing nothing scores 1 on average over 8 episodes, more than 0\.9$/,
    { environment: guessEnvironment({ reward: () => 1 }) },
  ],
  [
    "rewards that random play gets nearly as much of as the oracle",
    "semantic.oracle_gap",
    /^the oracle scores 0\.9 on average, and not trying scores 0\.8\d*$/,
    {
      environment: guessEnvironment({ reward: ({ isRight }) => isRight ? 0.9 : 0.85 }),
      play: { reward: { ...REWARD, oracle_tolerance: 0.1 } },
    },
  ],
  [
    "an action that is rewarded whatever is asked",
    "semantic.canary_floor",
    /^canary 2 of canaries\.jsonl scores 1, more than 0\.9$/,
    {
      environment: guessEnvironment({ reward: ({ isRight, number }) => isRight || number === 9 ? 1 : 0 }),
      canaries:
        `{ "actions": [] }\n\n{ "reset": { "seed": 2 }, "actions": [{ "number": 9 }, { "number": 9 }, { "number": 9 }] }\n`,
    },
  ],
  [
    "canaries whose actions are refused",
    "semantic.canary_floor",
    /^canary 1 of canaries\.jsonl: the environment failed at step 1 while it played seed 1: VALIDATION_ERROR/,
    { canaries: '{ "actions": [{ "digit": 1 }] }' },
  ],
  [
    "canaries that cannot be read",
    "semantic.canary_floor",
    /^Cannot use canary 1 of canaries\.jsonl: actions is a list of objects$/,
    { canaries: '{ "actions": 7 }' },
  ],
  [
    "rewards that go down with every episode of a session",
    "semantic.verifier_determinism",
    /^step 1 of the same episode \(seed 1\) got 1, 1, 1, 0\.9, 0\.8, 0\.7 in 6 runs: a variance of 0\.0133$/,
    { environment: guessEnvironment({ reward: ({ isRight, episodes }) => isRight ? 1 - (episodes - 1) / 10 : 0 }) },
  ],
  [
    "a judge that varies more than it declares",
    "semantic.verifier_determinism",
    /^step 1 of the same episode \(seed 1\) got .* in 6 runs: a variance of 0\.00160$/,
    {
      environment: guessEnvironment({ reward: ({ isRight }) => isRight ? (calls++ % 2 === 0 ? 1 : 0.92) : 0 }),
      play: { reward: { ...REWARD, oracle_tolerance: 0.1, variance_tolerance: 0.001 } },
    },
  ],
  [
    "a world that varies where only the oracle comes to",
    "semantic.replayability",
    /^the same seed and actions \(seed 1\) played twice: step 1: observation\.salt is 0\.\d+, expected 0\.\d+$/,
    { environment: guessEnvironment({ unseeded: "end" }), play: { randomPolicy: guessWrong } },
  ],
  [
    "a world that moves when its state is read",
    "semantic.replayability",
    /^step 1 got 1 when it was played, and 0 when it was replayed \(seed 1\)$/,
    { environment: guessEnvironment({ stateDraws: true }) },
  ],
];
