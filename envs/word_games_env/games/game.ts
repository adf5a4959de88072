import type { Random } from "@openenv/core";

/** What a message did. */
export interface Turn {
  /** `true` if the message was no move: it changed nothing, and `text` says why. */
  readonly isInvalid?: boolean;
  /** What the game says. */
  readonly text: string;
  /** The reward, if the game is over. */
  readonly reward?: number;
  /** Figures that a trainer can use besides the reward, by name. */
  readonly signals?: Readonly<Record<string, number>>;
}

/** One game that is being played. */
export interface Play {
  /** The rules, for the agent. */
  readonly prompt: string;
  /** What the agent has to find. */
  readonly secret: string;
  /** How near to the secret the agent has come, 0 to 1. */
  readonly progress: number;
  /** What has been found so far, for people. */
  readonly board: string;
  /** The same as an SVG document, if the game has a board to draw. */
  readonly picture?: string;
  /** Answers a message of the agent. */
  take(message: string): Turn;
}

/** A game. */
export interface Game {
  /** The number of moves after which the game is over. */
  readonly turns: number;
  /** Starts a game whose secret the generator decides. */
  start(random: Random): Play;
}

/** Creates the answer to a message that is no move. */
export function refuse(text: string): Turn {
  return { isInvalid: true, text };
}

/** Returns what stands in the first square brackets, in lower case; `undefined` if there are none. */
export function readBrackets(message: string): string | undefined {
  return /\[([^[\]]+)\]/.exec(message)?.[1]?.trim().toLowerCase();
}

/** Returns a number with its noun, such as "1 guess". */
export function count(amount: number, noun: string, plural = `${noun}s`): string {
  return `${amount} ${amount === 1 ? noun : plural}`;
}
