import type { Manifest, RewardDeclaration } from "@openenv/registry/manifest";
import { checksOf, parseAction } from "@openenv/core/contract";
import type { JsonSchema } from "@openenv/core/schema";
import type { PolicyFactory } from "@openenv/core";
import type { CheckContext, PackageFiles, PlaySettings } from "./check.ts";
import { createRandomPolicy, type DrawOptions } from "./random_policy.ts";
import type { Subject } from "./subject.ts";

/** What {@linkcode createCheckContext} takes; everything may be left out. */
export interface CheckContextOptions {
  /** What is checked. Default: nothing, which is enough for the level `static`. */
  readonly subject?: Subject;
  /** What the package declares. Default: nothing. */
  readonly manifest?: Manifest;
  /** The package's files. Default: none. */
  readonly files?: PackageFiles;
  /** How to play, where it is not as the manifest says. */
  readonly play?: PlayOptions;
}

/** How checks play; what is left out is what the manifest says, or its default. */
export interface PlayOptions {
  /** The first seed; others follow from it. Default: 1. */
  readonly seed?: number;
  /** The most steps of an episode. Default: 100. */
  readonly maxSteps?: number;
  /** The number of episodes where a check averages. Default: 8. */
  readonly episodes?: number;
  /** The most bytes that an observation may have as JSON. Default: 1 MiB. */
  readonly maxObservationBytes?: number;
  /** What every reset is given, beside the seed. Default: nothing. */
  readonly resetOptions?: Readonly<Record<string, unknown>>;
  /** What rewards are declared to be. Default: nothing, so that none is out of range. */
  readonly reward?: RewardDeclaration;
  /** What an episode scores: its last reward, or the sum of its rewards. Default: `"last_reward"`. */
  readonly score?: "last_reward" | "return";
  /** Plays at random. Default: draws actions from their schema. */
  readonly randomPolicy?: PolicyFactory;
  /** Reaches the greatest reward. Default: there is none. */
  readonly oracle?: PolicyFactory;
}

/**
 * Makes what checks work on: the subject, the package, and how to play, with every default filled in.
 *
 * @param options What there is.
 *
 * @example
 * ```ts
 * import { createCheckContext } from "@openenv/testing";
 * import assert from "node:assert/strict";
 *
 * const { play } = createCheckContext({ play: { episodes: 2 } });
 * assert.deepEqual([play.seed, play.episodes, play.maxSteps], [1, 2, 100]);
 * ```
 */
export function createCheckContext({ subject, manifest, files, play = {} }: CheckContextOptions): CheckContext {
  const known = new Map<string, Promise<unknown>>();
  return {
    subject,
    manifest,
    files,
    play: resolvePlay(play, manifest, subject),
    once<T>(key: string, compute: () => Promise<T>): Promise<T> {
      if (!known.has(key)) known.set(key, compute());
      return known.get(key) as Promise<T>;
    },
  };
}

function resolvePlay(play: PlayOptions, manifest: Manifest | undefined, subject: Subject | undefined): PlaySettings {
  const check = manifest?.check;
  return {
    seed: play.seed ?? 1,
    maxSteps: play.maxSteps ?? check?.max_steps ?? 100,
    episodes: play.episodes ?? check?.episodes ?? 8,
    maxObservationBytes: play.maxObservationBytes ?? check?.max_observation_bytes ?? 1024 * 1024,
    resetOptions: play.resetOptions ?? check?.reset_options ?? {},
    reward: play.reward ?? manifest?.validation?.reward,
    score: play.score ?? manifest?.score ?? "last_reward",
    randomPolicy: play.randomPolicy ?? randomPolicyOf(subject),
    oracle: play.oracle,
  };
}

function randomPolicyOf(subject: Subject | undefined): PolicyFactory {
  return createRandomPolicy(actionSchemaOf(subject), drawOptionsOf(subject));
}

/** The schema to draw actions from: an environment in this process has one that says more than that of the wire. */
export function actionSchemaOf(subject: Subject | undefined): JsonSchema {
  const contract = subject?.implementation?.contract;
  return contract === undefined ? subject?.schemas.action ?? {} : checksOf(contract).action.jsonSchema;
}

/** Asks the environment's own parser where it is in this process: it may know more than the schema says. */
export function drawOptionsOf(subject: Subject | undefined): DrawOptions {
  const contract = subject?.implementation?.contract;
  if (contract === undefined) return {};
  const checks = checksOf(contract);
  return {
    accepts(action) {
      try {
        parseAction(checks, action);
        return true;
      } catch {
        return false;
      }
    },
  };
}
