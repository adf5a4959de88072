import type { Random } from "@openenv/core";
import { type TaskProvider, tasksFromGenerator } from "@openenv/core/tasks";
import type { CodingLanguage } from "./models.ts";
import type { Family, Parameters, Value } from "./tasks/family.ts";
import { LIST_FAMILIES } from "./tasks/lists.ts";
import { NUMBER_FAMILIES } from "./tasks/numbers.ts";
import { PARSING_FAMILIES } from "./tasks/parsing.ts";
import { STRING_FAMILIES } from "./tasks/strings.ts";

/** A hidden test. */
export interface HiddenTest {
  /** The arguments, which the program sees when its function is called. */
  readonly args: readonly Value[];
  /** The expected result, which never reaches the program's process. */
  readonly expected: Value;
}

/** The part of a task that an agent sees. */
export interface CodingTask {
  /** The statement. */
  readonly prompt: string;
}

/** The part of a task that an agent does not see. */
export interface HiddenPart {
  /** The tests. */
  readonly tests: readonly HiddenTest[];
  /** The name of its family. */
  readonly family: string;
  /** The values that distinguish it from others of its family. */
  readonly parameters: Parameters;
}

/** The name of the function that a program has to define. */
export const FUNCTION_NAME = "solve";

const FAMILIES: readonly Family[] = [
  ...STRING_FAMILIES,
  ...NUMBER_FAMILIES,
  ...LIST_FAMILIES,
  ...PARSING_FAMILIES,
];
const TEST_COUNT = 8;
const EXAMPLE_COUNT = 2;

/** The tasks: 20 families in turn, 8 of each for training and 2 for testing. */
export const codingTasks: TaskProvider<CodingTask, HiddenPart> = tasksFromGenerator<
  CodingTask & HiddenPart,
  keyof HiddenPart
>({
  splits: { train: 160, test: 40 },
  seed: 1,
  generate({ random, index }) {
    const family = FAMILIES[index % FAMILIES.length]!;
    const parameters = family.draw(random);
    const tests = drawTests(random, family, parameters);
    const prompt = toPrompt(family, parameters, tests.splice(0, EXAMPLE_COUNT));
    return { prompt, tests, family: family.name, parameters };
  },
  private: ["tests", "family", "parameters"],
});

/** Returns a program that solves a task. */
export function solutionOf({ family: name, parameters }: HiddenPart, language: CodingLanguage): string {
  const family = FAMILIES.find((family) => family.name === name)!;
  if (language === "python") return family.python(parameters);
  const functions = `const family = { ${family.solve.toString().replace(/^(async )?function solve/, "$1solve")} };`;
  return `${functions}\nfunction ${FUNCTION_NAME}(...args) {\n  return family.solve(${
    JSON.stringify(parameters)
  }, ...args);\n}\n`;
}

/** Draws tests with different arguments and, where that can be, different results: guessing one earns little. */
function drawTests(random: Random, family: Family, parameters: Parameters): HiddenTest[] {
  const tests = new Map<string, HiddenTest>();
  for (let tries = 0; tests.size < TEST_COUNT + EXAMPLE_COUNT && tries < 1000; tries++) {
    const args = family.args(random, parameters);
    const expected = family.solve(parameters, ...structuredClone(args));
    const key = JSON.stringify(expected);
    if (!tests.has(key)) tests.set(key, { args, expected });
  }
  return [...tests.values()];
}

function toPrompt(family: Family, parameters: Parameters, examples: readonly HiddenTest[]): string {
  const calls = examples.map(({ args, expected }) =>
    `${FUNCTION_NAME}(${args.map((arg) => JSON.stringify(arg)).join(", ")}) returns ${JSON.stringify(expected)}`
  );
  return `Define a function "${FUNCTION_NAME}". ${family.describe(parameters)}\n\nExamples:\n${calls.join("\n")}\n`;
}
