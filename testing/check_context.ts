import type { PolicyFactory } from "@openenv/core";
import type { Manifest, RewardDeclaration } from "@openenv/registry/manifest";
import type { PackageImage } from "./checks/static/image.ts";
import type { CheckContext, PackageFiles } from "./findings/check.ts";
import { createRandomPolicy, samplingOf } from "./sampling/sample_policies.ts";
import type { Subject } from "./subjects/subject.ts";

/** Options for {@linkcode createCheckContext}. */
export interface CheckContextOptions {
  /** The environment to check. Default: none, which is enough for the level `static`. */
  readonly subject?: Subject;
  /** Why there is no environment, for `runtime.startup` to report. Default: that it could not be loaded. */
  readonly unplayable?: string;
  /** The manifest of the package. Default: none. */
  readonly manifest?: Manifest;
  /** The files of the package. Default: none. */
  readonly files?: PackageFiles;
  /** The image that the package was built to. Default: none. */
  readonly image?: PackageImage;
  /** How to play, where it differs from the manifest. */
  readonly play?: PlayOptions;
}

/** Options for how checks play. An option that you leave out is as the manifest says, or has its default. */
export interface PlayOptions {
  /** The first seed; the others count up from it. Default: 1. */
  readonly seed?: number;
  /** The most steps of an episode. Default: 100. */
  readonly maxSteps?: number;
  /** The number of episodes that a check averages over. Default: 8. */
  readonly episodes?: number;
  /** The most bytes of an observation as JSON. Default: 1 MiB. */
  readonly maxObservationBytes?: number;
  /** Options for every reset, beside the seed. Default: none. */
  readonly resetOptions?: Readonly<Record<string, unknown>>;
  /** The declaration of rewards. Default: none, so that no reward is out of range. */
  readonly reward?: RewardDeclaration;
  /** The score of an episode: its last reward, or the sum of its rewards. Default: `"last_reward"`. */
  readonly score?: "last_reward" | "return";
  /** The policy that plays at random. Default: samples actions from their schema. */
  readonly randomPolicy?: PolicyFactory;
  /** The policy that reaches the greatest reward. Default: none. */
  readonly oracle?: PolicyFactory;
}

/**
 * Makes the input of checks: the subject, the package, and how to play, with every default filled in.
 *
 * @param options The parts that there are.
 * @returns The context of one run.
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
export function createCheckContext(options: CheckContextOptions): CheckContext {
  const { subject, unplayable, manifest, files, image, play = {} } = options;
  const known = new Map<string, Promise<unknown>>();
  const check = manifest?.check;
  return {
    subject,
    unplayable,
    manifest,
    files,
    image,
    play: {
      seed: play.seed ?? 1,
      maxSteps: play.maxSteps ?? check?.max_steps ?? 100,
      episodes: play.episodes ?? check?.episodes ?? 8,
      maxObservationBytes: play.maxObservationBytes ?? check?.max_observation_bytes ?? 1024 * 1024,
      resetOptions: play.resetOptions ?? check?.reset_options ?? {},
      reward: play.reward ?? manifest?.validation?.reward,
      score: play.score ?? manifest?.score ?? "last_reward",
      randomPolicy: play.randomPolicy ?? createRandomPolicy(...samplingOf(subject)),
      oracle: play.oracle,
    },
    once<T>(key: string, compute: () => Promise<T>): Promise<T> {
      if (!known.has(key)) known.set(key, compute());
      return known.get(key) as Promise<T>;
    },
  };
}
