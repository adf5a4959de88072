import { defineGenerator } from "../questions/generator.ts";

/** A move of the uppermost disk of a peg. */
type Move = readonly [disk: number, from: number, to: number];

/** Moves a tower to another peg; more moves than needed score less. */
export const towerOfHanoi = defineGenerator({
  defaults: { min_disks: 3, max_disks: 7, min_pegs: 3, max_pegs: 4, visualize: false },
  rules: ["1 <= min_disks <= max_disks <= 12", "3 <= min_pegs <= max_pegs <= 10"],
  difficulty: { num_disks: "disks", num_pegs: "pegs" },
  generate(config, random) {
    const num_disks = random.int(config.min_disks, config.max_disks);
    const num_pegs = random.int(config.min_pegs, config.max_pegs);
    const pegs = Array.from({ length: num_pegs }, (_, index) => index + 1);
    const [start_peg, target_peg] = random.shuffle(pegs) as [number, number];
    const auxiliary_pegs = pegs.filter((peg) => peg !== start_peg && peg !== target_peg);
    const moves = planMoves(num_disks, 0, start_peg, target_peg, auxiliary_pegs);
    return {
      question: `Solve the Tower of Hanoi problem with ${num_disks} disks and ${num_pegs} pegs.\n` +
        `Move all disks from Peg ${start_peg} to Peg ${target_peg} following the rules:\n` +
        "- Only one disk can be moved at a time.\n- A larger disk cannot be placed on top of a smaller disk.\n" +
        "- All disks must be on a peg at all times.\n\nProvide the sequence of moves.\n\nFormatting guidelines:\n" +
        "- Each instruction should be placed on a single line.\n" +
        "- Each line should be formatted as 'Move disk X from Peg Y to Peg Z'\n" +
        "- Do not include any other text or formatting.\n",
      answer: moves.map(([disk, from, to]) => `Move disk ${disk} from Peg ${from} to Peg ${to}`).join("\n"),
      metadata: { num_disks, num_pegs, start_peg, target_peg, auxiliary_pegs, solution_length: moves.length },
    };
  },
  score(answer, { metadata }) {
    const { num_disks, num_pegs, start_peg, target_peg, solution_length } = metadata as Record<string, number>;
    if (answer === "") return 0;
    const lines = answer.split("\n").map((line) => line.trim()).filter((line) => line !== "");
    const pegs = Array.from({ length: num_pegs! + 1 }, (): number[] => []);
    for (let disk = num_disks!; disk > 0; disk--) pegs[start_peg!]!.push(disk);
    if (!lines.every((line) => makeMove(pegs, line))) return 0;
    if (pegs[target_peg!]!.length < num_disks!) return 0.05;
    return Math.min(1, solution_length! / lines.length);
  },
});

/** The plan of Frame and Stewart: the smallest disks wait on a peg that the others then do without. */
function planMoves(count: number, smaller: number, from: number, to: number, free: readonly number[]): Move[] {
  if (count === 0) return [];
  if (count === 1) return [[smaller + 1, from, to]];
  const [wait, ...others] = free as [number, ...number[]];
  const waiting = others.length === 0 ? count - 1 : bestWaiting(count, others.length + 3);
  return [
    ...planMoves(waiting, smaller, from, wait, [...others, to]),
    ...planMoves(count - waiting, smaller + waiting, from, to, others),
    ...planMoves(waiting, smaller, wait, to, [...others, from]),
  ];
}

/** Finds how many disks should wait, with more than three pegs. */
function bestWaiting(count: number, pegs: number): number {
  const costs = Array.from({ length: count - 1 }, (_, index) => {
    return 2 * countMoves(index + 1, pegs) + countMoves(count - index - 1, pegs - 1);
  });
  return costs.indexOf(Math.min(...costs)) + 1;
}

function countMoves(count: number, pegs: number): number {
  if (count <= 1) return count;
  if (pegs === 3) return 2 ** count - 1;
  const waiting = bestWaiting(count, pegs);
  return 2 * countMoves(waiting, pegs) + countMoves(count - waiting, pegs - 1);
}

function makeMove(pegs: readonly number[][], line: string): boolean {
  const match = /^\S*Move disk (\d+) from Peg (\d+) to Peg (\d+)$/.exec(line); // "1.Move disk ..." counts, too
  if (match === null) return false;
  const [disk, from, to] = match.slice(1).map(Number) as [number, number, number];
  const [source, target] = [pegs[from], pegs[to]];
  if (source?.at(-1) !== disk || target === undefined || from * to === 0) return false;
  if (target.length > 0 && target.at(-1)! < disk) return false;
  source.pop();
  target.push(disk);
  return true;
}
