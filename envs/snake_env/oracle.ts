/**
 * The oracle of snake: a policy that proves that the maximum reward can be reached.
 *
 * @module
 */
import type { Policy } from "@openenv/core";
import type { SnakeAction, SnakeObservation } from "./models.ts";

const [FRUIT, HEAD, BODY] = [2, 3, 4];
/** Up, right, down, left. */
const MOVES = [[-1, 0], [0, 1], [1, 0], [0, -1]] as const;
const TURNS = [0, 2, undefined, 1];

/**
 * Goes to the fruit on a shortest way, and where there is none to where most room is. It looks at the grid alone.
 *
 * @returns The policy, for relative mode.
 *
 * @example
 * ```ts
 * import environment from "@openenv/snake-env/environment";
 * import oracle from "@openenv/snake-env/oracle";
 * import { createLocalSubject, playInNewSession, scoreOf } from "@openenv/testing";
 * import assert from "node:assert/strict";
 *
 * const plan = { seed: 7, options: { fruits_to_win: 3 }, maxSteps: 200, policy: oracle };
 * const record = await playInNewSession(createLocalSubject(environment), plan);
 * assert.equal(scoreOf(record, "last_reward"), 1.001);
 * ```
 */
export default function goToFruit(): Policy<SnakeAction, SnakeObservation> {
  let direction: number | undefined;
  return ({ observation: { grid } }) => {
    const at = (row: number, column: number) => grid[row]?.[column] ?? 1;
    const cells = [...grid].flatMap((line, row) => [...line].map((code, column) => ({ code, row, column })));
    const head = cells.find(({ code }) => code === HEAD)!;
    // At first the direction is the one away from the body.
    const neck = MOVES.findIndex(([down, right]) => at(head.row + down, head.column + right) === BODY);
    direction ??= (neck + 2) % 4;
    const options = MOVES.map(([down, right], way) => ({ way, row: head.row + down, column: head.column + right }))
      .filter(({ way, row, column }) => TURNS[(way - direction! + 4) % 4] !== undefined && isFree(at(row, column)));
    const ranked = options.map((option) => ({ ...option, ...explore(at, option) }))
      .sort((one, other) => one.distance - other.distance || other.room - one.room);
    const { way = direction } = ranked[0] ?? {};
    const action = TURNS[(way - direction + 4) % 4]!;
    direction = way;
    return { action };
  };
}

function isFree(code: number): boolean {
  return code === 0 || code === FRUIT;
}

/** Measures the way to the fruit from a cell, and how many cells can be reached. */
function explore(at: (row: number, column: number) => number, from: { readonly row: number; readonly column: number }) {
  const seen = new Set([`${from.row},${from.column}`]);
  let distance = at(from.row, from.column) === FRUIT ? 0 : Infinity;
  const queue = [{ ...from, steps: 0 }];
  for (const { row, column, steps } of queue) {
    for (const [down, right] of MOVES) {
      const next = { row: row + down, column: column + right, steps: steps + 1 };
      const key = `${next.row},${next.column}`;
      const code = at(next.row, next.column);
      if (seen.has(key) || !isFree(code)) continue;
      seen.add(key);
      if (code === FRUIT) distance = Math.min(distance, next.steps);
      queue.push(next);
    }
  }
  return { distance: distance === Infinity ? 1e9 : distance, room: seen.size };
}
