import { count, type Game, type Play, readBrackets, refuse, type Turn } from "./game.ts";
import { PROPERTIES, type Property, THINGS } from "./things.ts";

const QUESTIONS = 20;
const UNKNOWN = "I don't know.";

/** Twenty questions: a thing, found by questions that are answered with yes or no. */
export const twentyQuestions: Game = {
  turns: QUESTIONS,
  start: (random) => new QuestionsPlay(random.choice(Object.keys(THINGS))),
};

/**
 * Answers a question about a thing by the words in it that it knows. It says that it does not know if there is none, and
 * if the question is a negation.
 */
export function answerQuestion(question: string, thing: string): string {
  const [asked = ""] = question.toLowerCase().split(" than "); // what it is compared with says nothing about it
  const words: readonly string[] = asked.match(/[a-z']+/g) ?? [];
  if (words.some((word) => word === "not" || word.endsWith("n't"))) return UNKNOWN;
  const named = words.filter((word) => Object.hasOwn(THINGS, word)).map((word) => word === thing);
  const properties = (Object.keys(PROPERTIES) as Property[])
    .filter((property) => (PROPERTIES[property] as readonly string[]).some((word) => words.includes(word)))
    .map((property) => THINGS[thing]!.has(property));
  const facts = [...named, ...properties];
  if (facts.length === 0) return UNKNOWN;
  const isTrue = words.includes("or") ? facts.some(Boolean) : facts.every(Boolean);
  return isTrue ? "Yes." : "No.";
}

class QuestionsPlay implements Play {
  readonly prompt = `You are Player 0 in Twenty Questions.
A thing of everyday life has been chosen. You have ${QUESTIONS} questions to find out what it is.
Ask questions that can be answered with yes or no, one in each message, without square brackets.
When you know the thing, guess it in square brackets, for example [umbrella]. A wrong guess costs one question.
Ask your question to begin.`;
  readonly progress = 0; // a thing is found or not
  readonly #said: string[] = [];

  constructor(readonly secret: string) {}

  get board(): string {
    return this.#said.join("\n") || "No question yet.";
  }

  take(message: string): Turn {
    const guess = readBrackets(message);
    if (guess === undefined && !/[a-z]/i.test(message)) return refuse("It has to be a question, or a guess.");
    const answer = guess === undefined ? answerQuestion(message, this.secret) : guess === this.secret ? "Yes!" : "No.";
    this.#said.push(`${guess === undefined ? message.trim() : `[${guess}]`} ${answer}`);
    if (guess === this.secret) return { text: "Congratulations! You guessed the thing.", reward: 1 };
    const left = QUESTIONS - this.#said.length;
    if (left > 0) return { text: `${answer} You have ${count(left, "question")} left.` };
    return { text: `${answer} No questions are left. It was: ${this.secret}.`, reward: 0 };
  }
}
