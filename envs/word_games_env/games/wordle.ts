import { count, type Game, type Play, readBrackets, refuse, type Turn } from "./game.ts";
import { drawTiles } from "./tiles.ts";
import { FIVE_LETTERS, isFiveLetterWord } from "./words.ts";

const GUESSES = 6;
const LENGTH = 5;

/** Wordle: a word of five letters, six guesses. */
export const wordle: Game = {
  turns: GUESSES,
  start: (random) => new WordlePlay(random.choice(FIVE_LETTERS)),
};

/**
 * Marks each letter of a guess: G in the right place, Y in another place, X not in the word. A letter is marked no more
 * often than the secret has it.
 */
export function mark(guess: string, secret: string): string {
  const letters = [...guess];
  const unused = [...secret].filter((letter, place) => letter !== guess[place]);
  return letters.map((letter, place) => {
    if (letter === secret[place]) return "G";
    const found = unused.indexOf(letter);
    if (found === -1) return "X";
    unused.splice(found, 1);
    return "Y";
  }).join("");
}

class WordlePlay implements Play {
  readonly prompt = `You are Player 0 in Wordle.
A secret ${LENGTH}-letter word has been chosen. You have ${GUESSES} attempts to guess it.
Wrap each guess in square brackets, for example [apple].
The feedback has one mark for each letter:
  - G (green): the letter is in this place
  - Y (yellow): the letter is in the word, in another place
  - X (wrong): the letter is not in the word
Enter your guess to begin.`;
  readonly #rows: { readonly guess: string; readonly marks: string }[] = [];
  readonly #seen = new Map<string, number>();

  constructor(readonly secret: string) {}

  get progress(): number {
    return Math.max(0, ...this.#rows.map(({ marks }) => countMark(marks, "G") / LENGTH));
  }

  get board(): string {
    const empty = Array(GUESSES - this.#rows.length).fill("_ _ _ _ _");
    return [...this.#rows.map(({ guess, marks }) => `${space(guess.toUpperCase())}   ${space(marks)}`), ...empty]
      .join("\n");
  }

  get picture(): string {
    return drawTiles(this.#rows, { rows: GUESSES, columns: LENGTH });
  }

  take(message: string): Turn {
    const guess = readBrackets(message);
    const before = guess === undefined ? 0 : this.#seen.get(guess) ?? 0;
    if (guess !== undefined) this.#seen.set(guess, before + 1);
    const problem = this.#findProblem(guess);
    if (problem !== undefined) return { ...refuse(problem), signals: createSignals("", before, 0) };
    const marks = mark(guess!, this.secret);
    this.#rows.push({ guess: guess!, marks });
    const left = GUESSES - this.#rows.length;
    const isRight = guess === this.secret;
    const reward = isRight ? 1 : left === 0 ? this.progress : undefined;
    const end = isRight
      ? "Congratulations! You guessed the word."
      : left === 0
      ? `No guesses are left. The secret word was ${this.secret}.`
      : `You have ${count(left, "guess", "guesses")} left.`;
    const text = `You submitted [${guess}].\nFeedback:\n${space(guess!.toUpperCase())}\n${space(marks)}\n\n${end}`;
    return { text, reward, signals: createSignals(marks, before, reward ?? 0) };
  }

  #findProblem(guess: string | undefined): string | undefined {
    if (guess === undefined) return "The guess has to be in square brackets, for example [apple].";
    if (!/^[a-z]{5}$/.test(guess)) return `The guess has to be a word of exactly ${LENGTH} letters.`;
    if (!isFiveLetterWord(guess)) return `'${guess}' is not an English word.`;
    if (this.#rows.some((row) => row.guess === guess)) return `You have already guessed '${guess}'.`;
    return undefined;
  }
}

function createSignals(marks: string, before: number, reward: number): Record<string, number> {
  return {
    "wordle.greens": countMark(marks, "G") / LENGTH,
    "wordle.yellows": countMark(marks, "Y") / LENGTH,
    "wordle.repetitions": 1 - before,
    "wordle.correct": reward,
  };
}

function countMark(marks: string, mark: string): number {
  return marks.split(mark).length - 1;
}

function space(text: string): string {
  return [...text].join(" ");
}
