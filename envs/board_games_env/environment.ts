import {
  type Environment,
  type EpisodeContext,
  type Implementation,
  InvalidOptionError,
  type Random,
  type Rendering,
  type Rubric,
  type StepReturn,
  type WebAction,
} from "@openenv/core";
import { FunctionRubric } from "@openenv/core/rubrics";
import { env } from "node:process";
import { boardGames } from "./contract.ts";
import { draw } from "./drawing.ts";
import { GAMES } from "./games/all_games.ts";
import { type Position, TERMINAL } from "./games/game.ts";
import type {
  BoardGamesAction,
  BoardGamesObservation,
  BoardGamesState,
  ResolvedBoardGamesAction,
  ResolvedBoardGamesResetOptions,
} from "./models.ts";
import { OPPONENTS } from "./opponents.ts";
import { readSettings, type Settings } from "./settings.ts";

class BoardGames implements Environment<typeof boardGames> {
  readonly #defaults: Settings;
  #settings: Settings;
  #position: Position | undefined;
  #opponentLast: number | null = null;
  #moves = 0;
  /** The reward of a step: what the game brought the agent. */
  readonly rubric: Rubric<ResolvedBoardGamesAction, BoardGamesObservation> = new FunctionRubric(() =>
    this.#position!.rewards[this.#settings.agentPlayer]!
  );

  constructor(defaults: Settings) {
    this.#settings = this.#defaults = defaults;
  }

  reset(options: ResolvedBoardGamesResetOptions, { random }: EpisodeContext): StepReturn<BoardGamesObservation> {
    const game = options.game ?? this.#defaults.game;
    const agentPlayer = options.agent_player ?? this.#defaults.agentPlayer;
    if (agentPlayer >= GAMES[game].players) {
      const message = `Cannot play ${game} as player ${agentPlayer}: it has one player, player 0`;
      throw new InvalidOptionError(message, { option: "agent_player" });
    }
    this.#settings = { game, opponent: options.opponent ?? this.#defaults.opponent, agentPlayer };
    this.#moves = 0;
    const start = GAMES[game].start((outcomes) => random.choice(outcomes));
    this.#position = this.#playOpponent(start, random);
    return { observation: this.#observe("initial"), reward: null };
  }

  step({ action_id }: ResolvedBoardGamesAction, { random }: EpisodeContext): StepReturn<BoardGamesObservation> {
    const { legalActions } = this.#position!;
    if (!legalActions.includes(action_id)) {
      throw new RangeError(`Cannot play action ${action_id}: the legal actions are ${legalActions.join(", ")}`);
    }
    this.#moves++;
    const next = this.#position!.apply(action_id, (outcomes) => random.choice(outcomes));
    this.#position = this.#playOpponent(next, random);
    const terminated = this.#position.player === TERMINAL;
    return { observation: this.#observe(terminated ? "terminal" : "playing"), terminated };
  }

  state(): BoardGamesState {
    const { game, opponent, agentPlayer } = this.#settings;
    return {
      ...(this.#position && { step_count: this.#moves }),
      game_name: game,
      agent_player: agentPlayer,
      opponent_policy: opponent,
      game_params: {},
      num_players: GAMES[game].players,
    };
  }

  render(): Rendering {
    return draw(this.#position?.show(this.#settings.agentPlayer) ?? "");
  }

  webActions(): WebAction<BoardGamesAction>[] {
    const { actions } = GAMES[this.#settings.game];
    return this.#position!.legalActions.map((action_id) => ({ label: actions[action_id]!, action: { action_id } }));
  }

  #playOpponent(start: Position, random: Random): Position {
    const { opponent, agentPlayer } = this.#settings;
    let position = start;
    this.#opponentLast = null;
    while (position.player !== TERMINAL && position.player !== agentPlayer) {
      this.#opponentLast = OPPONENTS[opponent](position.legalActions, random);
      position = position.apply(this.#opponentLast, (outcomes) => random.choice(outcomes));
      this.#moves++;
    }
    return position;
  }

  #observe(game_phase: BoardGamesObservation["game_phase"]): BoardGamesObservation {
    const { player, legalActions } = this.#position!;
    return {
      info_state: this.#position!.observe(this.#settings.agentPlayer),
      legal_actions: [...legalActions],
      game_phase,
      current_player_id: player,
      opponent_last_action: this.#opponentLast,
    };
  }
}

/** The environment, ready to be hosted. It reads the variables `OPENSPIEL_*` when a session begins. */
const environment: Implementation<typeof boardGames> = boardGames.implement(() =>
  new BoardGames(readSettings((name) => env[name]))
);

export default environment;
