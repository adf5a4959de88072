import { count, type Game, type Play, readBrackets, refuse, type Turn } from "./game.ts";

const [MIN, MAX, GUESSES] = [1, 20, 10];

/** GuessTheNumber: a number from 1 to 20, ten guesses. */
export const guessTheNumber: Game = {
  turns: GUESSES,
  start: (random) => new NumberPlay(random.int(MIN, MAX)),
};

class NumberPlay implements Play {
  readonly prompt = `You are Player 0 in Guess The Number.
A secret number between ${MIN} and ${MAX} has been chosen. You have ${GUESSES} attempts to guess it.
After each guess you learn whether the number is higher or lower.
Wrap each guess in square brackets, for example [5].
Enter your guess to begin.`;
  readonly #number: number;
  readonly #guesses: number[] = [];

  constructor(number: number) {
    this.#number = number;
  }

  get secret(): string {
    return String(this.#number);
  }

  get progress(): number {
    const last = this.#guesses.at(-1);
    return last === undefined ? 0 : 1 - Math.abs(last - this.#number) / (MAX - MIN);
  }

  get board(): string {
    return this.#guesses.map((guess) => `${guess}: ${this.#compare(guess)}`).join("\n") || "No guess yet.";
  }

  take(message: string): Turn {
    const said = readBrackets(message) ?? "";
    const guess = Number(said);
    if (!/^\d+$/.test(said)) return refuse("The guess has to be a number in square brackets, for example [5].");
    if (guess < MIN || guess > MAX) return refuse(`The number is between ${MIN} and ${MAX}.`);
    if (this.#guesses.includes(guess)) return refuse(`You have already guessed ${guess}.`);
    this.#guesses.push(guess);
    if (guess === this.#number) return { text: "Congratulations! You guessed the number.", reward: 1 };
    const left = GUESSES - this.#guesses.length;
    const text = `You guessed ${guess}. The target number is ${this.#compare(guess)}.`;
    if (left > 0) return { text: `${text} You have ${count(left, "guess", "guesses")} left.` };
    return { text: `${text} No guesses are left. The number was ${this.#number}.`, reward: this.progress };
  }

  #compare(guess: number): string {
    return guess === this.#number ? "right" : guess < this.#number ? "higher" : "lower";
  }
}
