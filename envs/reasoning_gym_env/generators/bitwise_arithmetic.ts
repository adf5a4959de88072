import type { Random } from "@openenv/core";
import { defineGenerator } from "../questions/generator.ts";
import { parsePrefixedInteger } from "../questions/python_values.ts";

const OPERATORS: Readonly<Record<string, (left: bigint, right: bigint) => bigint>> = {
  "+": (left, right) => left + right,
  "-": (left, right) => left - right,
  "*": (left, right) => left * right,
  "<<": (left, right) => left << right,
  ">>": (left, right) => left >> right,
};

/** An expression with its value. */
interface Expression {
  readonly text: string;
  readonly value: bigint;
}

/** Calculates with hexadecimal integers and shifts. */
export const bitwiseArithmetic = defineGenerator({
  defaults: { difficulty: 2 },
  rules: ["1 <= difficulty <= 10"],
  difficulty: { difficulty: "difficulty" },
  generate(config, random) {
    const { text, value } = drawExpression(config.difficulty, random);
    return {
      question: "Please solve this problem. Assume there is arbitrary bit depth and that there are signed integers. " +
        "If the answer is negative, reply as a negative value (ex., -0x3), not the two's-complement form. " +
        `Reply only with the final hexadecimal value.\n${text}`,
      answer: showHex(value),
      metadata: { problem: text },
    };
  },
  score: (answer, entry) => parsePrefixedInteger(answer) === parsePrefixedInteger(entry.answer) ? 1 : 0,
});

function drawExpression(depth: number, random: Random): Expression {
  if (depth === 0 || random.bool(0.01)) return drawNumber(0x100, 0xffff, random);
  const operator = random.choice(Object.keys(OPERATORS));
  const left = drawExpression(depth - 1, random);
  const isShift = operator === "<<" || operator === ">>";
  const right = isShift ? drawNumber(0, 3, random) : drawExpression(depth - 1, random);
  return { text: `(${left.text} ${operator} ${right.text})`, value: OPERATORS[operator]!(left.value, right.value) };
}

function drawNumber(min: number, max: number, random: Random): Expression {
  const value = BigInt(random.int(min, max));
  return { text: showHex(value), value };
}

function showHex(value: bigint): string {
  return value < 0n ? `-0x${(-value).toString(16)}` : `0x${value.toString(16)}`;
}
