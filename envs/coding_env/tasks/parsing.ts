import { drawNumbers, drawWord, type Family, family } from "./family.ts";

/** Tasks about texts with a syntax. */
export const PARSING_FAMILIES: readonly Family[] = [
  family({
    name: "settings",
    draw: (random) => ({
      end: random.choice([...";,|/"]),
      sign: random.choice([...":=~>"]),
      fallback: random.int(1, 99),
    }),
    describe: ({ end, sign, fallback }) =>
      `Takes a text of settings with "${end}" between each two. A setting is a name, "${sign}" and an integer; without ` +
      `"${sign}" its number is ${fallback}. Returns the list of pairs [name, sum of the numbers of that name], in the ` +
      `order of the alphabet.`,
    args: (random, { end, sign }) => [
      Array.from({ length: random.int(1, 8) }, () => {
        const name = random.choice(["a", "b", "cd", "ef", drawWord(random, 3)]);
        return random.bool(0.7) ? `${name}${sign}${random.int(-50, 50)}` : name;
      }).join(end as string),
    ],
    solve({ end, sign, fallback }, text: string) {
      const sums = new Map<string, number>();
      for (const setting of text.split(end)) {
        const [name, number = fallback] = setting.split(sign);
        sums.set(name!, (sums.get(name!) ?? 0) + Number(number));
      }
      return [...sums].sort(([one], [other]) => one < other ? -1 : 1);
    },
    python: ({ end, sign, fallback }) => `
def solve(text):
    sums = {}
    for setting in text.split("${end}"):
        name, found, number = setting.partition("${sign}")
        sums[name] = sums.get(name, 0) + (int(number) if found else ${fallback})
    return [[name, sums[name]] for name in sorted(sums)]
`,
  }),
  family({
    name: "postfix",
    draw(random) {
      const [plus, minus, times] = random.shuffle([..."@#$%&!^?"]) as [string, string, string];
      return { plus, minus, times };
    },
    describe: ({ plus, minus, times }) =>
      `Takes an expression in postfix notation, with a space between each two of its parts: integers and the operators ` +
      `"${plus}" (plus), "${minus}" (minus) and "${times}" (times). Returns its value.`,
    args(random, { plus, minus, times }) {
      const parts: (number | string)[] = [random.int(0, 9)];
      for (let more = random.int(1, 5); more > 0; more--) {
        parts.push(random.int(0, 9), random.choice([plus, minus, times] as string[]));
      }
      return [parts.join(" ")];
    },
    solve({ plus, minus }, text: string) {
      const stack: number[] = [];
      for (const part of text.split(" ")) {
        if (/^\d+$/.test(part)) stack.push(Number(part));
        else {
          const [other, one] = [stack.pop()!, stack.pop()!];
          stack.push((part === plus ? one + other : part === minus ? one - other : one * other) + 0);
        }
      }
      return stack[0]!;
    },
    python: ({ plus, minus, times }) => `
def solve(text):
    stack = []
    for part in text.split(" "):
        if part.isdigit():
            stack.append(int(part))
        else:
            other, one = stack.pop(), stack.pop()
            stack.append({"${plus}": one + other, "${minus}": one - other, "${times}": one * other}[part])
    return stack[0]
`,
  }),
  family({
    name: "table",
    draw: (random) => ({ mark: random.choice([..."#*%"]), end: random.choice([...",;|"]), column: random.int(2, 5) }),
    describe: ({ mark, end, column }) =>
      `Takes a table: lines of cells with "${end}" between each two cells. Lines that begin with "${mark}" are comments. ` +
      `Returns the list of the numbers in column ${column}, counted from 1, without comments and without lines that ` +
      `have no such column; a cell that is no integer counts as 0.`,
    args: (random, { mark, end }) => [
      Array.from({ length: random.int(2, 7) }, () => {
        const cells = Array.from(
          { length: random.int(1, 6) },
          () => random.bool(0.7) ? String(random.int(-99, 99)) : drawWord(random, 3),
        );
        return (random.bool(0.2) ? mark : "") + cells.join(end as string);
      }).join("\n"),
    ],
    solve({ mark, end, column }, text: string) {
      const rows = text.split("\n").filter((line) => !line.startsWith(mark)).map((line) => line.split(end));
      const cells = rows.filter((row) => row.length >= column).map((row) => row[column - 1]!);
      return cells.map((cell) => /^-?\d+$/.test(cell) ? Number(cell) : 0);
    },
    python: ({ mark, end, column }) => `
def solve(text):
    numbers = []
    for line in text.split("\\n"):
        cells = line.split("${end}")
        if line.startswith("${mark}") or len(cells) < ${column}:
            continue
        try:
            numbers.append(int(cells[${column - 1}]))
        except ValueError:
            numbers.append(0)
    return numbers
`,
  }),
  family({
    name: "measures",
    draw: (random) => ({ middle: random.int(2, 40), large: random.int(2, 40) }),
    describe: ({ middle, large }) =>
      `Takes a measure such as "3y2k7b" or "5k": integers with a unit each. A "k" is ${middle} "b", and a "y" is ${large} ` +
      `"k". Units may be missing or repeated, in any order. Returns the whole measure in "b".`,
    args: (
      random,
    ) => [drawNumbers(random, random.int(1, 6), 0, 30).map((n) => `${n}${random.choice([..."ykb"])}`).join("")],
    solve({ middle, large }, text: string) {
      let sum = 0;
      for (const [, number, unit] of text.matchAll(/(\d+)([ykb])/g)) {
        sum += Number(number) * (unit === "b" ? 1 : unit === "k" ? middle : middle * large);
      }
      return sum;
    },
    python: ({ middle, large }) => `
import re

def solve(text):
    sizes = {"b": 1, "k": ${middle}, "y": ${middle} * ${large}}
    return sum(int(number) * sizes[unit] for number, unit in re.findall(r"(\\d+)([ykb])", text))
`,
  }),
  family({
    name: "brackets",
    draw(random) {
      const [open, close] = random.choice(["()", "[]", "{}", "<>"]).split("") as [string, string];
      return { open, close, factor: random.int(2, 12) };
    },
    describe: ({ open, close, factor }) =>
      `Takes a text of letters and brackets "${open}" and "${close}" that match. Each letter counts ${factor} times as ` +
      `much as it would outside of the brackets around it, for every pair of brackets. Returns the sum, where a letter ` +
      `outside of all brackets counts as its place in the alphabet: a is 1, z is 26.`,
    args(random, { open, close }) {
      let [text, depth] = ["", 0];
      for (let length = random.int(4, 16); length > 0; length--) {
        const kind = random.int(0, 3);
        if (kind === 0 && depth < 4) [text, depth] = [text + open, depth + 1];
        else if (kind === 1 && depth > 0) [text, depth] = [text + close, depth - 1];
        else text += drawWord(random, 2);
      }
      return [text + (close as string).repeat(depth)];
    },
    solve({ open, close, factor }, text: string) {
      let [sum, weight] = [0, 1];
      for (const letter of text) {
        if (letter === open) weight *= factor;
        else if (letter === close) weight /= factor;
        else sum += (letter.charCodeAt(0) - 96) * weight;
      }
      return sum;
    },
    python: ({ open, close, factor }) => `
def solve(text):
    total, weight = 0, 1
    for letter in text:
        if letter == "${open}":
            weight *= ${factor}
        elif letter == "${close}":
            weight //= ${factor}
        else:
            total += (ord(letter) - 96) * weight
    return total
`,
  }),
];
