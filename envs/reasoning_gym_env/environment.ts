import type { Environment, EpisodeContext, Implementation, Rendering, Rubric, StepReturn } from "@openenv/core";
import { rubric } from "@openenv/core/rubrics";
import { taskOf } from "@openenv/core/tasks";
import { invalidOption } from "./config.ts";
import { reasoningGym } from "./contract.ts";
import { createDataset, type Dataset, DEFAULT_SETUP, scoreAnswer } from "./dataset.ts";
import type { Entry } from "./questions/generator.ts";
import type {
  ReasoningGymAction,
  ReasoningGymObservation,
  ReasoningGymState,
  ResolvedReasoningGymResetOptions,
} from "./models.ts";
import { reasoningTasks } from "./tasks.ts";

type Options = ResolvedReasoningGymResetOptions & { readonly seed: number };

const NOTHING: ReasoningGymObservation = { question: null, score: null, correct_answer: null, dataset_metadata: null };

/** One question per episode: from a data set that goes on with each reset, or from a task. */
class ReasoningGym implements Environment<typeof reasoningGym> {
  readonly rubric: Rubric<ReasoningGymAction, ReasoningGymObservation> = rubric<
    ReasoningGymAction,
    ReasoningGymObservation
  >({ answer: [(_action, { observation }: { observation: ReasoningGymObservation }) => observation.score ?? 0, 1] });
  #dataset: Dataset | undefined;
  #next = 0;
  /** The index of the question in the data set; `null` for that of a task. */
  #index: number | null = null;
  #entry: Entry | undefined;
  #answered: { readonly answer: string; readonly score: number } | undefined;

  reset(options: Options, context: EpisodeContext): StepReturn<ReasoningGymObservation> {
    this.#entry = context.task === undefined
      ? this.#draw(options, context.requestedSeed)
      : this.#take(options, context);
    this.#answered = undefined;
    return { observation: { ...NOTHING, question: this.#entry.question }, reward: 0 };
  }

  /** Scores the first answer. The correct one is known after it, so that there is no question any more. */
  step({ answer }: ReasoningGymAction): StepReturn<ReasoningGymObservation> {
    const entry = this.#entry;
    if (entry === undefined || this.#answered !== undefined) return { observation: { ...NOTHING }, terminated: true };
    const score = scoreAnswer(answer, entry);
    this.#answered = { answer, score };
    const isTask = this.#index === null; // its answer stays private, for the next episode that has it
    const revealed = isTask ? {} : { correct_answer: entry.answer, dataset_metadata: entry.metadata };
    return { observation: { ...NOTHING, score, ...revealed }, terminated: true };
  }

  state(): ReasoningGymState {
    const setup = this.#index === null ? undefined : this.#dataset?.setup;
    return {
      dataset_name: setup?.name ?? null,
      dataset_config: setup?.config ?? null,
      dataset_specs: setup?.specs?.slice() ?? null,
      dataset_seed: setup?.seed ?? null,
      dataset_size: setup?.size ?? null,
      question_index: this.#index,
    };
  }

  render(): Rendering {
    if (this.#entry === undefined) return { text: "There is no question yet." };
    const { question, answer: correct } = this.#entry;
    if (this.#answered === undefined) return { text: question };
    const { answer, score } = this.#answered;
    return { text: `${question}\n\nAnswer: ${answer}\nCorrect: ${correct}\nScore: ${score}` };
  }

  #take({ dataset_name }: Options, context: EpisodeContext): Entry {
    if (dataset_name !== null) {
      throw invalidOption("dataset_name", "a reset chooses a task or a data set, not both");
    }
    this.#index = null;
    return taskOf(reasoningTasks, context).private.entry;
  }

  /** Returns the next question of the data set, which a name or a seed begins anew. */
  #draw(options: Options, requestedSeed: number | undefined): Entry {
    const { dataset_name: name, dataset_config: config, dataset_specs: specs, size, seed } = options;
    if (name !== null) {
      if (requestedSeed === undefined) throw invalidOption("seed", "a new data set needs a seed");
      if (size === null) throw invalidOption("size", "a new data set needs a size");
      this.#begin(createDataset({ name, config, specs, seed, size }));
    } else if (config !== null || specs !== null) {
      const key = config !== null ? "dataset_config" : "dataset_specs";
      throw invalidOption(key, "it belongs to a new data set, and dataset_name is missing");
    } else if (this.#dataset === undefined || requestedSeed !== undefined) {
      const setup = this.#dataset?.setup ?? DEFAULT_SETUP;
      this.#begin(createDataset({ ...setup, seed: requestedSeed ?? setup.seed }));
    }
    const dataset = this.#dataset!;
    this.#index = this.#next;
    this.#next = (this.#next + 1) % dataset.setup.size;
    return dataset.entryAt(this.#index);
  }

  #begin(dataset: Dataset): void {
    this.#dataset = dataset;
    this.#next = 0;
  }
}

/** The environment, ready to be hosted. */
const environment: Implementation<typeof reasoningGym> = reasoningGym.implement(() => new ReasoningGym());

export default environment;
