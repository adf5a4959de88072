import type { AnyContract } from "./contract.ts";
import type { TaskChoice } from "../environment.ts";
import { DefinitionError, ValidationError } from "../errors/error_classes.ts";
import { drawSeed } from "../random.ts";
import type { EpisodeTask } from "../tasks/task.ts";
import { formatPath } from "../errors/format_path.ts";
import { coerceInteger } from "../pydantic/coerce.ts";
import { InputParser } from "../pydantic/input_parser.ts";
import { toValidationItems } from "../pydantic/validation_items.ts";
import { isRecord, type JsonSchema } from "../schema/json_schema.ts";
import type { ValidationItem } from "../errors/validation_item.ts";

/** Parsed reset options, with defaults filled in. */
export interface ParsedReset {
  /**
   * The options for the environment: the contract's own options, `seed`, `episode_id`, and `max_steps` if given. Once a
   * task is chosen, also `split`, `index` and `task_id`.
   */
  readonly options: Record<string, unknown>;
  /** The episode's seed, given or drawn. */
  readonly seed: number;
  /** The seed that was given; absent if it was drawn. */
  readonly requestedSeed?: number;
  /** The episode's id, given or generated. */
  readonly episodeId: string;
  /** The number of steps after which the episode is truncated; `Infinity` for none. */
  readonly maxSteps: number;
  /** The unknown keys. They are accepted and reported, since Python's clients may send them. */
  readonly ignored: readonly string[];
  /** The caller's choice of a task; absent for a contract without tasks. */
  readonly choice?: TaskChoice;
  /** The episode's task, once it is chosen. */
  readonly task?: EpisodeTask;
}

const COMMON = ["seed", "episode_id", "max_steps"] as const;
const OF_TASKS = ["split", "index", "task_id"] as const satisfies (keyof TaskChoice)[];

/** Parses reset options: the common ones by hand, the rest with the contract's schema. */
export class ResetParser {
  /** The JSON Schema of the contract's own options; `undefined` if it has none. */
  readonly jsonSchema: JsonSchema | undefined;
  readonly #own: InputParser<unknown> | undefined;
  readonly #ownKeys: ReadonlySet<string>;
  readonly #maxSteps: number;
  readonly #common: readonly string[];
  readonly #hasTasks: boolean;

  /** Compiles the parser of a contract; throws `DefinitionError` if an option has the name of a common one. */
  constructor(contract: AnyContract) {
    this.#maxSteps = contract.maxSteps ?? Infinity;
    this.#hasTasks = contract.tasks !== undefined;
    this.#common = this.#hasTasks ? [...COMMON, ...OF_TASKS] : COMMON;
    this.#own = contract.resetOptions && new InputParser<unknown>(contract.resetOptions, "resetOptions");
    this.jsonSchema = this.#own?.jsonSchema;
    const { type, properties } = this.jsonSchema ?? { type: "object", properties: {} };
    if (type !== "object" || properties === undefined) {
      throw new DefinitionError("Cannot define resetOptions: its schema is not an object with properties", {
        part: "resetOptions",
      });
    }
    this.#ownKeys = new Set(Object.keys(properties));
    const taken = this.#common.find((key) => this.#ownKeys.has(key));
    if (taken !== undefined) {
      const owner = (COMMON as readonly string[]).includes(taken) ? "all environments" : "all environments with tasks";
      throw new DefinitionError(`Cannot define resetOptions: the key ${taken} is common to ${owner}`, {
        part: "resetOptions",
      });
    }
  }

  /** Returns the parsed options, or throws `ValidationError` with one item for each failure. */
  parse(data: Readonly<Record<string, unknown>>): ParsedReset {
    const errors: ValidationItem[] = [];
    const requestedSeed = parseSeed(data.seed, errors);
    const seed = requestedSeed ?? drawSeed();
    const episodeId = parseText("episode_id", data.episode_id, errors) ?? crypto.randomUUID();
    const maxSteps = this.#parseMaxSteps(data.max_steps, errors);
    const choice = this.#hasTasks ? parseChoice(data, errors) : undefined;
    const own = this.#parseOwn(data, errors);
    if (errors.length > 0) throw invalidReset(errors);
    const options: Record<string, unknown> = { ...own, seed, episode_id: episodeId };
    if (maxSteps !== undefined) options.max_steps = maxSteps;
    const ignored = this.unknownKeys(data);
    const limit = maxSteps ?? this.#maxSteps;
    return { options, seed, requestedSeed, episodeId, maxSteps: limit, ignored, ...(choice && { choice }) };
  }

  /** The keys of all options. */
  get knownKeys(): readonly string[] {
    return [...this.#common, ...this.#ownKeys];
  }

  /** Returns the keys that are neither the contract's own options nor common ones. */
  unknownKeys(data: Readonly<Record<string, unknown>>): string[] {
    return Object.keys(data).filter((key) => !this.#ownKeys.has(key) && !this.#common.includes(key));
  }

  #parseMaxSteps(value: unknown, errors: ValidationItem[]): number | undefined {
    const steps = parseInteger("max_steps", value, errors);
    if (steps === undefined) return undefined;
    const most = Math.min(this.#maxSteps, Number.MAX_SAFE_INTEGER);
    const bound = steps < 1
      ? ["greater_than_equal", "greater", "ge", 1] as const
      : steps > most
      ? ["less_than_equal", "less", "le", most] as const
      : undefined;
    if (bound !== undefined) {
      const [type, word, key, limit] = bound;
      const msg = `Input should be ${word} than or equal to ${limit}`;
      errors.push({ type, loc: ["max_steps"], msg, input: value, ctx: { [key]: limit } });
    }
    return steps;
  }

  #parseOwn(data: Readonly<Record<string, unknown>>, errors: ValidationItem[]): Record<string, unknown> {
    if (this.#own === undefined) return {};
    const own = Object.fromEntries(Object.entries(data).filter(([key]) => this.#ownKeys.has(key)));
    try {
      const parsed = this.#own.parse(own);
      if (isRecord(parsed)) return parsed;
      throw new DefinitionError("Cannot parse reset options: their schema makes something else than an object", {
        part: "resetOptions",
      });
    } catch (error) {
      if (!(error instanceof ValidationError)) throw error;
      errors.push(...error.data.errors);
      return {};
    }
  }
}

/** The error for invalid reset options. */
export function invalidReset(errors: readonly ValidationItem[]): ValidationError {
  const [first] = errors;
  const place = formatPath([...first!.loc], "options");
  return new ValidationError(`Cannot parse reset options: ${place}: ${first!.msg}`, { errors });
}

function parseSeed(value: unknown, errors: ValidationItem[]): number | undefined {
  const seed = parseInteger("seed", value, errors);
  if (seed === undefined || Number.isSafeInteger(seed)) return seed;
  const msg = "Input should be an integer between -(2**53 - 1) and 2**53 - 1";
  errors.push({ type: "value_error", loc: ["seed"], msg, input: value });
  return undefined;
}

function parseInteger(key: string, value: unknown, errors: ValidationItem[]): number | undefined {
  if (value === undefined || value === null) return undefined;
  const integer = coerceInteger(value);
  if (integer !== undefined) return integer;
  const issue = { code: "invalid_type", expected: "int", path: [key], message: "expected int" };
  errors.push(...toValidationItems([issue], { [key]: value }));
  return undefined;
}

function parseChoice(data: Readonly<Record<string, unknown>>, errors: ValidationItem[]): TaskChoice {
  const split = parseText("split", data.split, errors);
  const index = parseInteger("index", data.index, errors);
  const task_id = parseText("task_id", data.task_id, errors);
  if (index !== undefined && index < 0) {
    const msg = "Input should be greater than or equal to 0";
    errors.push({ type: "greater_than_equal", loc: ["index"], msg, input: data.index, ctx: { ge: 0 } });
  }
  return { split, index, task_id };
}

function parseText(key: string, value: unknown, errors: ValidationItem[]): string | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value === "string") return value;
  errors.push({ type: "string_type", loc: [key], msg: "Input should be a valid string", input: value });
  return undefined;
}
