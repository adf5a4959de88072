import { drawLetter, drawText, type Family, family } from "./family.ts";

/** Tasks about texts. */
export const STRING_FAMILIES: readonly Family[] = [
  family({
    name: "shift letters",
    draw: (random) => ({ by: random.int(1, 25), from: random.choice(["vowel", "consonant"]) }),
    describe: ({ by, from }) =>
      `Takes a text of small letters and spaces. Returns it with every ${from} (a, e, i, o and u are vowels) replaced ` +
      `by the letter that comes ${by} later in the alphabet, where a follows z.`,
    args: (random) => [drawText(random)],
    solve({ by, from }, text: string) {
      return Array.from(text, (letter) => {
        if (letter === " " || "aeiou".includes(letter) !== (from === "vowel")) return letter;
        return String.fromCharCode((letter.charCodeAt(0) - 97 + by) % 26 + 97);
      }).join("");
    },
    python: ({ by, from }) => `
def solve(text):
    def shift(c):
        if c == " " or (c in "aeiou") != ${from === "vowel" ? "True" : "False"}:
            return c
        return chr((ord(c) - 97 + ${by}) % 26 + 97)
    return "".join(shift(c) for c in text)
`,
  }),
  family({
    name: "every nth",
    draw(random) {
      const step = random.int(2, 9);
      return { step, start: random.int(0, step - 1), mark: random.choice([..."-_.:+*"]) };
    },
    describe: ({ step, start, mark }) =>
      `Takes a text. Returns its characters at the positions ${start}, ${start + step}, ${
        start + 2 * step
      } and so on, ` +
      `counted from 0, in reverse order, with "${mark}" between each two.`,
    args: (random) => [drawText(random, 4)],
    solve({ step, start, mark }, text: string) {
      const chosen = [];
      for (let at = start; at < text.length; at += step) chosen.unshift(text[at]);
      return chosen.join(mark);
    },
    python: ({ step, start, mark }) => `
def solve(text):
    return "${mark}".join(reversed(text[${start}::${step}]))
`,
  }),
  family({
    name: "choose words",
    draw: (random) => ({ letter: drawLetter(random), mark: random.choice([..."/|;,&"]) }),
    describe: ({ letter, mark }) =>
      `Takes words with spaces between them. Returns the words that do not have the letter "${letter}", longest first, ` +
      `those of one length in the order of the alphabet, with "${mark}" between each two.`,
    args: (random) => [drawText(random, 3, 10)],
    solve({ letter, mark }, text: string) {
      const chosen = text.split(" ").filter((word) => !word.includes(letter));
      return chosen.sort((one, other) => other.length - one.length || (one < other ? -1 : one > other ? 1 : 0)).join(
        mark,
      );
    },
    python: ({ letter, mark }) => `
def solve(text):
    words = [word for word in text.split(" ") if "${letter}" not in word]
    return "${mark}".join(sorted(words, key=lambda word: (-len(word), word)))
`,
  }),
  family({
    name: "run lengths",
    draw: (random) => ({
      least: random.int(2, 5),
      open: random.choice([..."([{<"]),
      order: random.choice(["before", "after"]),
    }),
    describe: ({ least, open, order }) =>
      `Takes a text of letters. Returns it with every run of ${least} or more equal letters replaced by ` +
      `"${open}", the letter, and the length of the run, which stands ${order} the letter. Shorter runs stay.`,
    args: (
      random,
    ) => [Array.from({ length: random.int(3, 8) }, () => drawLetter(random).repeat(random.int(1, 7))).join("")],
    solve({ least, open, order }, text: string) {
      return text.replace(/(.)\1*/g, (run, letter) => {
        if (run.length < least) return run;
        return open + (order === "before" ? `${run.length}${letter}` : `${letter}${run.length}`);
      });
    },
    python: ({ least, open, order }) => `
from itertools import groupby

def solve(text):
    parts = []
    for letter, group in groupby(text):
        length = len(list(group))
        if length < ${least}:
            parts.append(letter * length)
        else:
            parts.append("${open}" + ${order === "before" ? "str(length) + letter" : "letter + str(length)"})
    return "".join(parts)
`,
  }),
  family({
    name: "capitals",
    draw(random) {
      const every = random.int(2, 9);
      return { every, first: random.int(1, every) };
    },
    describe: ({ every, first }) =>
      `Takes a text of small letters and spaces. Returns it with the letters number ${first}, ${first + every}, ` +
      `${first + 2 * every} and so on as capitals; letters are counted from 1, and spaces are not counted.`,
    args: (random) => [drawText(random)],
    solve({ every, first }, text: string) {
      let count = 0;
      return Array.from(text, (letter) => {
        if (letter === " ") return letter;
        count++;
        return count >= first && (count - first) % every === 0 ? letter.toUpperCase() : letter;
      }).join("");
    },
    python: ({ every, first }) => `
def solve(text):
    count, letters = 0, []
    for letter in text:
        if letter != " ":
            count += 1
            if count >= ${first} and (count - ${first}) % ${every} == 0:
                letter = letter.upper()
        letters.append(letter)
    return "".join(letters)
`,
  }),
];
