import { GAME_NAMES, type GameName } from "./games/all_games.ts";
import { OPPONENT_NAMES, type OpponentName } from "./opponents.ts";

/** What a server plays, unless a reset says otherwise. */
export interface Settings {
  /** The game. */
  readonly game: GameName;
  /** The opponent in a game of two. */
  readonly opponent: OpponentName;
  /** The agent's player. */
  readonly agentPlayer: number;
}

/**
 * Reads the settings from environment variables.
 *
 * @param read Reads one variable.
 * @returns The settings; `catch` with the agent as player 0 and a random opponent by default.
 * @throws `RangeError` for a value that does not exist.
 */
export function readSettings(read: (name: string) => string | undefined): Settings {
  const choose = <Value extends string>(name: string, values: readonly [Value, ...Value[]]): Value => {
    const value = read(name) || values[0];
    const found = values.find((known) => known === value);
    if (found !== undefined) return found;
    throw new RangeError(`Cannot use ${name} ${JSON.stringify(value)}: it is none of ${values.join(", ")}`);
  };
  return {
    game: choose("OPENSPIEL_GAME", GAME_NAMES),
    opponent: choose("OPENSPIEL_OPPONENT_POLICY", OPPONENT_NAMES),
    agentPlayer: Number(choose("OPENSPIEL_AGENT_PLAYER", ["0", "1"])),
  };
}
