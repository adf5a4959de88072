import type { Environment, EpisodeContext, Implementation, Rendering, Rubric, StepReturn } from "@openenv/core";
import { FunctionRubric } from "@openenv/core/rubrics";
import { env } from "node:process";
import { wordGames } from "./contract.ts";
import { GAME_IDS, type GameId, GAMES } from "./games/all_games.ts";
import type { Play, Turn } from "./games/game.ts";
import type {
  ResolvedWordGamesResetOptions,
  WordGamesAction,
  WordGamesMessage,
  WordGamesObservation,
  WordGamesState,
} from "./models.ts";

const AGENT = 0;
const GAME = -1;
/** The game ends after so many messages in a row that are no moves. */
const MAX_INVALID = 2;

/** One guessing game per episode. */
class WordGames implements Environment<typeof wordGames> {
  /** The reward of a step: what the game is worth at its end, before that 0. */
  readonly rubric: Rubric<WordGamesAction, WordGamesObservation> = new FunctionRubric(() => this.#reward);
  readonly #defaultId: GameId;
  #id: GameId;
  #play: Play | undefined;
  #turn = 0;
  #invalid = 0;
  #reward = 0;
  #isOver = false;
  #info: Record<string, unknown> = {};
  #log: WordGamesMessage[] = [];

  constructor(defaultId: GameId) {
    this.#id = this.#defaultId = defaultId;
  }

  /** Starts the game, whose secret the seed decides. */
  reset({ env_id }: ResolvedWordGamesResetOptions, { random }: EpisodeContext): StepReturn<WordGamesObservation> {
    this.#id = env_id ?? this.#defaultId;
    this.#play = GAMES[this.#id].start(random);
    this.#turn = this.#invalid = this.#reward = 0;
    this.#isOver = false;
    this.#log = [];
    const { prompt } = this.#play;
    return { ...this.#observe(prompt, [{ sender_id: GAME, content: prompt, category: "PROMPT" }], {}), reward: 0 };
  }

  /** Answers a message. The second one in a row that is no move ends the game. */
  step({ message }: WordGamesAction): StepReturn<WordGamesObservation> {
    const turn = this.#play!.take(message);
    this.#invalid = turn.isInvalid ? this.#invalid + 1 : 0;
    if (!turn.isInvalid) this.#turn++;
    const isForfeit = this.#invalid >= MAX_INVALID;
    this.#isOver = isForfeit || turn.reward !== undefined;
    this.#reward = isForfeit ? this.#play!.progress : turn.reward ?? 0;
    const messages: WordGamesMessage[] = [
      { sender_id: AGENT, content: message, category: "PLAYER_ACTION" },
      turn.isInvalid
        ? { sender_id: GAME, content: describeInvalid(turn, isForfeit), category: "GAME_ADMIN" }
        : { sender_id: GAME, content: turn.text, category: "GAME_MESSAGE" },
    ];
    const info = {
      ...(this.#isOver && { reason: messages[1]!.content }),
      ...(turn.isInvalid && { invalid_move: true }),
      ...(turn.signals && { reward_signals: turn.signals }),
    };
    return { ...this.#observe(this.#id, messages, info), terminated: this.#isOver };
  }

  /** Returns the game with its secret, and what was said. */
  state(): WordGamesState {
    const [turn, done, rewards] = [this.#turn, this.#isOver, this.#isOver ? { [AGENT]: this.#reward } : null];
    const { secret = null, progress = 0 } = this.#play ?? {};
    return {
      env_id: this.#id,
      num_players: 1,
      max_turns: this.#play ? GAMES[this.#id].turns : null,
      turn,
      last_reward: this.#reward,
      last_info: { ...this.#info },
      raw_state: {
        turn,
        game_state: { secret, progress },
        logs: this.#log.map(({ sender_id, content }) => [sender_id, content]),
        rewards,
        done,
        role_mapping: { [AGENT]: "Player 0", [GAME]: "GAME" },
        game_info: { [AGENT]: { invalid_move: this.#invalid >= MAX_INVALID } },
        step_info: { ...this.#info },
        ...(this.#info.reward_signals !== undefined && { reward_signals: this.#info.reward_signals }),
      },
    };
  }

  /** Shows what has been found so far. */
  render(): Rendering {
    if (this.#play === undefined) return { text: "There is no game yet." };
    const { board, picture } = this.#play;
    return { text: `${this.#id}\n\n${board}`, ...(picture !== undefined && { svg: picture }) };
  }

  #observe(prompt: string, messages: WordGamesMessage[], info: Record<string, unknown>) {
    this.#info = info;
    this.#log.push(...messages);
    const observation = { prompt, messages, current_player_id: AGENT, legal_players: [AGENT], info };
    return { observation, info: { env_id: this.#id, turn: this.#turn, ...info } };
  }
}

function describeInvalid({ text }: Turn, isForfeit: boolean): string {
  const end = isForfeit ? "It is the second one in a row: the game is over." : "Please send a valid move.";
  return `Player 0 attempted an invalid move. Reason: ${text} ${end}`;
}

/** Reads the game from the value of `TEXTARENA_ENV_ID`. */
export function readGameId(value: string | undefined): GameId {
  if (value === undefined || value === "") return "Wordle-v0";
  const id = GAME_IDS.find((id) => id === value);
  if (id !== undefined) return id;
  throw new RangeError(`Cannot play the game ${value} of TEXTARENA_ENV_ID: expected one of ${GAME_IDS.join(", ")}`);
}

/** The environment, ready to be hosted. It reads the variable `TEXTARENA_ENV_ID` when a session begins. */
const environment: Implementation<typeof wordGames> = wordGames.implement(() =>
  new WordGames(readGameId(env.TEXTARENA_ENV_ID))
);

export default environment;
