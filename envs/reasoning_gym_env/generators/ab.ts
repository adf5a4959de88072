import { defineGenerator } from "../questions/generator.ts";

const REWRITES: Readonly<Record<string, readonly string[]>> = {
  "A# #A": [],
  "A# #B": ["#B", "A#"],
  "B# #A": ["#A", "B#"],
  "B# #B": [],
};

/** Computes a program of the A::B system. */
export const ab = defineGenerator({
  defaults: { length: 10 },
  rules: ["1 <= length <= 100"],
  difficulty: { length: "length" },
  generate(config, random) {
    const program = Array.from({ length: config.length }, () => random.choice(["A#", "B#", "#A", "#B"]));
    const rules = Object.entries(REWRITES).map(([pair, result]) => {
      return `    ${pair} ... becomes ... ${result.join(" ") || "nothing"}\n`;
    });
    return {
      question: "A::B is a system with 4 tokens: `A#`, `#A`, `B#` and `#B`.\n\n" +
        "An A::B program is a sequence of tokens. Example:\n\n    B# A# #B #A B#\n\n" +
        `To *compute* a program, we must rewrite neighbor tokens, using the rules:\n\n${rules.join("")}\n` +
        "In other words, whenever two neighbor tokens have their '#' facing each-other,\n" +
        "they must be rewritten according to the corresponding rule.\n\n" +
        `Now, consider the following program:\n\n${program.join(" ")}\n\nReturn the final state of the program.\n`,
      answer: compute(program).join(" "),
      metadata: {},
    };
  },
  score: (answer, entry) => answer === entry.answer ? 1 : 0,
});

/** Rewrites pairs until none is left. It ends: each rule removes a pair or moves a token past another, one way only. */
function compute(program: readonly string[]): string[] {
  const tokens = [...program];
  for (let place = 0; place < tokens.length - 1;) {
    const result = REWRITES[`${tokens[place]} ${tokens[place + 1]}`];
    if (result === undefined) {
      place++;
    } else {
      tokens.splice(place, 2, ...result);
      place = Math.max(place - 1, 0);
    }
  }
  return tokens;
}
