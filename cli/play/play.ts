import {
  drawSeed,
  type EpisodeView,
  messageOf,
  type Policy,
  Random,
  type StepResult,
  ValidationError,
} from "@openenv/core";
import { formatPath, NotRenderableError, OpenEnvError } from "@openenv/core/errors";
import { isRecord } from "@openenv/core/schema";
import { createRandomPolicy, UndrawableSchemaError } from "@openenv/testing";
import { AnswerError, type Ask } from "./ask_value.ts";
import { Moves, type PlayedTool } from "./moves.ts";
import type { Game } from "./open_game.ts";
import type { TerminalText } from "./terminal_text.ts";

/** Options for {@linkcode play}. */
export interface PlayOptions {
  /** The options of every reset. */
  readonly reset: Readonly<Record<string, unknown>>;
  /** `true` plays one episode at random and asks nothing. */
  readonly random: boolean;
  /** The most steps of an episode that is played at random. */
  readonly maxSteps: number;
  /** Asks the player. */
  readonly ask: Ask;
  /** Writes a text. */
  readonly print: (text: string) => void;
  /** Writes texts for the terminal. */
  readonly text: TerminalText;
}

const HELP = [
  "Type a choice, its number or its beginning, or an action as JSON. Enter begins a form.",
  ":random  a random action    :repeat  the last action again    :new    another episode",
  ":state   the state          :info    what only you see        :quit   the end",
].join("\n");

/** Plays a game: by asking for each action, or at random. Returns when there are no more answers. */
export async function play(game: Game, options: PlayOptions): Promise<void> {
  // Within an episode, the list of tools would count as a step.
  const tools = game.action.properties?.tool_name === undefined ? undefined : await game.env.listTools();
  const player = new Player(game, options, tools);
  await player.begin();
  if (options.random) return await player.playRandomly();
  options.print(options.text.style("faint", ":help lists the commands"));
  while (await player.turn());
}

/** One player at one game. */
class Player {
  readonly #game: Game;
  readonly #options: PlayOptions;
  readonly #tools: readonly PlayedTool[] | undefined;
  readonly #random: Random;
  #policy: Policy | undefined;
  #view: EpisodeView = {};
  #draws = true;
  #result: StepResult | undefined;
  #return = 0;
  #steps = 0;
  #lastAction: unknown;

  constructor(game: Game, options: PlayOptions, tools: readonly PlayedTool[] | undefined) {
    this.#game = game;
    this.#options = options;
    this.#tools = tools;
    const { seed } = options.reset;
    this.#random = new Random(Number.isSafeInteger(seed) ? seed as number : drawSeed());
  }

  async begin(): Promise<void> {
    const { env, title } = this.#game;
    this.#result = await env.reset({ ...this.#options.reset });
    this.#return = this.#result.reward ?? 0;
    this.#steps = 0;
    const { seed } = await env.state();
    const { text, print } = this.#options;
    print(text.style("bold", text.clean(`${title}${seed === undefined ? "" : `, seed ${seed}`}`)));
    await this.#show();
  }

  async playRandomly(): Promise<void> {
    const { maxSteps, print, text } = this.#options;
    while (!this.#result!.done) {
      if (this.#steps >= maxSteps) return print(text.style("yellow", `Stopped after ${maxSteps} steps`));
      await this.#step(await this.#sampleAction());
    }
  }

  /** Asks once; `false` if the player has had enough. */
  async turn(): Promise<boolean> {
    const { ask, print, text } = this.#options;
    const moves = new Moves(this.#game.action, this.#tools, this.#view.actions);
    const { labels } = moves;
    if (labels.length > 0 && !this.#result!.done) {
      print(labels.map((label, index) => `${text.style("cyan", `${index + 1}`)} ${text.clean(label)}`).join("  "));
    }
    const answer = (await ask("> "))?.trim();
    if (answer === undefined || answer === ":quit" || answer === ":q") return false;
    try {
      const command = answer.startsWith(":") ? findCommand(answer) : undefined;
      if (command !== undefined) await this[command]();
      else if (answer === "" && this.#result!.done) await this.begin();
      else await this.#step(await moves.read(answer, ask));
    } catch (thrown) {
      if (!isPlayersMatter(thrown)) throw thrown;
      print(text.style("red", text.clean(describeError(thrown))));
    }
    return true;
  }

  async random(): Promise<void> {
    await this.#step(await this.#sampleAction());
  }

  async repeat(): Promise<void> {
    if (this.#lastAction === undefined) throw new AnswerError("There is no action to repeat yet");
    await this.#step(this.#lastAction);
  }

  async state(): Promise<void> {
    this.#options.print(this.#options.text.describe(await this.#game.env.state()));
  }

  async info(): Promise<void> {
    const { parts = {} } = await this.#game.env.render().catch(() => ({} as EpisodeView));
    const { info } = this.#result!;
    this.#options.print(this.#options.text.describe({ info, ...(Object.keys(parts).length > 0 ? { parts } : {}) }));
  }

  help(): Promise<void> {
    this.#options.print(HELP);
    return Promise.resolve();
  }

  async #step(action: unknown): Promise<void> {
    if (action === undefined) return;
    this.#result = await this.#game.env.step(action as Record<string, unknown>);
    this.#lastAction = action;
    this.#return += this.#result.reward ?? 0;
    this.#steps++;
    if (this.#options.random) this.#options.print(this.#options.text.style("faint", JSON.stringify(action)));
    await this.#show();
  }

  async #sampleAction(): Promise<unknown> {
    const { env, action } = this.#game;
    const tools = this.#tools?.map(({ name, inputSchema: input_schema }) => ({ name, input_schema }));
    this.#policy ??= await createRandomPolicy(action, { tools })({
      random: this.#random,
      seed: 0,
      state: () => env.state(),
    });
    return await this.#policy(this.#result!);
  }

  /** Shows the drawing, the observation, and how the episode stands. */
  async #show(): Promise<void> {
    const { text, print } = this.#options;
    await this.#look();
    const { rendering } = this.#view;
    const seen = this.#tools === undefined ? this.#result!.observation : valueOf(this.#result!.observation);
    for (const part of [rendering && text.draw(rendering), text.describe(seen)]) if (part) print(part);
    const { reward, done, terminated } = this.#result!;
    const stand = `step ${this.#steps}  reward ${reward ?? "-"}  return ${round(this.#return)}`;
    print(text.style("faint", stand));
    if (done) {
      const end = terminated ? "The episode is over" : "The episode was cut off";
      print(text.style(this.#return > 0 ? "green" : "yellow", `${end}: return ${round(this.#return)}`));
    }
  }

  /** Asks for the drawing; an environment that has none is not asked again. */
  async #look(): Promise<void> {
    this.#view = {};
    if (!this.#draws) return;
    try {
      this.#view = await this.#game.env.render();
    } catch (thrown) {
      this.#draws = !(thrown instanceof NotRenderableError);
      if (this.#draws) this.#options.print(this.#options.text.style("red", describeError(thrown)));
    }
  }
}

/** The methods of the commands; the beginning of a name is enough. */
const COMMANDS = {
  random: "random",
  repeat: "repeat",
  new: "begin",
  state: "state",
  info: "info",
  help: "help",
} as const;

function findCommand(answer: string): (typeof COMMANDS)[keyof typeof COMMANDS] {
  const name = answer.slice(1);
  const found = Object.entries(COMMANDS).find(([command]) => name !== "" && command.startsWith(name));
  if (found === undefined) throw new AnswerError(`There is no command ${answer}; :help lists them`);
  return found[1];
}

/** `true` for what a player can do something about; the rest ends the game. */
function isPlayersMatter(thrown: unknown): boolean {
  return thrown instanceof AnswerError || thrown instanceof UndrawableSchemaError || thrown instanceof OpenEnvError;
}

/** What a tool returned, or why it failed, without what surrounds it. */
function valueOf(observation: Readonly<Record<string, unknown>>): unknown {
  const { error, result } = observation;
  if (isRecord(error)) return { error: error.message };
  return isRecord(result) && "data" in result ? result.data : observation;
}

function describeError(thrown: unknown): string {
  if (!(thrown instanceof ValidationError)) return messageOf(thrown);
  return thrown.data.errors.map(({ loc, msg }) => `${formatPath([...loc], "action")}: ${msg}`).join("\n");
}

/** Rounds away what binary fractions add up to. */
function round(sum: number): number {
  return Number(sum.toFixed(10));
}
