import { type Family, family } from "./family.ts";

/** Tasks about integers. */
export const NUMBER_FAMILIES: readonly Family[] = [
  family({
    name: "digit powers",
    draw: (random) => ({ base: random.int(3, 16), power: random.int(1, 3) }),
    describe: ({ base, power }) =>
      `Takes an integer of at least 0. Returns the sum of the digits it has in base ${base}, each raised to the power ` +
      `${power}.`,
    args: (random) => [random.int(0, 1_000_000_000)],
    solve({ base, power }, n: number) {
      let sum = 0;
      for (; n > 0; n = Math.floor(n / base)) sum += (n % base) ** power;
      return sum;
    },
    python: ({ base, power }) => `
def solve(n):
    total = 0
    while n > 0:
        n, digit = divmod(n, ${base})
        total += digit ** ${power}
    return total
`,
  }),
  family({
    name: "multiples",
    draw: (random) => ({ one: random.int(2, 19), other: random.int(20, 40) }),
    describe: ({ one, other }) =>
      `Takes an integer n. Returns the sum of the integers from 1 up to n, n included, that are divisible by ${one} or by ` +
      `${other}, but not by both.`,
    args: (random) => [random.int(50, 3000)],
    solve({ one, other }, n: number) {
      let sum = 0;
      for (let i = 1; i <= n; i++) if ((i % one === 0) !== (i % other === 0)) sum += i;
      return sum;
    },
    python: ({ one, other }) => `
def solve(n):
    return sum(i for i in range(1, n + 1) if (i % ${one} == 0) != (i % ${other} == 0))
`,
  }),
  family({
    name: "common divisors",
    draw: (random) => ({ factor: random.int(2, 60), shift: random.int(1, 99) }),
    describe: ({ factor, shift }) =>
      `Takes two positive integers a and b. Returns the list of all common divisors of ${factor} times a and b plus ` +
      `${shift}, smallest first.`,
    args: (random) => [random.int(1, 500), random.int(1, 5000)],
    solve({ factor, shift }, a: number, b: number) {
      const divisors = [];
      for (let i = 1; i <= factor * a; i++) if ((factor * a) % i === 0 && (b + shift) % i === 0) divisors.push(i);
      return divisors;
    },
    python: ({ factor, shift }) => `
def solve(a, b):
    one, other = ${factor} * a, b + ${shift}
    return [i for i in range(1, min(one, other) + 1) if one % i == 0 and other % i == 0]
`,
  }),
  family({
    name: "sequence",
    draw: (random) => ({ times: random.int(3, 99), plus: random.int(1, 999), modulus: random.int(1000, 9999) }),
    describe: ({ times, plus, modulus }) =>
      `Takes an integer x of at least 0 and a count n. Returns the list of the next n numbers of the sequence in which ` +
      `each is ${times} times the one before, plus ${plus}, modulo ${modulus}; the first one is computed from x.`,
    args: (random) => [random.int(0, 999), random.int(1, 12)],
    solve({ times, plus, modulus }, x: number, n: number) {
      return Array.from({ length: n }, () => x = (x * times + plus) % modulus);
    },
    python: ({ times, plus, modulus }) => `
def solve(x, n):
    numbers = []
    for _ in range(n):
        x = (x * ${times} + ${plus}) % ${modulus}
        numbers.append(x)
    return numbers
`,
  }),
  family({
    name: "next prime",
    draw(random) {
      const modulus = random.choice([4, 6, 8, 10, 12, 14, 18, 20, 22, 24, 26, 28, 30]);
      return { modulus, rest: random.choice([1, modulus - 1]), gap: random.int(2, 9) };
    },
    describe: ({ modulus, rest, gap }) =>
      `Takes a positive integer n. Returns the smallest prime that is at least ${gap} greater than n and leaves the ` +
      `remainder ${rest} when it is divided by ${modulus}.`,
    args: (random) => [random.int(1, 5000)],
    solve({ modulus, rest, gap }, n: number) {
      const isPrime = (number: number) => {
        for (let i = 2; i * i <= number; i++) if (number % i === 0) return false;
        return number > 1;
      };
      let found = n + gap;
      while (found % modulus !== rest || !isPrime(found)) found++;
      return found;
    },
    python: ({ modulus, rest, gap }) => `
def solve(n):
    def is_prime(number):
        return number > 1 and all(number % i for i in range(2, int(number ** 0.5) + 1))
    found = n + ${gap}
    while found % ${modulus} != ${rest} or not is_prime(found):
        found += 1
    return found
`,
  }),
];
