import { Random } from "@openenv/core";
import { invalidOption, resolveConfig } from "./config.ts";
import { type Entry, MAX_SIZE } from "./questions/generator.ts";
import { GENERATORS } from "./generators.ts";
import type { ResolvedDatasetSpec } from "./models.ts";

/** What a data set is made of. */
export interface DatasetSetup {
  /** The name of a generator, or `composite`. */
  readonly name: string;
  /** The configuration, as the caller wrote it. */
  readonly config: Readonly<Record<string, unknown>> | null;
  /** The parts, if it is composite. */
  readonly specs: readonly ResolvedDatasetSpec[] | null;
  /** Determines all questions. */
  readonly seed: number;
  /** The number of questions. */
  readonly size: number;
}

/** A data set: makes the question at an index, and keeps none. */
export interface Dataset {
  /** Its setup. */
  readonly setup: DatasetSetup;
  /** Makes the question at an index, from 0 to below the size. */
  entryAt(index: number): Entry;
}

/** The data set before any reset asks for one. */
export const DEFAULT_SETUP: DatasetSetup = { name: "leg_counting", config: null, specs: null, seed: 42, size: 1000 };

/**
 * Creates a data set.
 *
 * @throws `InvalidOptionError` for an unknown name and for a configuration that its generator refuses.
 */
export function createDataset(setup: DatasetSetup): Dataset {
  if (setup.name === "composite") return createComposite(setup);
  if (setup.specs !== null) throw invalidOption("dataset_specs", 'only "composite" has parts');
  return createSimple(setup, "dataset_name", "dataset_config");
}

/** Scores an answer by the rules of the question's generator. */
export function scoreAnswer(answer: string, entry: Entry): number {
  return GENERATORS[entry.metadata.source_dataset]!.score(answer, entry);
}

function createSimple(setup: DatasetSetup, namePlace: string, configPlace: string): Dataset {
  const { name, config: given, seed } = setup;
  const generator = Object.hasOwn(GENERATORS, name) ? GENERATORS[name] : undefined;
  if (generator === undefined) {
    const known = [...Object.keys(GENERATORS), "composite"].join(", ");
    throw invalidOption(namePlace, `no data set "${name}", expected one of ${known}`);
  }
  const config: Record<string, unknown> = resolveConfig(generator, given ?? {}, configPlace);
  const difficulty = Object.fromEntries(
    Object.entries(generator.difficulty).map(([part, key]) => {
      return [part, Object.hasOwn(config, key) ? config[key] : [config[`min_${key}`], config[`max_${key}`]]];
    }),
  );
  return {
    setup,
    entryAt(index) {
      const { question, answer, metadata } = generator.generate(config, randomAt(seed, index));
      return { question, answer, metadata: { source_dataset: name, source_index: index, ...metadata, difficulty } };
    },
  };
}

function createComposite(setup: DatasetSetup): Dataset {
  const { config, seed, size } = setup;
  const specs = setup.specs ?? [];
  if (config !== null && Object.keys(config).length > 0) {
    throw invalidOption("dataset_config", '"composite" has none, but each of its parts may have one');
  }
  if (specs.length === 0) throw invalidOption("dataset_specs", '"composite" needs at least one part');
  const parts = specs.map(({ name, config: { seed: ownSeed, size: ownSize, ...own } }, index) => {
    const place = `dataset_specs[${index}]`;
    if (specs.findIndex((other) => other.name === name) !== index) {
      throw invalidOption(`${place}.name`, `the part "${name}" is there twice`);
    }
    checkOwn(`${place}.config.seed`, ownSeed, Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER);
    checkOwn(`${place}.config.size`, ownSize, 1, MAX_SIZE);
    const partSeed = Number(ownSeed ?? seed + index + 1);
    const part = { name, config: own, specs: null, seed: partSeed, size: Number(ownSize ?? size) };
    return createSimple(part, `${place}.name`, `${place}.config`);
  });
  const total = specs.reduce((sum, { weight }) => sum + weight, 0);
  return {
    setup,
    entryAt(index) {
      let drawn = randomAt(seed, index).float() * total;
      const part = parts.find((_part, place) => (drawn -= specs[place]!.weight) < 0) ?? parts.at(-1)!;
      return part.entryAt(index % part.setup.size);
    },
  };
}

function checkOwn(place: string, value: unknown, min: number, max: number): void {
  if (value === undefined || value === null) return;
  if (!Number.isSafeInteger(value) || (value as number) < min || (value as number) > max) {
    throw invalidOption(place, `expected an integer from ${min} to ${max}`);
  }
}

/** Each index has a generator of its own, so that questions can be made in any order. */
function randomAt(seed: number, index: number): Random {
  return new Random(new Random(seed).uint32() * 0x20_0000 + index);
}
