import { drawNumbers, type Family, family } from "./family.ts";

/** Tasks about lists of integers. */
export const LIST_FAMILIES: readonly Family[] = [
  family({
    name: "turn blocks",
    draw: (random) => ({ size: random.int(2, 9), by: random.int(1, 9) }),
    describe: ({ size, by }) =>
      `Takes a list. Cuts it into blocks of ${size}, the last of which may be shorter, reverses each block, joins them ` +
      `again, and returns the result moved ${by} places to the left, where what leaves on the left enters on the right.`,
    args: (random) => [drawNumbers(random, random.int(1, 25), 0, 99)],
    solve({ size, by }, items: number[]) {
      const joined = [];
      for (let at = 0; at < items.length; at += size) joined.push(...items.slice(at, at + size).reverse());
      const places = by % joined.length;
      return [...joined.slice(places), ...joined.slice(0, places)];
    },
    python: ({ size, by }) => `
def solve(items):
    joined = []
    for at in range(0, len(items), ${size}):
        joined += reversed(items[at:at + ${size}])
    places = ${by} % len(joined)
    return joined[places:] + joined[:places]
`,
  }),
  family({
    name: "frequent",
    draw: (random) => ({ most: random.int(1, 6), modulus: random.int(3, 20) }),
    describe: ({ most, modulus }) =>
      `Takes a list of integers of at least 0. Returns the ${most} most frequent remainders of its numbers modulo ` +
      `${modulus}, as pairs [remainder, count], the most frequent first and of equally frequent ones the smaller first. ` +
      `If there are fewer, it returns all.`,
    args: (random) => [drawNumbers(random, random.int(1, 40), 0, 200)],
    solve({ most, modulus }, numbers: number[]) {
      const counts = new Map<number, number>();
      for (const number of numbers) counts.set(number % modulus, (counts.get(number % modulus) ?? 0) + 1);
      return [...counts].sort((one, other) => other[1] - one[1] || one[0] - other[0]).slice(0, most);
    },
    python: ({ most, modulus }) => `
from collections import Counter

def solve(numbers):
    counts = Counter(number % ${modulus} for number in numbers)
    pairs = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    return [list(pair) for pair in pairs[:${most}]]
`,
  }),
  family({
    name: "windows",
    draw: (random) => ({ size: random.int(2, 8), stride: random.int(1, 5) }),
    describe: ({ size, stride }) =>
      `Takes a list of integers. Returns the list of the differences between the greatest and the smallest number of ` +
      `each window of ${size} neighbours, where a window begins every ${stride} places, from the first place on. ` +
      `Windows that do not fit are left out.`,
    args: (random) => [drawNumbers(random, random.int(3, 30), -50, 50)],
    solve({ size, stride }, numbers: number[]) {
      const differences = [];
      for (let at = 0; at + size <= numbers.length; at += stride) {
        const window = numbers.slice(at, at + size);
        differences.push(Math.max(...window) - Math.min(...window));
      }
      return differences;
    },
    python: ({ size, stride }) => `
def solve(numbers):
    windows = [numbers[at:at + ${size}] for at in range(0, len(numbers) - ${size} + 1, ${stride})]
    return [max(window) - min(window) for window in windows]
`,
  }),
  family({
    name: "part",
    draw: (random) => ({ divisor: random.int(2, 9), limit: random.int(20, 80) }),
    describe: ({ divisor, limit }) =>
      `Takes a list of integers from 0 to 99. Returns first those divisible by ${divisor}, in their order, then of the ` +
      `others those under ${limit}, greatest first, and then the rest, smallest first.`,
    args: (random) => [drawNumbers(random, random.int(4, 20), 0, 99)],
    solve({ divisor, limit }, numbers: number[]) {
      const rest = numbers.filter((number) => number % divisor !== 0);
      return [
        ...numbers.filter((number) => number % divisor === 0),
        ...rest.filter((number) => number < limit).sort((one, other) => other - one),
        ...rest.filter((number) => number >= limit).sort((one, other) => one - other),
      ];
    },
    python: ({ divisor, limit }) => `
def solve(numbers):
    rest = [number for number in numbers if number % ${divisor}]
    small = sorted((number for number in rest if number < ${limit}), reverse=True)
    return [n for n in numbers if n % ${divisor} == 0] + small + sorted(n for n in rest if n >= ${limit})
`,
  }),
  family({
    name: "intervals",
    draw: (random) => ({ gap: random.int(1, 12), least: random.int(1, 8) }),
    describe: ({ gap, least }) =>
      `Takes a list of pairs [from, to] of integers, from at most to. Joins pairs where the one begins at most ${gap} ` +
      `after the other ends, until there are no more such pairs. Returns those that are at least ${least} long (to minus ` +
      `from), by where they begin.`,
    args: (random) => [
      Array.from({ length: random.int(1, 9) }, () => {
        const from = random.int(0, 150);
        return [from, from + random.int(0, 10)];
      }),
    ],
    solve({ gap, least }, pairs: [number, number][]) {
      const joined: [number, number][] = [];
      for (const [from, to] of [...pairs].sort((one, other) => one[0] - other[0])) {
        const last = joined.at(-1);
        if (last !== undefined && from - last[1] <= gap) last[1] = Math.max(last[1], to);
        else joined.push([from, to]);
      }
      return joined.filter(([from, to]) => to - from >= least);
    },
    python: ({ gap, least }) => `
def solve(pairs):
    joined = []
    for start, end in sorted(pairs):
        if joined and start - joined[-1][1] <= ${gap}:
            joined[-1][1] = max(joined[-1][1], end)
        else:
            joined.append([start, end])
    return [pair for pair in joined if pair[1] - pair[0] >= ${least}]
`,
  }),
];
