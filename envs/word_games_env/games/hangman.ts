import { count, type Game, type Play, readBrackets, refuse, type Turn } from "./game.ts";
import { FAMILIAR } from "./words.ts";

const LIVES = 6;
const ALPHABET = 26;

/** The words that a secret of hangman is drawn from. */
export const HANGMAN_WORDS: readonly string[] = FAMILIAR.filter((word) => word.length >= 6);

/** Hangman: a word of at least six letters, guessed letter by letter; six mistakes. */
export const hangman: Game = {
  turns: ALPHABET + LIVES,
  start: (random) => new HangmanPlay(random.choice(HANGMAN_WORDS)),
};

class HangmanPlay implements Play {
  readonly prompt: string;
  readonly #tried = new Set<string>();
  #lives = LIVES;

  constructor(readonly secret: string) {
    this.prompt = `You are Player 0 in Hangman.
A secret word of ${secret.length} letters has been chosen. Guess a letter, or the whole word.
Each letter or word that is wrong costs one of your ${LIVES} lives.
Wrap each guess in square brackets, for example [e] or [example].
The word: ${this.#show()}
Enter your guess to begin.`;
  }

  get progress(): number {
    return [...this.secret].filter((letter) => this.#tried.has(letter)).length / this.secret.length;
  }

  get board(): string {
    const wrong = [...this.#tried].filter((guess) => !this.#isIn(guess));
    return `${this.#show()}\n\nWrong: ${wrong.join(" ") || "nothing"}\nLives: ${this.#lives}`;
  }

  take(message: string): Turn {
    const guess = readBrackets(message) ?? "";
    const isWord = guess.length === this.secret.length;
    if (!/^[a-z]+$/.test(guess)) return refuse("The guess has to be a letter or a word in square brackets.");
    if (guess.length > 1 && !isWord) return refuse(`The word has ${this.secret.length} letters, not ${guess.length}.`);
    if (this.#tried.has(guess)) return refuse(`You have already guessed '${guess}'.`);
    this.#tried.add(guess);
    if (!this.#isIn(guess)) this.#lives--;
    const isRight = guess === this.secret || this.progress === 1;
    if (isRight) return { text: `Congratulations! You guessed the word ${this.secret}.`, reward: 1 };
    const found = this.#isIn(guess) ? `'${guess}' is in the word.` : `'${guess}' is wrong.`;
    const text = `${found}\nThe word: ${this.#show()}\n`;
    if (this.#lives > 0) return { text: `${text}You have ${count(this.#lives, "life", "lives")} left.` };
    return { text: `${text}No lives are left. The word was ${this.secret}.`, reward: this.progress };
  }

  #isIn(guess: string): boolean {
    return guess.length === 1 ? this.secret.includes(guess) : guess === this.secret;
  }

  #show(): string {
    return [...this.secret].map((letter) => this.#tried.has(letter) ? letter.toUpperCase() : "_").join(" ");
  }
}
